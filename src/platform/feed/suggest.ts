/** Suggests what an unknown file is and which of our fields its columns fill: by their names (Chinese, English, pinyin) and by what they hold. */
import { pinyin } from 'pinyin-pro'
import type { PersonalKind } from '#kernel/endpoint'
import type { FieldType, Target } from '#kernel/room'
import type { Both } from '#kernel/text'
import type { Column, Mapping } from './declaration.ts'
import { inExpression } from './named.ts'
import type { Recognised } from './recognise.ts'
import { CODE_WORDS, CREDIT_WORDS, DEBIT_WORDS, ENTITY_WORDS, FIELD_WORDS, OUT_WORDS, SIGN_WORDS } from './synonyms.ts'

export type Columns = ReadonlyMap<string, Recognised>
export type Match = { field: string; column: string; score: number; why: 'name' | 'pinyin' | 'content' }
export type Suggestion = {
  entity: string
  score: number
  key: string[]
  map: Record<string, Mapping>
  columns: Record<string, Column>
  codes: Record<string, Record<string, string>>
  matches: Match[]
}

/** Of every entity how well the columns fit it, the best first. */
export function suggestEntities(targets: readonly Target[], columns: Columns, hint: string): { entity: string; score: number }[] {
  return targets
    .map((target) => {
      const matches = matchesFor(target, columns)
      const found = new Set(matches.map(({ field }) => field))
      const needed = target.required.filter((field) => !GIVEN.has(`${target.entity} ${field}`))
      const have = needed.filter((field) => found.has(field)).length / Math.max(1, needed.length)
      const used = matches.reduce((sum, { score }) => sum + score, 0) / Math.max(3, columns.size)
      const named = (ENTITY_WORDS[target.entity] ?? []).some((word) => hint.toLowerCase().includes(word)) ? 0.25 : 0
      return { entity: target.entity, score: Math.round(100 * Math.min(1, have * 0.45 + used * 0.45 + named)) / 100 }
    })
    .toSorted((a, b) => b.score - a.score)
}

/** What a constant or another column may say as well: its absence speaks against nothing. */
const GIVEN = new Set(['identity.record kind', 'account.account kind', 'account.transaction kind'])

export function suggest(target: Target, columns: Columns, hint: string): Suggestion {
  const matches = matchesFor(target, columns)
  const map: Record<string, Mapping> = {}
  const kept: Record<string, Column> = Object.fromEntries([...columns].map(([name, { column, placeholders }]) => [name, placeholders.length > 0 ? { ...column, empty: placeholders } : column]))
  const codes: Record<string, Record<string, string>> = {}
  for (const { field, column } of matches) {
    map[field] = column
    const held = columns.get(column) as Recognised // matches are made of these columns
    if (isCoded(target, field, held)) {
      kept[column] = { type: 'code', set: column, ...emptyOf(kept[column]) }
      codes[column] = codesFor(choicesOf(target, field), held.distinct, target.choiceTitles?.[field])
    } else kept[column] = fitting(kept[column] as Column, target.fields[field] ?? 'text', held)
  }
  const telling = map.kind === undefined ? tellsKind(target, columns) : undefined
  if (telling !== undefined) {
    // What stands there is a word for one field, and the text itself for another.
    for (const [field, mapping] of Object.entries(map)) if (mapping === telling) map[field] = { expression: inExpression(telling) }
    map.kind = telling
    kept[telling] = { type: 'code', set: telling, ...emptyOf(kept[telling]) }
    codes[telling] = codesFor(choicesOf(target, 'kind'), columns.get(telling)?.distinct ?? [])
  }
  constants(target, columns, hint, map)
  if (target.entity === 'account.transaction') signed(columns, map)
  const key = map.key === undefined ? keyWithout(columns, map) : [map.key as string]
  delete map.key
  const scores = matches.map(({ score }) => score)
  return { entity: target.entity, score: scores.reduce((a, b) => a + b, 0) / Math.max(1, scores.length), key, map, columns: kept, codes, matches }
}

/** No column is called so, but one says it: 工资, 消费 and 利息 in the summary are kinds of transactions. */
function tellsKind(target: Target, columns: Columns): string | undefined {
  const choices = target.entity === 'account.transaction' ? choicesOf(target, 'kind') : []
  // One meaning for all of them (转入 and 转出 are both transfers) tells nothing.
  const tells = (said: string[]) => { const codes = codesFor(choices, said); return Object.keys(codes).length >= said.length / 2 && new Set(Object.values(codes)).size > 1 }
  return choices.length === 0 ? undefined : [...columns].find(([, { distinct }]) => distinct.length <= 40 && tells(distinct))?.[0]
}

const emptyOf = (column: Column | undefined) => (column?.empty ? { empty: column.empty } : {})

/** A text of figures that fills an amount is read as one, and a figure that fills a text as text. */
function fitting(column: Column, type: FieldType, held: Recognised): Column {
  const other = held.others.find(({ column: each }) => FITS[type]?.includes(each.type))
  if (FITS[type]?.includes(column.type)) return column
  if (other) return { ...other.column, ...emptyOf(column) }
  return type === 'text' ? { type: 'text', ...emptyOf(column) } : column
}
const FITS: Partial<Record<FieldType, Column['type'][]>> = { day: ['date', 'instant'], instant: ['instant', 'date'], amount: ['amount', 'number', 'integer'], number: ['number', 'amount', 'integer'], integer: ['integer'], text: ['text', 'code', 'date', 'instant'] }

export const choicesOf = (target: Target, field: string): readonly string[] => target.choices?.[field] ?? CHOICES[field] ?? []
const CHOICES: Record<string, readonly string[]> = { currency: ['CNY', 'USD', 'HKD', 'EUR', 'JPY', 'GBP'] }

const isCoded = (target: Target, field: string, { distinct }: Recognised) => {
  const choices = choicesOf(target, field)
  return choices.length > 0 && distinct.length <= 40 && distinct.some((value) => !choices.includes(value))
}

export function codesFor(choices: readonly string[], said: readonly string[], titles: Readonly<Record<string, Both>> = {}): Record<string, string> {
  const taken: Record<string, string> = {}
  const wordsOf = (choice: string) => [...(CODE_WORDS[choice] ?? []), ...bothOf(titles[choice])]
  for (const value of said) {
    const plain = value.trim().toUpperCase()
    const exact = choices.find((choice) => choice === value) ?? choices.find((choice) => wordsOf(choice).some((word) => word.toUpperCase() === plain))
    const near = exact ?? (/\p{Script=Han}/u.test(value) ? choices.find((choice) => wordsOf(choice).some((word) => word.length >= 2 && (value.includes(word) || (value.length >= 2 && word.includes(value))))) : undefined)
    if (near !== undefined) taken[value] = near
  }
  return taken
}

const bothOf = (title: Both | undefined): string[] => (title ? [title.zh, title.en] : [])

/** What no column says: the customers of a file of persons are persons, the accounts of a file of loans are loans. */
function constants(target: Target, columns: Columns, hint: string, map: Record<string, Mapping>): void {
  if (target.entity === 'identity.record') {
    const isCompany = [...columns.values()].some(({ kind }) => kind === 'uscc') || /对公|企业|公司|corp/i.test(hint)
    map.kind ??= { value: isCompany ? 'corporate' : 'retail' }
    if (map.idNumber !== undefined) map.idType ??= { value: isCompany ? 'uscc' : 'id-card' }
  }
  if (target.entity === 'account.account') {
    const found = ([['loan', /贷款|借据|loan/i], ['card', /信用卡|贷记卡|card/i], ['wealth', /理财|wealth/i], ['fund', /基金|公积金|fund/i], ['corporate', /对公|corp/i]] as const).find(([, words]) => words.test(hint))
    map.kind ??= { value: found?.[0] ?? 'deposit' }
  }
  if (target.entity === 'account.transaction') map.kind ??= { value: 'transfer' }
}

/** Money that goes out is less than nothing: by a flag, or by a column of its own. */
function signed(columns: Columns, map: Record<string, Mapping>): void {
  const named = (words: string[]) => [...columns.keys()].find((name) => nameScore(name, words).score >= 0.85)
  const [out, into] = [named(DEBIT_WORDS), named(CREDIT_WORDS)]
  if (out !== undefined && into !== undefined && out !== into) {
    map.amount = { expression: `if(or(blank(${inExpression(into)}), eq(${inExpression(into)}, '0.00')), neg(${inExpression(out)}), ${inExpression(into)})` }
    return
  }
  const flag = named(SIGN_WORDS)
  const amount = map.amount
  if (flag === undefined || typeof amount !== 'string' || flag === amount) return
  const said = columns.get(flag)?.distinct ?? []
  const negative = said.filter((value) => OUT_WORDS.includes(value) || (said.length === 2 && value === '1' && said.includes('2')))
  if (negative.length > 0) map.amount = { column: amount, sign: { column: flag, negative } }
}

/** Without a number of its own a row is named by what it joins. */
function keyWithout(columns: Columns, map: Record<string, Mapping>): string[] {
  const joined = ['account', 'product', 'customer', 'at'].flatMap((field) => (typeof map[field] === 'string' ? [map[field]] : []))
  if (joined.length > 1) return joined
  const own = [...columns].find(([, { kind }]) => kind === 'key')
  return own ? [own[0]] : [...columns.keys()].slice(0, 1)
}

/** The best pairs of field and column, each used once; the number of a thing may be named twice. */
export function matchesFor(target: Target, columns: Columns): Match[] {
  const all = ['key', ...Object.keys(target.fields).filter((field) => field !== 'key')].flatMap((field) =>
    [...columns].map(([column, held]) => ({ field, column, ...scoreOf(target, field, column, held) })))
  const taken = { fields: new Set<string>(), columns: new Set<string>() }
  const matches: Match[] = []
  for (const each of all.filter(({ score }) => score >= 0.5).toSorted((a, b) => b.score - a.score)) {
    if (taken.fields.has(each.field) || taken.columns.has(each.column)) continue
    taken.fields.add(each.field)
    taken.columns.add(each.column)
    matches.push(each)
  }
  return matches
}

function scoreOf(target: Target, field: string, column: string, held: Recognised): { score: number; why: Match['why'] } {
  const title = target.titles?.[field]
  const own = FIELD_WORDS[target.entity]?.[field] ?? (title && [...bothOf(title), field])
  const named = nameScore(column, own ?? FIELD_WORDS['*']?.[field] ?? [field])
  const general = own ? nameScore(column, FIELD_WORDS['*']?.[field] ?? []) : named
  const best = named.score >= general.score - 0.05 ? named : { ...general, score: general.score - 0.05 }
  const fit = contentFit(field, target.fields[field] ?? 'text', held, target.personal?.[field])
  const score = fit < 0 ? best.score * 0.3 : Math.min(1, best.score * 0.85 + fit)
  return { score: Math.round(score * 100) / 100, why: best.score >= 0.5 ? best.why : 'content' }
}

/** How well what a column holds fits a field: below nought where it cannot. */
function contentFit(field: string, type: FieldType, { kind, column, others }: Recognised, personal?: PersonalKind | 'hidden'): number {
  if (CONTENT[kind]?.some((each) => each === field || each === personal)) return kind === 'mobile' || kind === 'idNumber' || kind === 'uscc' || kind === 'email' ? 0.5 : 0.2
  if (kind === 'nothing') return 0
  const can = (types: Column['type'][]) => types.includes(column.type) || others.some((other) => types.includes(other.column.type))
  if (type === 'day' || type === 'instant') return can(['date', 'instant']) ? 0.15 : -1
  if (type === 'amount' || type === 'number' || type === 'integer') return can(['amount', 'number', 'integer']) ? 0.15 : -1
  if (kind === 'day' || kind === 'instant') return field.startsWith('birth') ? 0.15 : -1
  // A document, a phone or a mail address fills nothing else than such a field.
  return CONTENT[kind] && ['mobile', 'email', 'idNumber', 'uscc'].includes(kind) ? -1 : 0.05
}

const CONTENT: Partial<Record<Recognised['kind'], string[]>> = {
  idNumber: ['idNumber', 'legalIdNumber'], uscc: ['idNumber'], mobile: ['phone', 'phone2'], telephone: ['phone2', 'phone'], email: ['email'], address: ['address'], name: ['name', 'legalName', 'counterparty', 'employer'], key: ['key'],
}

export function nameScore(column: string, words: readonly string[]): { score: number; why: Match['why'] } {
  const said = plain(column)
  let best: { score: number; why: Match['why'] } = { score: 0, why: 'name' }
  for (const word of words) {
    const each = wordScore(said, plain(word))
    if (each.score > best.score) best = each
  }
  return best
}

function wordScore(said: string, word: string): { score: number; why: Match['why'] } {
  if (said === word) return { score: 1, why: 'name' }
  const isHan = /\p{Script=Han}/u.test(word)
  const least = isHan ? 2 : 4
  if (word.length >= least && said.includes(word)) return { score: 0.55 + 0.4 * (word.length / said.length), why: 'name' }
  if (said.length >= least && word.includes(said)) return { score: 0.45 + 0.4 * (said.length / word.length), why: 'name' }
  if (!isHan || !/^[a-z]+$/.test(said)) return { score: 0, why: 'name' }
  const { whole, initials } = spoken(word)
  if (said === whole) return { score: 0.95, why: 'pinyin' }
  return { score: said === initials ? (said.length >= 3 ? 0.8 : 0.6) : 0, why: 'pinyin' }
}

const plain = (name: string) => name.normalize('NFKC').toLowerCase().replace(/[\s_\-./\\:：（）()[\]#]/g, '')

const known = new Map<string, { whole: string; initials: string }>()

function spoken(word: string): { whole: string; initials: string } {
  const found = known.get(word)
  if (found) return found
  const syllables = pinyin(word, { toneType: 'none', type: 'array' }).map((each) => each.replace('ü', 'v'))
  const made = { whole: syllables.join(''), initials: syllables.map((each) => each[0] ?? '').join('') }
  known.set(word, made)
  return made
}
