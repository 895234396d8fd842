/** Makes one function of an interface: from the fields of a record to a row of our own fields, or to the reasons why not. */
import { Refused } from '#kernel/error'
import type { FieldType, Rejection, Target } from '#kernel/room'
import { columnReader, fieldReader, lookUp, MISSING, negated, Wrong, type ReadValue, type Value } from './columns.ts'
import { columnsIn, isInline, templateColumns, type Column, type FileInterface, type Interface, type Mapping, type SingleMapping } from './declaration.ts'
import { convert } from './convert.ts'
import { evaluator, parseExpression, type Context } from './expression.ts'
import { midnightIn } from './moment.ts'

export type Row = Record<string, Value>
/** null: a row that `only` says is not ours. */
export type MapRecord = (fields: string[]) => Row | { reject: Rejection[] } | null

export function compile(face: Interface, target: Target, zone: string, header: readonly string[]): MapRecord {
  return isInline(face) ? compileInline(target, header) : compileFile(face, target, zone, header)
}

/** In which column of the source a field of ours stands, so that a refusal names what the bank knows. */
export function columnsOfFields(face: Interface): Map<string, string> {
  if (isInline(face)) return new Map()
  const found = Object.entries({ key: defaultKey(face), ...face.map }).flatMap(([field, mapping]) => columnsIn(mapping).slice(0, 1).map((column) => [field, column] as const))
  return new Map(found)
}

/** The code set by which a column is read. */
export function setsOfColumns(face: Interface): Map<string, string> {
  if (isInline(face)) return new Map()
  return new Map(Object.entries(face.columns).flatMap(([name, column]) => (column.type === 'code' ? [[name, column.set] as const] : [])))
}

/** What one record holds while it is read: raw and clean values by the number of the column. Used up at once, so one for all. */
type Reading = { raws: string[]; values: Value[] }
type Fill = (reading: Reading) => Value | Wrong
type Natural = FieldType

function compileFile(face: FileInterface, target: Target, zone: string, header: readonly string[]): MapRecord {
  const reading: Reading = { raws: [], values: [] }
  const readColumns = compileColumns(face, zone, header, reading)
  const fills = Object.entries({ key: defaultKey(face), ...face.map }).map(([field, mapping]) => compileField(field, mapping, face, target, zone))
  const blank = blankRow(target)
  const width = header.length
  return (fields) => {
    if (fields.length !== width) return { reject: [{ field: '', reason: 'wrong-fields', value: `${fields.length}/${width}` }] }
    const wrong = readColumns(fields)
    if (wrong !== OURS) return wrong === NOT_OURS ? null : { reject: wrong }
    const row = { ...blank }
    let reject: Rejection[] | undefined
    for (const { field, column, isRequired, fill } of fills) {
      let value = fill(reading)
      if (value === null && isRequired) value = MISSING
      if (!(value instanceof Wrong)) row[field] = value
      else if (!reject?.some((each) => each.field === column && each.reason === (value as Wrong).reason)) (reject ??= []).push({ field: column ?? field, reason: value.reason })
    }
    return reject ? { reject } : row
  }
}

const OURS = Symbol('every column is right')
const NOT_OURS = Symbol('a row of others')

function compileColumns(face: FileInterface, zone: string, header: readonly string[], reading: Reading) {
  const names = Object.keys(face.columns)
  const columns = Object.entries(face.columns).map(([name, column]) => ({
    name,
    at: header.indexOf(name),
    empty: new Set(column.empty),
    read: columnReader(column, face.codes, zone),
  }))
  const only = Object.entries(face.only ?? {}).map(([name, wanted]) => ({ index: names.indexOf(name), wanted: new Set(wanted) }))
  const { raws, values } = reading
  return (fields: string[]): Rejection[] | typeof OURS | typeof NOT_OURS => {
    let reject: Rejection[] | undefined
    for (let i = 0; i < columns.length; i++) {
      const { at, empty } = columns[i] as (typeof columns)[number] // i counts the columns
      const raw = (fields[at] as string).trim() // the number of fields was checked against the header
      raws[i] = empty.size > 0 && empty.has(raw) ? '' : raw
    }
    for (const { index, wanted } of only) if (!wanted.has(raws[index] as string)) return NOT_OURS
    for (let i = 0; i < columns.length; i++) {
      const { name, read } = columns[i] as (typeof columns)[number]
      const raw = raws[i] as string
      const value = read(raw)
      if (value instanceof Wrong) (reject ??= []).push({ field: name, reason: value.reason, value: raw })
      else values[i] = value
    }
    return reject ?? OURS
  }
}

function compileField(field: string, mapping: Mapping, face: FileInterface, target: Target, zone: string) {
  const type = field === 'key' ? 'text' : (target.fields[field] ?? 'text')
  const fill = compileMapping(mapping, face, type, zone)
  return { field, column: columnsIn(mapping)[0], isRequired: field === 'key' || target.required.includes(field), fill }
}

function compileMapping(mapping: Mapping, face: FileInterface, type: FieldType, zone: string): Fill {
  if (typeof mapping !== 'string' && 'first' in mapping) {
    const fills = mapping.first.map((one) => compileMapping(one, face, type, zone))
    return (reading) => {
      for (const fill of fills) {
        const value = fill(reading)
        if (value !== null) return value
      }
      return null
    }
  }
  const { fill, natural } = compileSingle(mapping, face)
  return fitted(fill, natural, type, zone)
}

function compileSingle(mapping: SingleMapping, face: FileInterface): { fill: Fill; natural: Natural } {
  const plan = typeof mapping === 'string' ? { column: mapping } : mapping
  const indexOf = (name: string) => Object.keys(face.columns).indexOf(name)
  if ('value' in plan) return { fill: () => plan.value, natural: 'text' }
  if ('template' in plan) return { fill: compileTemplate(plan.template, indexOf), natural: 'text' }
  if ('expression' in plan) return { fill: compileExpression(plan.expression, face, indexOf), natural: 'text' }
  const index = indexOf(plan.column)
  const natural = NATURAL[(face.columns[plan.column] as Column).type] // the declaration was checked: the column is there
  if (plan.set !== undefined) {
    const find = lookUp(face.codes[plan.set] ?? {})
    return { fill: ({ raws }) => find(raws[index] as string) ?? null, natural: 'text' }
  }
  const signed = compileSign(plan, index, indexOf)
  const { as } = plan
  if (as === undefined) return { fill: signed, natural }
  return { fill: (reading) => apply(convert[as], signed(reading)), natural: 'text' }
}

const NATURAL: Record<Column['type'], Natural> = { text: 'text', code: 'text', date: 'day', instant: 'instant', amount: 'amount', number: 'number', integer: 'integer' }

function compileSign(plan: { sign?: { column: string; negative: string[] }; negate?: boolean }, index: number, indexOf: (name: string) => number): Fill {
  const { sign, negate } = plan
  if (!sign && !negate) return ({ values }) => values[index] as Value // every column was read
  const teller = sign ? indexOf(sign.column) : -1
  const negatives = new Set(sign?.negative)
  return ({ values, raws }) => {
    const value = values[index] as Value
    const isNegative = (teller >= 0 && negatives.has(raws[teller] as string)) !== (negate === true)
    return value !== null && isNegative ? negated(value) : value
  }
}

function compileTemplate(template: string, indexOf: (name: string) => number): Fill {
  const words = template.split(/\{[^{}]+\}/)
  const indexes = templateColumns(template).map(indexOf)
  return ({ raws }) => {
    let text = words[0] as string // a split gives at least one piece
    for (let i = 0; i < indexes.length; i++) {
      const raw = raws[indexes[i] as number] as string
      if (raw === '') return null
      text += raw + words[i + 1]
    }
    return text
  }
}

/** Over the clean value of a column (a day as YYYY-MM-DD, an amount in yuan); a code is the source's own, for `look`. */
function compileExpression(text: string, face: FileInterface, indexOf: (name: string) => number): Fill {
  const parsed = parseExpression(text)
  if ('fault' in parsed) throw new Refused('invalid', { code: parsed.fault, expression: text })
  const places = new Map(parsed.columns.map((name) => [name, { index: indexOf(name), isCode: face.columns[name]?.type === 'code' }]))
  const sets = new Map(parsed.sets.map((set) => [set, lookUp(face.codes[set] ?? {})]))
  const run = evaluator(parsed.tree)
  let now: Reading
  const context: Context = {
    column: (name) => {
      const place = places.get(name) as { index: number; isCode: boolean } // every column of the expression was asked for above
      return (place.isCode ? now.raws[place.index] : now.values[place.index]) ?? ''
    },
    look: (set, code) => sets.get(set)?.(code) ?? '',
  }
  return (reading) => {
    now = reading
    return run(context) || null
  }
}

/** A value whose type is not known to fit the field is held against it. */
function fitted(fill: Fill, natural: Natural, type: FieldType, zone: string): Fill {
  if (type === 'text' || type === natural) return fill
  if ((type === 'amount' || type === 'number') && ['amount', 'number', 'integer'].includes(natural)) return fill
  if (type === 'day' && natural === 'instant') return (reading) => apply((instant) => instant.slice(0, 10), fill(reading))
  if (type === 'instant' && natural === 'day') {
    const midnight = midnightIn(zone)
    return (reading) => apply(midnight, fill(reading))
  }
  const check = fieldReader(type)
  return (reading) => apply(check, fill(reading))
}

function apply(change: (value: string) => Value | Wrong, value: Value | Wrong): Value | Wrong {
  return typeof value === 'string' ? change(value) : value
}

function defaultKey(face: FileInterface): Mapping {
  return { template: face.key.map((name) => `{${name}}`).join('|') }
}

/** Rows that stand in the declaration speak our fields already. */
function compileInline(target: Target, header: readonly string[]): MapRecord {
  const blank = blankRow(target)
  const readers: [string, ReadValue][] = header.map((field) => [field, fieldReader(target.fields[field] ?? 'text')])
  for (const field of target.required) if (!header.includes(field)) throw new Refused('invalid', { field, code: 'field-missing' })
  return (fields) => {
    const row = { ...blank }
    const reject: Rejection[] = []
    readers.forEach(([field, read], i) => {
      const raw = fields[i] ?? ''
      const isRequired = field === 'key' || target.required.includes(field)
      const value = raw === '' ? (isRequired ? MISSING : null) : read(raw)
      if (value instanceof Wrong) reject.push({ field, reason: value.reason, value: raw })
      else row[field] = value
    })
    return reject.length > 0 ? { reject } : row
  }
}

function blankRow(target: Target): Row {
  return Object.fromEntries(['key', ...Object.keys(target.fields)].map((field) => [field, null]))
}
