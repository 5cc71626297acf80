// The rules of docs/logic.md in the browser. A number is a BigInt, times 10^20; NaN is a calculation without result.
// Small before all else (2 KB compressed): a parameter that is done with holds the next value.
const ONE = 10n ** 20n, TOO_LARGE = 10n ** 50n, isList = Array.isArray
const isObject = value => value && typeof value == "object"
const isText = value => typeof value == "string"
const isNumber = value => /^(num|big)/.test(typeof value)
const absolute = number => number < 0n ? -number : number
const inRange = number => absolute(number) < TOO_LARGE ? number : NaN
const quotient = (number, by) => (2n * absolute(number) + absolute(by)) / (2n * absolute(by)) * (number < 0n == by < 0n ? 1n : -1n)
const numberOf = (value, match, power) => {
  if (value === null || value === !!value) return BigInt(+value) * ONE
  if (typeof value == "bigint") return value
  if (!isText(value) && !isNumber(value)) return NaN
  value = ("" + value).trim()
  match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,4}))?$/i.exec(value)
  if (!value) return 0n
  if (!match || value.length > 200 || !(value = match[2] + match[3])) return NaN
  power = BigInt(20 + +(match[4] || 0) - match[3].length)
  value = BigInt(value) * (match[1] == "-" ? -1n : 1n)
  return inRange(power < 0n ? quotient(value, 10n ** -power) : value * 10n ** power)
}
const plain = value => +text(numberOf(value)) // a number as JavaScript counts
const text = value => value == null ? "" : isList(value) ? value.map(text).join() : !isNumber(value) ? "" + value
  : (value = numberOf(value)) !== value ? "NaN"
  : (value < 0n ? "-" : "") + (absolute(value) / ONE + "." + ("" + (ONE + absolute(value) % ONE)).slice(1)).replace(/\.?0+$/, "")
const truthy = value => isList(value) ? value.length > 0 : !!value
const given = value => value != null && value === value && value !== ""
const answered = value => given(value) && (!isObject(value) || Object.keys(value).length > 0)
const same = (one, other) => isNumber(one) && isNumber(other) ? numberOf(one) === numberOf(other) : !isObject(one) && one === other
const equal = (one, other) => one == null || other == null ? one == other : isObject(one) || isObject(other) ? false
  : isText(one) && isText(other) ? one === other : numberOf(one) === numberOf(other)
const ordered = holds => eachPair((one, other) => (
  isText(one) && isText(other) || (one = numberOf(one ?? null), other = numberOf(other ?? null)),
  holds(one < other ? -1 : one > other ? 1 : one === other ? 0 : NaN)
))
const at = (data, path) => path === null || path === "" ? data : path === !!path || !isText(path) && numberOf(path) !== numberOf(path) ? void 0
  : text(path).split(".").reduce((value, key) => isList(value) ? /^\d+$/.test(key) ? value[+key] : void 0
    : isObject(value) && Object.hasOwn(value, key) ? value[key] : void 0, data)
const notGiven = (data, paths) => isList(paths) ? paths.filter(path => !given(at(data, path))) : []
const eachPair = holds => (...values) => values.every((value, index) => !index || holds(values[index - 1], value))
const not = holds => (...values) => !holds(...values)
const fold = combine => (...values) => values.map(numberOf).reduce((one, other) => one === one && other === other ? inRange(combine(one, other)) : NaN)
const plus = fold((one, other) => one + other), minus = fold((one, other) => one - other)
const over = fold((one, other) => other ? quotient(one * ONE, other) : NaN)
const most = beats => (...values) => (values = values.map(numberOf)).length && values.every(number => number === number)
  ? values.reduce((one, other) => beats(one, other) ? one : other) : NaN
const add = (...values) => plus(0n, ...values)
const allEqual = eachPair(equal), allSame = eachPair(same)
const strict = { // operators whose operands are all worked out first
  "==": allEqual, "!=": not(allEqual), "===": allSame, "!==": not(allSame),
  "<": ordered(sign => sign < 0), "<=": ordered(sign => sign <= 0), ">": ordered(sign => sign > 0), ">=": ordered(sign => sign >= 0),
  "!": value => !truthy(value), "!!": truthy, "+": add,
  "-": (first, ...rest) => rest.length ? minus(first, ...rest) : minus(0n, first),
  "*": (...values) => fold((one, other) => quotient(one * other, ONE))(ONE, ...values),
  "/": (first, ...rest) => rest.length ? over(first, ...rest) : over(ONE, first),
  "%": fold((one, other) => other ? one % other : NaN), max: most((one, other) => one > other), min: most((one, other) => one < other),
  cat: (...values) => values.map(text).join(""),
  in: (value, whole) => isText(whole) ? whole.includes(text(value)) : isList(whole) && whole.some(item => same(value, item)),
  substr: (value, start, length) => {
    start = plain(start), value = [...text(value)].slice(start)
    return start !== start || length !== void 0 && (length = plain(length)) !== length ? NaN : value.slice(0, length).join("")
  },
  merge: (...values) => values.flat(),
  round: (value, places = 0) => (value = numberOf(value), places = plain(places), value !== value || places % 1 || !(places > -31 && places < 21))
    ? NaN : inRange(quotient(value, places = 10n ** BigInt(20 - places)) * places),
  count: values => isList(values) ? values.filter(answered).length : 0,
  sum: (values, path) => isList(values) ? add(...(path ? values.map(row => at(row, path)) : values).filter(answered)) : 0
}
const iso = date => isNaN(date) ? "" : date.toISOString().slice(0, 10)
const dayOf = (value, date) => isText(value) && value > "0001" && iso(date = new Date(value + "T00:00Z")) === value ? date : NaN
const written = (date, days = 0) => dayOf(date = iso(new Date(+date + 864e5 * days))) ? date : NaN
const dayNumber = date => date / 864e5 + 70719163 // a multiple of 7 is a Sunday, the next a Monday
const holidaysOf = context => [...new Set(context.holidays)].map(holiday => dayNumber(dayOf(holiday))).filter(number => number % 7 % 6)
const workingDays = (until, holidays) => until - (until / 7 | 0) - ((until + 1) / 7 | 0) - holidays.filter(holiday => holiday <= until).length
const monthOf = date => date.getUTCFullYear() * 12 + date.getUTCMonth()
const dates = { // operators that know the day and the holidays
  date_add: (date, count, unit, context, place, start) => {
    date = dayOf(date), count = plain(count)
    if (!date || count % 1 || !(count * count < 1e14)) return NaN
    if (unit == "days") return written(date, count)
    if (!/^w/.test(unit)) {
      place = date.getUTCDate(), date.setUTCMonth(date.getUTCMonth() + count * (unit == "years" ? 12 : 1) + 1, 0)
      date.setUTCDate(Math.min(place, date.getUTCDate()))
      return written(date)
    }
    // From here `count` is the number of the working day that is looked for, `unit` how many are still missing: never
    // too far, and soon there.
    for (count += workingDays(start = place = dayNumber(date) - (count < 0), context = holidaysOf(context)); unit = count - workingDays(place, context);) place += unit
    return written(date, place - start)
  },
  date_diff: (one, other, unit, context) => {
    const start = dayOf(one), end = dayOf(other), days = (end - start) / 864e5
    if (days < 0) return -dates.date_diff(other, one, unit, context)
    if (unit == "days" || !days) return days
    if (/^w/.test(unit)) return workingDays(dayNumber(end), context = holidaysOf(context)) - workingDays(dayNumber(start), context)
    const months = monthOf(end) - monthOf(start) - (end.getUTCDate() < start.getUTCDate())
    return unit == "years" ? Math.floor(months / 12) : months
  }
}
const loop = use => (operands, data, context, list = logic(operands[0], data, context)) =>
  use(isList(list) ? list : [], item => logic(operands[1], item, context), operands, data, context)
const pick = (operands, data, context) => {
  for (; operands.length > 1; operands = operands.slice(2)) if (truthy(logic(operands[0], data, context))) return logic(operands[1], data, context)
  return operands.length ? logic(operands[0], data, context) : null
}
const until = stop => (operands, data, context, value = false) => (operands.some(operand => truthy(value = logic(operand, data, context)) == stop), value)
const test = use => loop((list, inner) => use(list, item => truthy(inner(item))))
const special = { // operators that work their operands out themselves
  var: (operands, data, context) => {
    const value = at(data, logic(operands.length ? operands[0] : "", data, context))
    return value == null && operands.length > 1 ? logic(operands[1], data, context) : value
  },
  answered: (operands, data) => answered(at(data, operands[0])), if: pick, "?:": pick, and: until(false), or: until(true),
  today: (operands, data, context) => context.today || NaN,
  missing: (operands, data, context) => (operands = logic(operands, data, context), notGiven(data, isList(operands[0]) ? operands[0] : operands)),
  missing_some: (operands, data, context) => {
    const [least, paths] = logic(operands, data, context), absent = notGiven(data, paths)
    return isList(paths) && paths.length - absent.length < plain(least) ? absent : []
  },
  map: loop((list, inner) => list.map(item => inner(item))), filter: test((list, holds) => list.filter(holds)),
  some: test((list, holds) => list.some(holds)), none: test((list, holds) => !list.some(holds)),
  all: test((list, holds) => truthy(list) && list.every(holds)),
  reduce: loop((list, inner, operands, data, context) => list.reduce(
    (accumulator, current) => inner({current, accumulator}), operands.length > 2 ? logic(operands[2], data, context) : null
  ))
}
export const logic = (rule, data, context = {}) => {
  if (isList(rule)) return rule.map(item => logic(item, data, context))
  const [operator] = isObject(rule) ? Object.keys(rule) : []
  if (!operator) return rule
  const operands = isList(rule[operator]) ? rule[operator] : [rule[operator]]
  return special[operator] ? special[operator](operands, data, context)
    : dates[operator] ? dates[operator](...logic(operands, data, context), context)
    : strict[operator](...logic(operands, data, context))
}
export {text}
