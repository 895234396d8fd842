/** Lines of JSON: a bank's objects, one a line, or our own arrays, which workbooks and Parquet files are turned into. */
import { linesOf, MAX_FIELDS, type Broken, type Split } from './split.ts'

/** The value of each column by its name, or by the path to it: `holder.name`. */
export function splitObjects(text: string, names: readonly string[], firstLine: number): Split {
  const paths = names.map((name) => [name, name.split('.')] as const)
  return linesOf(text, firstLine, (line) => {
    const found = parsed(line)
    if (!isObject(found)) return BROKEN_JSON
    return noted(paths.map(([name, path]) => written(Object.hasOwn(found, name) ? found[name] : path.reduce<unknown>((within, step) => (isObject(within) && Object.hasOwn(within, step) ? within[step] : undefined), found))))
  })
}

export function splitArrays(text: string, firstLine: number): Split {
  return linesOf(text, firstLine, (line) => {
    const found = parsed(line)
    return Array.isArray(found) && found.length <= MAX_FIELDS && found.every((each) => typeof each === 'string') ? noted(found) : WRONG_FIELDS
  })
}

/** Every name that stands on a line, inner ones by their path, in the order in which they stand. */
export function namesIn(line: string, before: ReadonlySet<string> = new Set()): Set<string> {
  const names = new Set(before)
  const walk = (value: unknown, path: string, depth: number) => {
    if (isObject(value) && depth < 4 && Object.keys(value).length > 0) for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`, depth + 1)
    else if (path !== '' && names.size < MAX_FIELDS) names.add(path)
  }
  walk(parsed(line), '', 0)
  return names
}

const BROKEN_JSON: Broken = { broken: 'broken-json' }
const WRONG_FIELDS: Broken = { broken: 'wrong-fields' }
const BAD_CHARACTER: Broken = { broken: 'bad-character' }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Figure)

/** PostgreSQL's text has no NUL. */
const noted = (fields: string[]): string[] | Broken => (fields.some((field) => field.includes('\0')) ? BAD_CHARACTER : fields)

/** A number as it was written: eighteen figures of an identity number are more than JavaScript can count. */
class Figure {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const asWritten = (_key: string, value: unknown, context?: { source?: string }) => (typeof value === 'number' ? new Figure(context?.source ?? String(value)) : value)

function parsed(line: string): unknown {
  try {
    return JSON.parse(line, asWritten)
  } catch {
    return undefined // JSON has no way to ask but to try
  }
}

function written(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Figure) return value.text
  if (typeof value === 'object') return JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Figure ? inner.text : inner))
  return String(value as string | boolean)
}
