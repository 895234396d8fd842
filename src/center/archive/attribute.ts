/** 补充属性: what is known of a customer by the attributes of its type, and a person's word on it. */
import { attributesOf } from '#center/customer'
import { MASKS, type Attribute } from '#center/customer/type.api'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { mask } from '#kernel/mask'
import { open as unseal } from '#kernel/secret'
import type { Both } from '#kernel/text'
import { today } from '#kernel/time'
import type { Tx, Who } from '#kernel/tx'
import { attributesWritten } from './events.ts'
import type { AttributeValue, listAttributes, listAttributeWords, writeAttribute } from './attribute.api.ts'
import { keep, readValue } from './attributeValue.ts'

/** What staff enter is a source like another. */
export const BY_HAND = 'yilan'
/** Never a key of a source's own. */
const handKey = ({ org }: Who): string => `@${org}`
const HAND_TITLE: Both = { zh: '本系统录入', en: 'Entered here' }

export async function attributes(tx: Tx, { customerNo }: InputOf<typeof listAttributes>): Promise<ReplyOf<typeof listAttributes>> {
  const customer = await seen(tx, customerNo)
  const [asked, words, place] = await Promise.all([
    attributesOf(tx, customer.type),
    wordsThatHold(tx, customerNo),
    tx<Both[]>`
      select above.zh, above.en from customer.type mine join customer.type above on starts_with(mine.path, above.path)
      where mine.type = ${customer.type} order by above.path`,
  ])
  const rows = asked.map((each) => shown(each, words.filter((word) => word.attribute === each.attribute), tx.who))
  return { customerNo, version: customer.version, type: customer.type, place, rows }
}

export async function write(tx: Tx, { customerNo, attribute, version, value: raw }: InputOf<typeof writeAttribute>): Promise<ReplyOf<typeof writeAttribute>> {
  const customer = await seen(tx, customerNo)
  const asked = (await attributesOf(tx, customer.type)).find((each) => each.attribute === attribute)
  if (!asked) throw new Refused('unprocessable', { field: 'attribute', attribute })
  const value = raw === null || raw.trim() === '' ? null : read(asked, raw)
  if (value === null && asked.required) throw new Refused('invalid', { field: 'value', reason: 'missing' })
  const kept = value === null ? { value: null, sealed: null, token: null } : keep(asked, value)
  const won = version === 0 ? await first(tx, customerNo, asked, kept) : await again(tx, customerNo, asked, kept, version)
  if (won === 0) await lose(tx, customerNo, asked, version, value)
  Object.assign(tx.facts, { attribute })
  await attributesWritten.publish(tx, { customers: [customerNo] })
  return { customerNo, attribute, mask: maskFor(asked, tx.who), value, version: version + 1 }
}

export async function words(tx: Tx, { customerNo, attribute }: InputOf<typeof listAttributeWords>): Promise<ReplyOf<typeof listAttributeWords>> {
  const customer = await seen(tx, customerNo)
  const asked = (await attributesOf(tx, customer.type)).find((each) => each.attribute === attribute)
  if (!asked) throw new Refused('not-found')
  const rows = await tx<(Word & { from: string; until: string | null })[]>`
    select w.attribute, w.value, w.sealed, w.source, f.title, o.name as org_name, w.said_on, s.name as who_name, w.held_from as "from", w.held_until as until, 0 as version, '' as key
    from (
      select a.customer_no, a.attribute, a.value, a.sealed, a.source, a.org, a.said_on, a.who, a.updated_at as held_from, null::timestamptz as held_until
      from customer.numbers(${customerNo}) as mine (no) join archive.attribute a on a.customer_no = mine.no
      where a.attribute = ${attribute}
      union all
      select h.customer_no, h.attribute, h.value, h.sealed, h.source, h.org, h.said_on, h.who, h.held_from, h.held_until
      from customer.numbers(${customerNo}) as mine (no) join archive.attribute_history h on h.customer_no = mine.no
      where h.attribute = ${attribute}) w
    join access.org o on o.org = w.org
    left join feed.source f on f.source = w.source
    left join access.staff s on s.staff = w.who
    order by w.held_until desc nulls first, w.held_from desc
    limit 200`
  return { customerNo, rows: rows.map(({ from, until, ...word }) => ({ ...told(word, asked, tx.who), from, until })) }
}

type Customer = { type: string; version: number }

/** The type of a customer of whom the viewer sees anything at all. */
export async function seen(tx: Tx, customerNo: string): Promise<Customer> {
  const found = await tx.one<{ kind: string; type: string | null; version: number | null }>`
    select g.kind, c.type, c.version
    from identity.golden g left join customer.customer c on c.customer_no = g.customer_no
    where g.customer_no = ${customerNo}
    order by g.whole desc
    limit 1`
  if (!found) throw new Refused('not-found')
  // A branch that sees only a part knows the customer by its kind: the root of its type.
  return { type: found.type ?? found.kind, version: found.version ?? 1 }
}

export type Word = {
  attribute: string; source: string; key: string; value: string | null; sealed: string | null; title: Both | null; org_name: string; said_on: string; who_name: string | null; version: number
}

/** The newest word of each source that may be seen, the newest of all first; a person's before a file's of the same day. */
function wordsThatHold(tx: Tx, customerNo: string): Promise<Word[]> {
  return tx<Word[]>`
    select a.attribute, a.source, a.key, a.value, a.sealed, f.title, o.name as org_name, a.said_on, s.name as who_name, a.version
    from customer.numbers(${customerNo}) as mine (no)
    join archive.attribute a on a.customer_no = mine.no
    join access.org o on o.org = a.org
    left join feed.source f on f.source = a.source
    left join access.staff s on s.staff = a.who
    order by a.attribute, a.said_on desc, a.source = ${BY_HAND} desc, a.updated_at desc`
}

function shown(asked: Attribute, said: Word[], who: Who): AttributeValue {
  const [holds, ...rest] = said.filter((word) => word.value !== null || word.sealed !== null)
  const own = said.find((word) => word.source === BY_HAND && word.key === handKey(who))
  const { attribute, type, zh, en, kind, options, required, class: level, searchable } = asked
  const base = { attribute, type, zh, en, kind, options, required, class: level, searchable, mask: maskFor(asked, who), departmental: asked.org !== null, version: own?.version ?? 0 }
  if (!holds) return { ...base, value: null, source: null, sourceTitle: null, orgName: null, saidOn: null, whoName: null, others: 0 }
  const { attribute: _same, mask: _mask, ...word } = told(holds, asked, who)
  return { ...base, ...word, others: rest.filter((each) => clear(each) !== clear(holds)).length }
}

function told(word: Word, asked: Attribute, who: Who) {
  return {
    attribute: word.attribute, mask: maskFor(asked, who), value: clear(word), source: word.source, sourceTitle: word.source === BY_HAND ? HAND_TITLE : (word.title ?? { zh: word.source, en: word.source }),
    orgName: word.org_name, saidOn: word.said_on, whoName: word.who_name,
  }
}

/** The value goes no further than `present`, which masks it. */
const clear = ({ value, sealed }: Pick<Word, 'value' | 'sealed'>): string | null => (sealed === null ? value : unseal(sealed))

/** Who has the attribute's own permission sees it in clear; the others as their role sees its kind. */
export const maskFor = ({ mask: kind, clearMay }: Pick<Attribute, 'mask' | 'clearMay'>, who: Who): Attribute['mask'] => (clearMay !== null && who.may.has(clearMay) ? null : kind)

function read(asked: Attribute, raw: string): string {
  const found = readValue(asked, raw)
  if ('wrong' in found) throw new Refused('invalid', { field: 'value', reason: found.wrong })
  return found.value
}

type Row = ReturnType<typeof keep>

function first(tx: Tx, customerNo: string, { attribute, org }: Attribute, { value, sealed, token }: Row): Promise<number> {
  return tx.count`
    insert into archive.attribute (customer_no, attribute, source, key, org, is_departmental, value, sealed, token, said_on, who)
    values (${customerNo}, ${attribute}, ${BY_HAND}, ${handKey(tx.who)}, ${tx.who.org}, ${org !== null}, ${value}, ${sealed}, ${token}::bigint, ${today()}::date, ${tx.who.staff})
    on conflict do nothing`
}

function again(tx: Tx, customerNo: string, { attribute }: Attribute, { value, sealed, token }: Row, version: number): Promise<number> {
  return tx.count`
    update archive.attribute
    set value = ${value}, sealed = ${sealed}, token = ${token}::bigint, said_on = ${today()}::date, who = ${tx.who.staff}, version = version + 1, updated_at = now()
    where customer_no = ${customerNo} and attribute = ${attribute} and source = ${BY_HAND} and key = ${handKey(tx.who)} and version = ${version}`
}

/** The race is lost: both values go back to the editor, as the editor may see them. */
async function lose(tx: Tx, customerNo: string, asked: Attribute, version: number, value: string | null): Promise<never> {
  const theirs = (await wordsThatHold(tx, customerNo)).find((word) => word.attribute === asked.attribute && word.source === BY_HAND && word.key === handKey(tx.who))
  const kind = maskFor(asked, tx.who)
  const masked = (text: string | null) => (text === null || kind === null || tx.who.clear.has(kind) || !MASKS.includes(kind) ? text : mask(kind, text))
  throw new Refused('stale', { yours: { value: masked(value), version }, theirs: { value: masked(theirs ? clear(theirs) : null), version: theirs?.version ?? 0 } })
}
