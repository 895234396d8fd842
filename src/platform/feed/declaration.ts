/** The declaration of a source: which files its systems write, what stands in their columns, and which of our fields each fills. */
import { Type, type Static, type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Errors } from 'typebox/value'
import { Refused } from '#kernel/error'
import { columnsOf, parseExpression } from './expression.ts'

const Name = Type.String({ pattern: '^[a-z][a-zA-Z0-9-]*(\\.[a-z][a-zA-Z0-9-]*)*$', maxLength: 60 })
const Both = Type.Object({ zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, { additionalProperties: false })
/** One code set: the source's code → ours. `*` stands for every code that is not listed; an empty text says nothing (sex 9). */
const Codes = Type.Record(Type.String(), Type.String())
const CodeSets = Type.Record(Type.String(), Codes)

const closed = { additionalProperties: false }
const common = {
  required: Type.Optional(Type.Boolean()),
  /** Values that say nothing: `无`, `NULL`, `?`. Blank is always empty; blanks around a value are dropped. */
  empty: Type.Optional(Type.Array(Type.String())),
}
const Columns = {
  text: Type.Object({ type: Type.Literal('text'), ...common, max: Type.Optional(Type.Integer({ minimum: 1 })), pattern: Type.Optional(Type.String()) }, closed),
  /** A code that the set does not know rejects the row, unless the set has `*`. */
  code: Type.Object({ type: Type.Literal('code'), ...common, set: Type.String() }, closed),
  /** `format` is made of YYYY YY MM MMM M DD D; `century` is what YY counts from (1900 when not said). MMM is JAN … DEC. */
  date: Type.Object({ type: Type.Literal('date'), ...common, format: Type.String(), century: Type.Optional(Type.Integer()) }, closed),
  /** As `date` with HH mm ss, in the zone of the declaration; or `iso` (with an offset) or `epoch-ms`. */
  instant: Type.Object({ type: Type.Literal('instant'), ...common, format: Type.String(), century: Type.Optional(Type.Integer()) }, closed),
  /** `cents` are whole numbers of 分; `thousands`: 1,234.56. */
  amount: Type.Object({ type: Type.Literal('amount'), ...common, scale: Type.Optional(Type.Enum(['yuan', 'cents'])), thousands: Type.Optional(Type.Boolean()) }, closed),
  number: Type.Object({ type: Type.Literal('number'), ...common }, closed),
  integer: Type.Object({ type: Type.Literal('integer'), ...common }, closed),
}

/** How a value may be changed on its way; each is a function of the feed room. */
export const CONVERSIONS = ['upper', 'trim', 'digits', 'czechBirthDate', 'czechBirthSex'] as const
const Mappings = {
  /** A column, read by its type. */
  column: Type.Object({
    column: Type.String(),
    as: Type.Optional(Type.Enum([...CONVERSIONS])),
    /** The raw code is looked up in this set; one it does not know (and no `*`) gives nothing. */
    set: Type.Optional(Type.String()),
    /** The sign is told by another column's raw code: debit and credit. */
    sign: Type.Optional(Type.Object({ column: Type.String(), negative: Type.Array(Type.String(), { minItems: 1 }) }, closed)),
    /** The source writes as positive what is ours negative: what a customer owes. */
    negate: Type.Optional(Type.Boolean()),
  }, closed),
  value: Type.Object({ value: Type.String() }, closed),
  /** `RM-{district_id}`: the raw values of columns in a text; nothing when one of them is empty. */
  template: Type.Object({ template: Type.String({ minLength: 1 }) }, closed),
  /** `concat(a, '-', b)`: the small language of expression.ts over the clean values of columns, codes as the source has them. */
  expression: Type.Object({ expression: Type.String({ minLength: 1, maxLength: 2000 }) }, closed),
  /** The first of these that gives a value. */
  first: Type.Object({ first: Type.Array(Type.Unknown(), { minItems: 1 }) }, closed),
}

/** Workbooks and Parquet are read as lines of JSON that we write ourselves: see format.ts. */
export const FORMATS = ['csv', 'fixed', 'jsonl', 'xlsx', 'parquet'] as const
export type Format = (typeof FORMATS)[number]

const FileInterface = Type.Object({
  name: Name, title: Both, entity: Name,
  /** Patterns (`*` only) for the bare file name, anywhere below the folder; what begins with a dot is never looked at. `.gz` is unpacked. */
  files: Type.Optional(Type.Array(Type.String({ pattern: '^[^/\\\\]+$' }), { minItems: 1 })),
  /** Rows come as the source commits them: of this table (`schema.name`) of a database whose changes are captured, or as change events over HTTP. */
  change: Type.Optional(Type.Object({ table: Type.String({ pattern: '^[^.\\s]+\\.[^.\\s]+$', maxLength: 127 }) }, closed)),
  /** How the file is made; delimited text when not said. */
  format: Type.Optional(Type.Enum([...FORMATS])),
  /** Of files. A byte order mark is dropped; CRLF and LF both end a line. Workbooks and Parquet know their own. */
  encoding: Type.Optional(Type.Enum(['utf-8', 'gb18030'])),
  delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
  /** A quote inside quotes is doubled; null: nothing is quoted. */
  quote: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 1 }), Type.Null()])),
  /** The first line names the columns, in any order; without it they come in the order declared. */
  header: Type.Optional(Type.Boolean()),
  /** Lines above the header or the first row that are no data: the title of a sheet, the head of a message. */
  skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  /** Of a workbook; its first sheet when not said. */
  sheet: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  /** Of fixed width: where each column begins (1 is the first place) and how wide it is, in characters or in the bytes of the encoding. */
  places: Type.Optional(Type.Object({
    unit: Type.Enum(['characters', 'bytes']),
    columns: Type.Record(Type.String(), Type.Object({ from: Type.Integer({ minimum: 1, maximum: 100_000 }), width: Type.Integer({ minimum: 1, maximum: 10_000 }) }, closed)),
  }, closed)),
  columns: Type.Record(Type.String(), Type.Unknown()),
  codes: Type.Optional(CodeSets),
  /** Only rows whose raw value is one of these; the others are not ours and no error. */
  only: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String(), { minItems: 1 }))),
  /** The columns that name a row within the source; with more than one they are joined by `|`. `map.key` is this when not said. */
  key: Type.Array(Type.String(), { minItems: 1 }),
  map: Type.Record(Type.String(), Type.Unknown()),
}, closed)

const InlineInterface = Type.Object({
  name: Name, title: Both, entity: Name,
  /** Rows that stand in no file, in our own fields: the root of an organisation. */
  rows: Type.Array(Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])), { minItems: 1 }),
}, closed)

export const DeclarationSchema = Type.Object({
  source: Name, title: Both,
  /** Where its clocks stand: instants without an offset are read in it. */
  zone: Type.String(),
  /** The day up to which data are known that will never be renewed. Else the file's name says it, or nobody. */
  asOf: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  codes: Type.Optional(CodeSets),
  interfaces: Type.Array(Type.Unknown(), { minItems: 1 }),
}, closed)

export type Column = { [T in keyof typeof Columns]: Static<(typeof Columns)[T]> }[keyof typeof Columns]
/** A bare text is the name of a column. */
export type SingleMapping = string | Static<typeof Mappings.column> | Static<typeof Mappings.value> | Static<typeof Mappings.template> | Static<typeof Mappings.expression>
export type Mapping = SingleMapping | { first: SingleMapping[] }
/** As checked: every default is filled in, and `codes` holds the sets of the declaration too. */
export type FileInterface = Omit<Static<typeof FileInterface>, 'columns' | 'map' | 'files' | 'encoding'> & {
  files: string[]
  encoding: 'utf-8' | 'gb18030'
  delimiter: string
  quote: string | null
  header: boolean
  columns: Record<string, Column>
  codes: Record<string, Record<string, string>>
  map: Record<string, Mapping>
}
export type InlineInterface = Static<typeof InlineInterface>
export type Interface = FileInterface | InlineInterface
export type Declaration = Omit<Static<typeof DeclarationSchema>, 'interfaces'> & { interfaces: Interface[] }

/** Where in the declaration, what is wrong, and with which value. */
export type Problem = { at: string; code: string; [fact: string]: unknown }
/** What can be loaded: of each entity its fields and those without which a row says nothing. */
export type Catalogue = { [entity: string]: { fields: readonly string[]; required: readonly string[] } }

export const isInline = (face: Interface): face is InlineInterface => 'rows' in face

/** Refuses a declaration that is wrong with every problem it has, or gives it back with all defaults filled in. */
export function checkDeclaration(json: unknown, catalogue?: Catalogue): Declaration {
  const problems = findProblems(json, catalogue)
  if (problems.length > 0) throw new Refused('invalid', { source: (json as { source?: unknown } | null)?.source, problems })
  const declaration = json as Declaration // findProblems has held it against the schema
  return { ...declaration, interfaces: declaration.interfaces.map((face) => fill(face, declaration.codes ?? {})) }
}

export function findProblems(json: unknown, catalogue?: Catalogue): Problem[] {
  const problems = misshapen(DeclarationSchema, json, '')
  if (problems.length > 0) return problems
  const declaration = json as Declaration // held against the schema one line above
  if (!isZone(declaration.zone)) problems.push({ at: 'zone', code: 'zone-unknown', zone: declaration.zone })
  const names = declaration.interfaces.map((face) => face?.name)
  declaration.interfaces.forEach((face, index) => {
    const at = `interfaces[${typeof face?.name === 'string' ? face.name : index}]`
    if (names.indexOf(face?.name) < index) problems.push({ at, code: 'name-twice', name: face?.name })
    const shape = typeof face === 'object' && face !== null && 'rows' in face ? InlineInterface : FileInterface
    const wrong = misshapen(shape, face, at)
    problems.push(...(wrong.length > 0 ? wrong : checkInterface(fill(face, declaration.codes ?? {}), at, catalogue)))
  })
  return problems
}

/** Lines of JSON name their own values, places are declared. */
const NAMELESS = new Set<Format | undefined>(['fixed', 'jsonl'])

function fill(face: Interface, shared: Static<typeof CodeSets>): Interface {
  if (isInline(face)) return face
  const { files = [], encoding = 'utf-8', delimiter = ',', quote = '"', header = !NAMELESS.has(face.format), codes = {} } = face as Partial<FileInterface> // not filled yet
  return { ...face, files, encoding, delimiter, quote, header, codes: { ...shared, ...codes } }
}

/** What is right is told at once, though a declaration may bring ten thousand rows; what is wrong is told place by place. */
function misshapen(schema: TSchema, value: unknown, at: string): Problem[] {
  let validator = validators.get(schema)
  if (!validator) validators.set(schema, (validator = Compile(schema)))
  if (validator.Check(value)) return []
  return Errors(schema, value).map((error) => ({ at: at + error.instancePath.replaceAll('/', '.'), code: `shape-${error.keyword}`, expected: error.message, ...error.params }))
}

const validators = new WeakMap<TSchema, Validator>()

function checkInterface(face: Interface, at: string, catalogue?: Catalogue): Problem[] {
  const target = catalogue?.[face.entity]
  if (catalogue && !target) return [{ at: `${at}.entity`, code: 'entity-unknown', entity: face.entity, known: Object.keys(catalogue) }]
  if (isInline(face)) return face.rows.flatMap((row, index) => checkFields(Object.keys(row), `${at}.rows[${index}]`, target))
  const mapped = [...new Set([...Object.keys(face.map), 'key'])]
  return [
    ...checkLayout(face, at),
    ...Object.entries(face.columns).flatMap(([name, column]) => checkColumn(column, face, `${at}.columns.${name}`)),
    ...Object.entries(face.map).flatMap(([field, mapping]) => checkMapping(mapping, face, `${at}.map.${field}`)),
    ...checkFields(mapped, `${at}.map`, target),
  ]
}

function checkLayout(face: FileInterface, at: string): Problem[] {
  const named = [...face.key.map((name) => [`${at}.key`, name] as const), ...Object.keys(face.only ?? {}).map((name) => [`${at}.only`, name] as const)]
  const problems = named.flatMap(([where, name]) => checkName(name, face, where))
  if (face.files.length === 0 && !face.change) problems.push({ at, code: 'transport-missing', known: ['files', 'change'] })
  if (face.quote === face.delimiter) problems.push({ at: `${at}.quote`, code: 'quote-is-delimiter', quote: face.quote })
  if (face.header && NAMELESS.has(face.format)) problems.push({ at: `${at}.header`, code: 'header-impossible', format: face.format })
  if (face.format === 'fixed') for (const name of Object.keys(face.columns)) if (!Object.hasOwn(face.places?.columns ?? {}, name)) problems.push({ at: `${at}.places`, code: 'place-missing', column: name })
  // JavaScript moves keys that look like numbers to the front, so their order would be lost.
  if (!face.header && Object.keys(face.columns).some((name) => /^\d+$/.test(name))) problems.push({ at: `${at}.columns`, code: 'order-lost' })
  return problems
}

function checkColumn(column: Column, face: FileInterface, at: string): Problem[] {
  const schema = Columns[column?.type]
  if (!schema) return [{ at: `${at}.type`, code: 'type-unknown', type: column?.type, known: Object.keys(Columns) }]
  const problems = misshapen(schema, column, at)
  if (problems.length > 0) return problems
  if (column.type === 'code') return checkSet(column.set, face, `${at}.set`)
  if (column.type === 'date' || column.type === 'instant') return checkFormat(column, at)
  if (column.type === 'text' && column.pattern !== undefined && !isPattern(column.pattern)) return [{ at: `${at}.pattern`, code: 'pattern-broken', pattern: column.pattern }]
  return []
}

/** The parts of a format, longest first, so that YYYY is not read as two YY. A single M, D or H has one figure or two. */
export const FORMAT_TOKENS = /YYYY|YY|MMM|MM|DD|HH|mm|ss|M|D|H/g

function checkFormat(column: Column & { type: 'date' | 'instant'; format: string }, at: string): Problem[] {
  if (column.type === 'instant' && (column.format === 'iso' || column.format === 'epoch-ms')) return []
  const tokens: string[] = column.format.match(FORMAT_TOKENS) ?? []
  const has = (...any: string[]) => any.some((token) => tokens.includes(token))
  const whole = has('YYYY', 'YY') && has('MM', 'MMM', 'M') && has('DD', 'D') && (column.type === 'date' || (has('HH', 'H') && has('mm')))
  const timeless = column.type === 'instant' || !has('HH', 'H', 'mm', 'ss')
  const once = new Set(tokens.map((token) => token[0])).size === tokens.length
  return whole && timeless && once ? [] : [{ at: `${at}.format`, code: 'format-unknown', format: column.format, type: column.type }]
}

function checkMapping(mapping: Mapping, face: FileInterface, at: string): Problem[] {
  if (typeof mapping === 'string') return checkName(mapping, face, at)
  const kind = (Object.keys(Mappings) as (keyof typeof Mappings)[]).find((key) => Object.keys(mapping ?? {}).includes(key))
  if (!kind) return [{ at, code: 'mapping-unknown', known: ['"COLUMN"', ...Object.keys(Mappings)] }]
  const problems = misshapen(Mappings[kind], mapping, at)
  if (problems.length > 0) return problems
  if ('first' in mapping) return mapping.first.flatMap((one, index) => checkMapping(one, face, `${at}.first[${index}]`))
  if ('template' in mapping) return templateColumns(mapping.template).flatMap((name) => checkName(name, face, at))
  if ('value' in mapping) return []
  if ('expression' in mapping) return checkExpression(mapping.expression, face, at)
  const names = [mapping.column, ...(mapping.sign ? [mapping.sign.column] : [])]
  return [...names.flatMap((name) => checkName(name, face, at)), ...(mapping.set === undefined ? [] : checkSet(mapping.set, face, `${at}.set`))]
}

function checkExpression(text: string, face: FileInterface, at: string): Problem[] {
  const parsed = parseExpression(text)
  if ('fault' in parsed) return [{ at, code: `expression-${parsed.fault}`, place: parsed.at, word: parsed.word }]
  return [...parsed.columns.flatMap((name) => checkName(name, face, at)), ...parsed.sets.flatMap((set) => checkSet(set, face, at))]
}

export function templateColumns(template: string): string[] {
  return [...template.matchAll(/\{([^{}]+)\}/g)].map((found) => found[1] as string) // the group always matches
}

/** The columns whose values a mapping uses, the first of them first. */
export function columnsIn(mapping: Mapping): string[] {
  if (typeof mapping === 'string') return [mapping]
  if ('first' in mapping) return mapping.first.flatMap(columnsIn)
  if ('template' in mapping) return templateColumns(mapping.template)
  if ('expression' in mapping) return columnsOf(mapping.expression)
  return 'column' in mapping ? [mapping.column] : []
}

function checkName(column: string, face: FileInterface, at: string): Problem[] {
  return column in face.columns ? [] : [{ at, code: 'column-unknown', column, known: Object.keys(face.columns) }]
}

function checkSet(set: string, face: FileInterface, at: string): Problem[] {
  return set in face.codes ? [] : [{ at, code: 'code-set-unknown', set, known: Object.keys(face.codes) }]
}

function checkFields(fields: string[], at: string, target: Catalogue[string] | undefined): Problem[] {
  if (!target) return []
  const unknown = fields.filter((field) => field !== 'key' && !target.fields.includes(field))
  const missing = target.required.filter((field) => !fields.includes(field))
  return [
    ...unknown.map((field) => ({ at: `${at}.${field}`, code: 'field-unknown', field, known: target.fields })),
    ...missing.map((field) => ({ at, code: 'field-missing', field })),
  ]
}

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text, 'u'))
  } catch {
    return false // RegExp has no way to ask but to try
  }
}

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false // Intl has no way to ask but to try
  }
}
