/** The same engine on any file: `bin/identity resolve --input FILE… --config CONFIG.json --out clusters.csv`. */
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { finished } from 'node:stream/promises'
import { isUtf8 } from 'node:buffer'
import type { DuckDBConnection } from '@duckdb/node-api'
import iconv from 'iconv-lite'
import { Misconfigured } from '#kernel/error'
import { COMPARISONS } from './compare.ts'
import { CorpusBuilder, dropParts, type Corpus } from './corpus.ts'
import type { DocumentType } from './documents.ts'
import { COMPANY_FIELDS, documentOf, LOOSE_FIELDS, partName, PERSON_FIELDS, type Reading } from './fingerprint.ts'
import { questions, Scale, ZONES } from './evidence.ts'
import { match, type Matched, type Tell } from './match.ts'
import { COMPANY, narrow, PERSON, type Compared, type Guard, type Model } from './model.ts'
import { withDuck } from './pairs.ts'
import { Scorer } from './score.ts'

type Said = { field?: string; compare?: string }

/** What a file's columns are. Nothing else is told: no labels, no weights. */
export type FileConfig = {
  kind: 'person' | 'company'
  /** dedupe: within and between the files. link: only between files (or values of `system`), at most one record of each in a cluster unless `duplicates`. */
  mode?: 'dedupe' | 'link'
  /** The column that names a record; without it, its line: FILE:1 … */
  id?: string
  /** Column → field, or { field } or { compare }; also as a list of { column, field | compare }. Several columns of one field are read together. */
  columns: Record<string, string | Said> | readonly ({ column: string } & Said)[]
  /** In link mode: the files have duplicates of their own. */
  duplicates?: boolean
  thresholds?: { auto?: number; review?: number }
}
export type FileJob = { inputs: readonly string[]; config: FileConfig; out: string; pairs?: string | undefined; onStep?: Tell }
/** `review`: pairs in doubt that no stronger pair has answered. */
export type FileFigures = { records: number; clusters: number; pairs: number; auto: number; review: number; prior: number }

export async function resolveFiles({ inputs, config, out, pairs, onStep }: FileJob): Promise<FileFigures> {
  const plan = readPlan(config)
  const { corpus, ids } = await readCorpus(inputs, config, plan)
  onStep?.('read', { records: corpus.count })
  dropParts(corpus, 'phone', MOST_PHONES)
  const model = fit(plan.kind === 'person' ? PERSON : COMPANY, corpus, plan.loose, config)
  const isLink = config.mode === 'link'
  const found = await match(corpus, model, { learn: true, together: TOGETHER, across: isLink, ...(isLink && config.duplicates !== true && { single: corpus.system }), ...(onStep && { onStep }) })
  await writeClusters(out, ids, found)
  if (pairs !== undefined) await writePairs(pairs, ids, found)
  return figures(found)
}

/** A phone that more records share is a switchboard or was typed to get past a field. */
const MOST_PHONES = 30
/** Two clusters of several records join where their members agree on the whole, bits a pair. */
const TOGETHER = 0

type Plan = { kind: 'person' | 'company'; columns: { column: string; field: string; reading: Reading | 'id-type' | 'year' | 'month' | 'day' | 'system' }[]; loose: Map<string, LooseKind> }
type LooseKind = 'text' | 'code' | 'exact' | 'date'
const SPECIAL = { 'id-type': 'id-type', 'birth-year': 'year', 'birth-month': 'month', 'birth-day': 'day', system: 'system' } as const

function readPlan(config: FileConfig): Plan {
  const kind = config.kind ?? 'person'
  if (kind !== 'person' && kind !== 'company') throw new Misconfigured(`kind 应为 person 或 company，现为 ${String(kind)}`, `kind is person or company, not ${String(kind)}`)
  if (config.mode !== undefined && config.mode !== 'dedupe' && config.mode !== 'link') throw new Misconfigured(`mode 应为 dedupe 或 link，现为 ${String(config.mode)}`, `mode is dedupe or link, not ${String(config.mode)}`)
  if (typeof config.columns !== 'object' || config.columns === null || Object.keys(config.columns).length === 0) throw new Misconfigured('配置缺少 columns：列名 → 字段', 'the config lacks columns: column → field')
  const known: Readonly<Record<string, Reading>> = kind === 'person' ? PERSON_FIELDS : COMPANY_FIELDS
  const loose: Plan['loose'] = new Map()
  const told: [string, string | Said][] = Array.isArray(config.columns) ? config.columns.map(({ column, ...rest }) => [column, rest]) : Object.entries(config.columns)
  const columns = told.filter(([, word]) => word !== 'ignore').map(([column, said]): Plan['columns'][number] => {
    const word = typeof said === 'string' ? said : (said.field ?? said.compare ?? '')
    const field = ALIASES[kind][word] ?? word
    if (field in SPECIAL) return { column, field, reading: SPECIAL[field as keyof typeof SPECIAL] } // it is a key
    const reading = typeof said === 'object' && said.field === undefined ? undefined : known[field]
    if (reading) return { column, field, reading }
    const own = LOOSE_FIELDS[word]
    if (!own) throw new Misconfigured(`列 ${column} 的字段 ${word} 不认识；可用：${[...Object.keys(known), ...Object.keys(SPECIAL), ...Object.keys(LOOSE_FIELDS), 'ignore'].join('、')}`, `column ${column}: unknown field ${word}; see the list above`)
    loose.set(column, word as LooseKind) // a key of LOOSE_FIELDS: `own` is there
    return { column, field: column, reading: own }
  })
  return { kind, columns, loose }
}

/** Words people use for the same field. */
const ALIASES: Readonly<Record<'person' | 'company', Readonly<Record<string, string>>>> = {
  person: {
    full_name: 'name', fullName: 'name', 'full-name': 'name', given_name: 'given', 'given-name': 'given', givenName: 'given', first_name: 'given', 'first-name': 'given', firstName: 'given', family_name: 'surname', last_name: 'surname', 'last-name': 'surname', lastName: 'surname',
    date_of_birth: 'birthday', dob: 'birthday', birth_date: 'birthday', birthDate: 'birthday', idNumber: 'id', id_number: 'id', 'id-number': 'id', 'identity-number': 'id', idType: 'id-type', id_type: 'id-type',
    mobile: 'phone', telephone: 'phone', phone2: 'phone', sex: 'gender', company: 'employer', ssn: 'number', identifier: 'number', soc_sec_id: 'number', street_number: 'house', 'street-number': 'house', houseNumber: 'house',
    street_name: 'street', address_1: 'street', address1: 'street', address_2: 'line', address2: 'line', suburb: 'locality', city: 'locality', town: 'locality', zip: 'postcode', postal_code: 'postcode', state: 'region', province: 'region', birth_place: 'birthplace', 'birth-place': 'birthplace',
    birthYear: 'birth-year', birth_year: 'birth-year', birthMonth: 'birth-month', birth_month: 'birth-month', birthDay: 'birth-day', birth_day: 'birth-day', source: 'system', job: 'occupation',
  },
  company: {
    company: 'name', company_name: 'name', 'company-name': 'name', companyName: 'name', legal_name: 'legal', legalName: 'legal', representative: 'legal', uscc: 'id', credit_code: 'id', org_code: 'orgcode', orgCode: 'orgcode', 'org-code': 'orgcode',
    telephone: 'phone', phone2: 'phone', city: 'locality', zip: 'postcode', postal_code: 'postcode', state: 'region', province: 'region', source: 'system',
  },
}

/** The default model for what this file has, with a plain comparison for each column of its own. */
function fit(model: Model, corpus: Corpus, loose: Plan['loose'], config: FileConfig): Model {
  const own = [...loose].map(([field, kind]): Compared => {
    const { levels } = COMPARISONS[kind]
    const weak = levels.length - 1
    return { field, kind, tf: true, levels: levels.map((id, at) => { const [m, u] = [at === 0 ? 0.8 : 0.2 / weak, at === weak ? 0.95 : 0.05 / weak]; return { id, m, u, bits: Math.log2(m / u) } }) }
  })
  const filled = new Set(corpus.fields.filter((_, at) => (corpus.columns[at]?.values.length ?? 0) > 0))
  return narrow({ ...model, ...unreviewed(model), comparisons: [...model.comparisons, ...own], thresholds: { ...model.thresholds, auto: AUTO, ...config.thresholds } }, filled)
}

/** Nobody reviews a file: where only name and birthday speak a little is taken off instead of leaving it to a person; and what a household shares is learned from the file. */
function unreviewed({ kind, guards }: Model): Partial<Model> {
  return {
    guards: guards.map((guard): Guard => (guard.only === undefined ? guard : { ...guard, effect: 'subtract', bits: LITTLE })),
    ...(kind === 'person' && { household: { shared: ['surname', 'phone', 'address', 'street', 'house', 'line', 'locality', 'postcode', 'region'], share: FEW_HOUSEHOLDS } }),
  }
}
/** In bits. */
const AUTO = 3
const LITTLE = 2
/** In log2, before it is learned. */
const FEW_HOUSEHOLDS = -20

async function readCorpus(inputs: readonly string[], config: FileConfig, plan: Plan): Promise<{ corpus: Corpus; ids: string[] }> {
  const fields = [...new Set(plan.columns.flatMap(({ field, reading }) => (reading === 'id-type' || reading === 'system' ? [] : [reading === 'year' || reading === 'month' || reading === 'day' ? 'birthday' : field])))]
  if (plan.kind === 'company' && fields.includes('id') && !fields.includes('orgcode')) fields.push('orgcode')
  if (plan.kind === 'person' && fields.includes('given') && fields.includes('surname') && !fields.includes('name')) fields.push('name')
  const ids: string[] = []
  return await withDuck('2GB', async (duck) => {
    const whole = wholeName(fields, plan)
    const parts = whole !== undefined && !(await holdsHan(duck, inputs, whole))
    if (parts) fields.splice(fields.indexOf('name'), 1, 'given', 'surname')
    const builder = new CorpusBuilder(fields)
    const read = rowReader(fields, plan)
    for (const input of inputs) {
      const name = basename(input)
      let line = 0
      for await (const row of rowsOf(duck, input, [...plan.columns.map(({ column }) => column), ...(config.id === undefined ? [] : [config.id])])) {
        line++
        ids.push(config.id === undefined ? `${inputs.length > 1 ? `${name}:` : ''}${line}` : (row[plan.columns.length] ?? `${name}:${line}`).trim())
        const { values, system } = read(row)
        builder.add(values, system ?? name)
      }
    }
    return { corpus: builder.build(), ids }
  })
}

/** The column of whole names, where none tells given name and surname. */
function wholeName(fields: readonly string[], { kind, columns }: Plan): string | undefined {
  return kind === 'person' && !fields.includes('given') && !fields.includes('surname') ? columns.find(({ field }) => field === 'name')?.column : undefined
}

async function holdsHan(duck: DuckDBConnection, inputs: readonly string[], column: string): Promise<boolean> {
  for (const input of inputs) {
    let rows = 0
    for await (const [name] of rowsOf(duck, input, [column])) {
      if (name && HAN.test(name)) return true
      if (++rows === TASTED) break
    }
  }
  return false
}
const TASTED = 2000
const HAN = /\p{Script=Han}/u

type Row = (string | null)[]

/** From the columns of a row to the values of the fields. */
function rowReader(fields: readonly string[], plan: Plan): (row: Row) => { values: Row; system: string | null } {
  const at = new Map(fields.map((field, place) => [field, place]))
  const columnsOf = (reading: string) => plan.columns.flatMap((column, place) => (column.reading === reading ? [place] : []))
  const [typeColumn, systemColumn, year, month, day] = ['id-type', 'system', 'year', 'month', 'day'].map((reading) => columnsOf(reading)[0])
  const readings = plan.columns.map(({ reading }) => (typeof reading === 'function' ? remembering(reading) : undefined))
  const [given, surname, name, code, id] = ['given', 'surname', 'name', 'orgcode', 'id'].map((field) => at.get(field))
  const [whole] = name === undefined ? plan.columns.flatMap(({ field }, place) => (field === 'name' ? [place] : [])) : []
  const joinsNames = given !== undefined && surname !== undefined && name !== undefined && !plan.columns.some(({ field }) => field === 'name')
  return (row) => {
    const values = Array.from<string | null>({ length: fields.length }).fill(null)
    plan.columns.forEach(({ field }, place) => {
      const raw = row[place]
      const slot = at.get(field)
      if (raw === null || raw === undefined || slot === undefined) return
      const type = field === 'id' && typeColumn !== undefined ? row[typeColumn] : null
      const value = type ? documentOf(raw, DOCUMENT_WORDS[type.trim().toLowerCase()]) : (readings[place]?.(raw) ?? null)
      if (value !== null) values[slot] = values[slot] === null ? value : [...new Set([...(values[slot] as string).split(' '), ...value.split(' ')])].join(' ') // not null: the test before
    })
    if (year !== undefined) values[at.get('birthday') as number] = partedDay(row[year], row[month ?? NaN], row[day ?? NaN]) // the field is there for its parts
    if (joinsNames) joinNames(values, given, surname, name)
    if (whole !== undefined && given !== undefined && surname !== undefined) [values[given], values[surname]] = partName(row[whole] ?? '')
    if (plan.kind === 'company' && id !== undefined && code !== undefined && values[code] === null) values[code] = COMPANY_FIELDS.orgcode?.(orgCodeIn(values[id])) ?? null
    return { values, system: systemColumn === undefined ? null : (row[systemColumn] ?? null) }
  }
}

/** A Chinese name in two columns is one name: characters slip from one into the other. */
function joinNames(values: Row, given: number, surname: number, name: number): void {
  const whole = `${values[surname] ?? ''}${values[given] ?? ''}`
  if (!HAN.test(whole)) return
  values[name] = whole
  values[given] = values[surname] = null
}

function orgCodeIn(document: string | null | undefined): string {
  const [type, , number = ''] = (document ?? '').split(':')
  return type === 'uscc' ? number : ''
}

function partedDay(year: string | null | undefined, month: string | null | undefined, day: string | null | undefined): string | null {
  const whole = (part: string | null | undefined) => /^\s*(\d+)/.exec(part ?? '')?.[1]
  const [y, m, d] = [whole(year), whole(month), whole(day)]
  return y === undefined && m === undefined && d === undefined ? null : `${(y ?? '').padStart(4, '0')}-${(m ?? '').padStart(2, '0')}-${(d ?? '').padStart(2, '0')}`
}

const DOCUMENT_WORDS: Readonly<Record<string, DocumentType>> = {
  'id-card': 'id-card', id_card: 'id-card', 身份证: 'id-card', 居民身份证: 'id-card', passport: 'passport', 护照: 'passport', 'hk-macau-permit': 'hk-macau-permit', 'hk-macau': 'hk-macau-permit', 港澳通行证: 'hk-macau-permit',
  'taiwan-permit': 'taiwan-permit', taiwan: 'taiwan-permit', 台胞证: 'taiwan-permit', 'hmt-residence': 'hmt-residence', 'foreign-residence': 'foreign-residence', uscc: 'uscc', 统一社会信用代码: 'uscc', 'org-code': 'org-code', 组织机构代码: 'org-code',
}

/** The same raw value again and again is normalised once; bounded, since most numbers come once. */
function remembering(reading: Reading): Reading {
  const known = new Map<string, string | null>()
  return (raw) => {
    let value = known.get(raw)
    if (value === undefined) {
      if (known.size >= 50_000) known.clear()
      known.set(raw, (value = reading(raw)))
    }
    return value
  }
}

async function* rowsOf(duck: DuckDBConnection, input: string, columns: readonly string[]): AsyncGenerator<Row> {
  if (!existsSync(input)) throw new Misconfigured(`没有文件 ${input}`, `there is no file ${input}`)
  if (statSync(input).size === 0) throw new Misconfigured(`${basename(input)} 是空文件`, `${basename(input)} is empty`)
  const utf8 = /\.parquet$/i.test(input) ? undefined : readableCopy(input)
  const table = utf8 === undefined ? `read_parquet(${quoted(input)})` : `read_csv(${quoted(utf8.path)}, all_varchar = true, header = true, null_padding = true)`
  try {
    const columnNames = (await duck.runAndReadAll(`describe select * from ${table}`)).getRows().map(([name]) => String(name))
    const names = columns.map((column) => columnNames.find((name) => name.trim() === column) ?? columnNames.find((name) => name.trim().toLowerCase() === column.toLowerCase()) ?? missing(input, column, columnNames))
    const result = await duck.stream(`select ${names.map((name) => `cast("${name.replaceAll('"', '""')}" as varchar)`).join(', ')} from ${table}`)
    for (;;) {
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) return
      for (const row of chunk.getRows()) yield row as Row // every column was cast to varchar
    }
  } catch (error) {
    if (error instanceof Misconfigured) throw error
    throw new Misconfigured(`${basename(input)} 无法读取：${(error as Error).message}`, `cannot read ${basename(input)}`) // DuckDB throws errors
  } finally {
    utf8?.forget()
  }
}

function missing(input: string, column: string, names: readonly string[]): never {
  throw new Misconfigured(`${basename(input)} 没有列 ${column}；有：${names.join('、')}`, `${basename(input)} has no column ${column}; it has the ones above`)
}

/** DuckDB reads UTF-8; what bank systems write is often GB18030, what a spreadsheet saves as Unicode is UTF-16. */
function readableCopy(input: string): { path: string; forget(): void } {
  const bytes = readFileSync(input)
  if (isUtf8(bytes)) return { path: input, forget: () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'yilan-read-'))
  const path = join(folder, 'utf8.csv')
  writeFileSync(path, iconv.decode(bytes, isUtf16(bytes) ? 'utf-16' : 'gb18030'), { mode: 0o600 })
  return { path, forget: () => rmSync(folder, { recursive: true, force: true }) }
}

const isUtf16 = (bytes: Buffer): boolean => ['fffe', 'feff'].includes(bytes.toString('hex', 0, 2))

const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`

/** A field that a spreadsheet or another reader would take apart goes into quotes. */
const csv = (value: string): string => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

async function writeClusters(out: string, ids: readonly string[], { clusters }: Matched): Promise<void> {
  await writeLines(out, function* () {
    yield 'record,cluster'
    for (let at = 0; at < ids.length; at++) yield `${csv(ids[at] ?? '')},${csv(ids[clusters.of[at] ?? at] ?? '')}`
  })
}

async function writePairs(out: string, ids: readonly string[], { model, evidence, edges, zones }: Matched): Promise<void> {
  const scale = new Scale(model, evidence)
  const scorer = new Scorer(model)
  await writeLines(out, function* () {
    yield ['a', 'b', 'bits', 'zone', 'guards', ...model.comparisons.flatMap(({ field }) => [`${field}_level`, `${field}_bits`]), ...(model.household ? ['household_bits'] : [])].map(csv).join(',')
    for (let pair = 0; pair < edges.bits.length; pair++) {
      const { guards, levels } = scorer.judge(evidence.codes[pair] ?? 0)
      const steps = model.comparisons.flatMap((compared, at) => {
        const level = compared.levels[(levels[at] ?? 0) - 1]
        return level ? [level.id, (level.bits + scale.rarity(at, pair)).toFixed(2)] : ['', '']
      })
      yield [...[edges.a, edges.b].map((side) => csv(ids[side[pair] ?? 0] ?? '')), edges.bits[pair]?.toFixed(3), ZONES[zones[pair] ?? 0], guards.map(({ id }) => id).join(' '), ...steps, ...(model.household ? [(-scale.household(pair)).toFixed(2)] : [])].join(',')
    }
  })
}

async function writeLines(out: string, lines: () => Iterable<string>): Promise<void> {
  const file = createWriteStream(out)
  let block = ''
  for (const line of lines()) {
    block += `${line}\n`
    if (block.length < 1 << 20) continue
    if (!file.write(block)) await new Promise((resolve) => file.once('drain', resolve))
    block = ''
  }
  file.end(block)
  await finished(file)
}

function figures(found: Matched): FileFigures {
  const { model, clusters, zones } = found
  return { records: clusters.of.length, clusters: new Set(clusters.of).size, pairs: zones.length, auto: zones.reduce((sum, zone) => sum + (ZONES[zone] === 'auto' ? 1 : 0), 0), review: questions(found), prior: model.prior }
}
