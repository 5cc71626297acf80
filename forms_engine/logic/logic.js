// The rules of docs/logic.md in the browser. A number is a BigInt, times 10^20; NaN is a calculation without result.
const U = 10n ** 20n, M = 10n ** 50n, L = Array.isArray
const O = v => v && typeof v == "object"
const S = v => typeof v == "string"
const N = v => /^(num|big)/.test(typeof v)
const A = n => n < 0n ? -n : n
const F = n => A(n) < M ? n : NaN
const Q = (a, b) => (2n * A(a) + A(b)) / (2n * A(b)) * (a < 0n == b < 0n ? 1n : -1n)
const num = (v, m, p) => {
  if (v === null || v === !!v) return BigInt(+v) * U
  if (typeof v == "bigint") return v
  if (!S(v) && !N(v)) return NaN
  v = ("" + v).trim()
  m = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,4}))?$/i.exec(v)
  if (!v) return 0n
  if (!m || v.length > 200 || !(v = m[2] + m[3])) return NaN
  p = BigInt(20 + +(m[4] || 0) - m[3].length)
  v = BigInt(v) * (m[1] == "-" ? -1n : 1n)
  return F(p < 0n ? Q(v, 10n ** -p) : v * 10n ** p)
}
const real = v => +text(num(v))
const text = v => v == null ? "" : L(v) ? v.map(text).join() : !N(v) ? "" + v : (v = num(v)) !== v ? "NaN"
  : (v < 0n ? "-" : "") + (A(v) / U + "." + ("" + (U + A(v) % U)).slice(1)).replace(/\.?0+$/, "")
const truthy = v => L(v) ? v.length > 0 : !!v
const given = v => v != null && v === v && v !== ""
const answered = v => given(v) && (!O(v) || Object.keys(v).length > 0)
const same = (a, b) => N(a) && N(b) ? num(a) === num(b) : !O(a) && a === b
const equal = (a, b) => a == null || b == null ? a == b : O(a) || O(b) ? false : S(a) && S(b) ? a === b : num(a) === num(b)
const order = f => all((a, b) => (S(a) && S(b) || (a = num(a ?? null), b = num(b ?? null)), f(a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN)))
const at = (d, k) => k === null || k === "" ? d : k === !!k || !S(k) && num(k) !== num(k) ? void 0
  : text(k).split(".").reduce((v, k) => L(v) ? /^\d+$/.test(k) ? v[+k] : void 0 : O(v) && Object.hasOwn(v, k) ? v[k] : void 0, d)
const gone = (d, a) => L(a) ? a.filter(k => !given(at(d, k))) : []
const all = f => (...v) => v.every((b, i) => !i || f(v[i - 1], b))
const not = f => (...v) => !f(...v)
const fold = f => (...v) => v.map(num).reduce((a, b) => a === a && b === b ? F(f(a, b)) : NaN)
const plus = fold((a, b) => a + b), minus = fold((a, b) => a - b), over = fold((a, b) => b ? Q(a * U, b) : NaN)
const most = f => (...v) => (v = v.map(num)).length && v.every(n => n === n) ? v.reduce((a, b) => f(a, b) ? a : b) : NaN
const add = (...v) => plus(0n, ...v)
const E = all(equal), T = all(same)
const strict = {
  "==": E, "!=": not(E), "===": T, "!==": not(T), "<": order(n => n < 0), "<=": order(n => n <= 0), ">": order(n => n > 0), ">=": order(n => n >= 0),
  "!": v => !truthy(v), "!!": truthy, "+": add, "-": (a, ...v) => v.length ? minus(a, ...v) : minus(0n, a),
  "*": (...v) => fold((a, b) => Q(a * b, U))(U, ...v), "/": (a, ...v) => v.length ? over(a, ...v) : over(U, a),
  "%": fold((a, b) => b ? a % b : NaN), max: most((a, b) => a > b), min: most((a, b) => a < b),
  cat: (...v) => v.map(text).join(""),
  in: (a, b) => S(b) ? b.includes(text(a)) : L(b) && b.some(x => same(a, x)),
  substr: (s, a, n) => {
    a = real(a), s = [...text(s)].slice(a)
    return a !== a || n !== void 0 && (n = real(n)) !== n ? NaN : s.slice(0, n).join("")
  },
  merge: (...v) => v.flat(),
  round: (v, p = 0) => (v = num(v), p = real(p), v !== v || p % 1 || !(p > -31 && p < 21)) ? NaN : F(Q(v, p = 10n ** BigInt(20 - p)) * p),
  count: v => L(v) ? v.filter(answered).length : 0,
  sum: (v, k) => L(v) ? add(...(k ? v.map(r => at(r, k)) : v).filter(answered)) : 0
}
const iso = d => isNaN(d) ? "" : d.toISOString().slice(0, 10)
const day = (v, d) => S(v) && v > "0001" && iso(d = new Date(v + "T00:00Z")) === v ? d : NaN
const kept = (d, n = 0) => day(d = iso(new Date(+d + 864e5 * n))) ? d : NaN
const nth = d => d / 864e5 + 70719163
const free = c => [...new Set(c.holidays)].map(h => nth(day(h))).filter(p => p % 7 % 6)
const works = (p, f) => p - (p / 7 | 0) - ((p + 1) / 7 | 0) - f.filter(h => h <= p).length
const month = d => d.getUTCFullYear() * 12 + d.getUTCMonth()
const dates = {
  date_add: (d, n, u, c, p, s) => {
    d = day(d), n = real(n)
    if (!d || n % 1 || !(n * n < 1e14)) return NaN
    if (u == "days") return kept(d, n)
    if (!/^w/.test(u)) {
      p = d.getUTCDate(), d.setUTCMonth(d.getUTCMonth() + n * (u == "years" ? 12 : 1) + 1, 0)
      d.setUTCDate(Math.min(p, d.getUTCDate()))
      return kept(d)
    }
    for (n += works(s = p = nth(d) - (n < 0), c = free(c)); u = n - works(p, c);) p += u // never too far, and soon there
    return kept(d, p - s)
  },
  date_diff: (a, b, u, c) => {
    const d = day(a), e = day(b), n = (e - d) / 864e5
    if (n < 0) return -dates.date_diff(b, a, u, c)
    if (u == "days" || !n) return n
    if (/^w/.test(u)) return works(nth(e), c = free(c)) - works(nth(d), c)
    const m = month(e) - month(d) - (e.getUTCDate() < d.getUTCDate())
    return u == "years" ? Math.floor(m / 12) : m
  }
}
const loop = f => (a, d, c, v = logic(a[0], d, c)) => f(L(v) ? v : [], x => logic(a[1], x, c), a, d, c)
const pick = (a, d, c) => {
  for (; a.length > 1; a = a.slice(2)) if (truthy(logic(a[0], d, c))) return logic(a[1], d, c)
  return a.length ? logic(a[0], d, c) : null
}
const until = s => (a, d, c, v = false) => (a.some(x => truthy(v = logic(x, d, c)) == s), v)
const test = f => loop((v, g) => f(v, x => truthy(g(x))))
const special = {
  var: (a, d, c) => {
    const v = at(d, logic(a.length ? a[0] : "", d, c))
    return v == null && a.length > 1 ? logic(a[1], d, c) : v
  },
  answered: (a, d) => answered(at(d, a[0])), if: pick, "?:": pick, and: until(false), or: until(true), today: (a, d, c) => c.today || NaN,
  missing: (a, d, c) => (a = logic(a, d, c), gone(d, L(a[0]) ? a[0] : a)),
  missing_some: (a, d, c) => {
    const [n, k] = logic(a, d, c), g = gone(d, k)
    return L(k) && k.length - g.length < real(n) ? g : []
  },
  map: loop((v, g) => v.map(x => g(x))), filter: test((v, g) => v.filter(g)), some: test((v, g) => v.some(g)), none: test((v, g) => !v.some(g)),
  all: test((v, g) => truthy(v) && v.every(g)),
  reduce: loop((v, g, a, d, c) => v.reduce((accumulator, current) => g({current, accumulator}), a.length > 2 ? logic(a[2], d, c) : null))
}
export const logic = (r, d, c = {}) => {
  if (L(r)) return r.map(x => logic(x, d, c))
  const [o] = O(r) ? Object.keys(r) : []
  if (!o) return r
  const a = L(r[o]) ? r[o] : [r[o]]
  return special[o] ? special[o](a, d, c) : dates[o] ? dates[o](...logic(a, d, c), c) : strict[o](...logic(a, d, c))
}
export {text}
