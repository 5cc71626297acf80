// node frontend/citizen/run.mjs: JSON lines {"rule": …, "data": …} in, one JSON result or {"error": …} a line out.
// It runs what browsers get (make scripts). A line may also give "today" and "holidays".
import { createInterface } from "node:readline"
import { logic, text } from "../../forms_engine/static/forms_engine/logic.js"

const number = value => {
  const digits = text(value)
  return digits === "NaN" ? "null" : digits
}

const written = value => {
  if (value === null || value === undefined) return "null"
  if (typeof value === "bigint" || typeof value === "number") return number(value)
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`
  if (typeof value === "object") return `{${Object.keys(value).map(key => `${JSON.stringify(key)}:${written(value[key])}`).join(",")}}`
  return JSON.stringify(value)
}

const answer = line => {
  try {
    const { rule, data = null, today = new Date().toISOString().slice(0, 10), holidays } = JSON.parse(line)
    return written(logic(rule, data, { today, holidays }))
  } catch (error) {
    return JSON.stringify({ error: String(error) })
  }
}

for await (const line of createInterface({ input: process.stdin })) if (line.trim()) console.log(answer(line))
