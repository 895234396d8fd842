/** The archive at an instant: rows as they were then (kernel.remember), steps as they were taken by then. No event is replayed. */
import { goldenAt, goldenOf, type Golden } from '#center/identity'
import type { InputOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { knownAt } from '#kernel/remember'
import { sql, type Sql, type Tx } from '#kernel/tx'
import { valuesOf } from './entry.ts'
import { KIND_NAMES, kindOf, type KindName } from './kinds.api.ts'
import type { Differs, getKnown, Known } from './known.api.ts'
import type { Row } from './rows.api.ts'
import { laid, read } from './rows.ts'

export async function knownOf(tx: Tx, { customerNo, at: asked }: InputOf<typeof getKnown>): Promise<Known> {
  // 2026-13-40 has the form of a day.
  if (Number.isNaN(Date.parse(asked)) || asked < '0001') throw new Refused('invalid', { field: 'at' })
  const at = asked.length === 10 ? new Date(Date.parse(`${asked}T00:00:00+08:00`) + DAY_MS - 1).toISOString() : asked
  const now = await goldenOf(tx, customerNo)
  if (!now) throw new Refused('not-found')
  const then = await goldenAt(tx, customerNo, at)
  const numbers = await numbersAt(tx, customerNo, at)
  const [standing, standingNow, titles, rows, rowsNow] = await Promise.all([
    standingAt(tx, customerNo, at), standingAt(tx, customerNo, null), titlesOf(tx),
    Promise.all(KIND_NAMES.map((name) => read(tx, name, knownAt(kindOf(name).table, ['customer_no', 'id'], sql`customer_no = any(${numbers}::text[])`, at), sql`true`))),
    Promise.all(KIND_NAMES.map((name) => read(tx, name, sql`${words(kindOf(name).table)} known`, sql`customer_no in (select customer.numbers(${customerNo}))`))),
  ])
  const [before, after] = [then ? { ...valuesOf(then), ...told(standing) } : {}, { ...valuesOf(now), ...told(standingNow) }]
  return {
    customerNo, at, isKnown: then !== undefined, whole: then?.whole ?? false, ...shownOf(then), won: wonOf(then, titles), ...standing, ...(then ? {} : { type: null, status: null, level: null, owner: null }),
    differs: then ? Object.keys(after).filter((field) => (before[field] ?? null) !== (after[field] ?? null)) : [],
    typeNow: standingNow.type, rows: laid(rows), rowsDiffer: Object.fromEntries(KIND_NAMES.map((name, nth) => [name, compared(rows[nth] ?? [], rowsNow[nth] ?? [])])) as Record<KindName, Differs>, // one for each kind
  }
}
const DAY_MS = 86_400_000

/** The number itself, and those that stood for it already: a number with a golden record of its own was a customer of its own. */
async function numbersAt(tx: Tx, customerNo: string, at: string): Promise<string[]> {
  const all = await tx<{ no: string }[]>`select customer.numbers(${customerNo}) as no`
  const others = await Promise.all(all.filter(({ no }) => no !== customerNo).map(async ({ no }) => ((await goldenAt(tx, no, at)) ? [] : [no])))
  return [customerNo, ...others.flat()]
}

type Standing = Pick<Known, 'type' | 'status' | 'level' | 'owner'>
const told = ({ type, status, level, owner }: Standing): Record<string, string | null> => ({ type: type?.type ?? null, status, level, owner: owner?.staff ?? null })

/** After the last step by then, before the first one since, or as it is: what the bank had decided of the customer. */
async function standingAt(tx: Tx, customerNo: string, at: string | null): Promise<Standing> {
  const instant = at ?? new Date(Date.now() + DAY_MS).toISOString()
  const found = await tx.one<{ type: string; path: { zh: string; en: string }[]; status: string; level: string; owner: string | null; name: string | null }>`
    select s.type, s.status, s.level, s.owner, p.name,
      (select coalesce(jsonb_agg(jsonb_build_object('zh', above.zh, 'en', above.en) order by above.path), '[]') from customer.type above, customer.type own where own.type = s.type and starts_with(own.path, above.path)) as path
    from (
      select
        coalesce((select after from customer.type_step where customer_no = c.customer_no and at <= ${instant}::timestamptz order by seq desc limit 1),
          (select before from customer.type_step where customer_no = c.customer_no and at > ${instant}::timestamptz order by seq limit 1), c.type) as type,
        coalesce((select after from customer.status_step where customer_no = c.customer_no and at <= ${instant}::timestamptz order by seq desc limit 1),
          (select before from customer.status_step where customer_no = c.customer_no and at > ${instant}::timestamptz order by seq limit 1), c.status) as status,
        coalesce((select after from customer.level_step where customer_no = c.customer_no and at <= ${instant}::timestamptz order by seq desc limit 1),
          (select before from customer.level_step where customer_no = c.customer_no and at > ${instant}::timestamptz order by seq limit 1), c.level) as level,
        case when exists (select from customer.owner_step where customer_no = c.customer_no and at <= ${instant}::timestamptz)
            then (select after from customer.owner_step where customer_no = c.customer_no and at <= ${instant}::timestamptz order by seq desc limit 1)
          when exists (select from customer.owner_step where customer_no = c.customer_no and at > ${instant}::timestamptz)
            then (select before from customer.owner_step where customer_no = c.customer_no and at > ${instant}::timestamptz order by seq limit 1)
          else c.owner end as owner
      from customer.customer c where c.customer_no = ${customerNo}) s
    left join access.staff p on p.staff = s.owner`
  return { type: found ? { type: found.type, path: found.path } : null, status: found?.status ?? null, level: found?.level ?? null, owner: found?.owner ? { staff: found.owner, name: found.name ?? found.owner } : null }
}

function shownOf(then: Golden | undefined) {
  if (!then) return { kind: null, name: null, idType: null, idNumber: null, gender: null, birthday: null, phone: null, email: null, address: null, employer: null, occupation: null, income: null, legalName: null, industry: null, openedOn: null, sources: [], records: 0 }
  const { idType, name, idNumber, gender, birthday, phone, email, address, employer, occupation, income, legalName, industry } = valuesOf(then) as Record<string, string | null>
  const values = { name, idType, idNumber, gender, birthday, phone, email, address, employer, occupation, income, legalName, industry }
  return { kind: then.kind, ...(values as Record<keyof typeof values, string | null>), openedOn: then.opened_on, sources: then.sources, records: then.records } // each is set by valuesOf
}

type Titles = ReadonlyMap<string, { zh: string; en: string }>

function wonOf(then: Golden | undefined, titles: Titles): Known['won'] {
  return Object.fromEntries(Object.entries(then?.winner ?? {}).map(([attribute, { source }]) => [attribute, { source, title: titles.get(source) ?? { zh: source, en: source } }]))
}

async function titlesOf(tx: Tx): Promise<Titles> {
  const rows = await tx<{ source: string; title: { zh: string; en: string } }[]>`select source, title from feed.source`
  return new Map(rows.map((row) => [row.source, row.title]))
}

function compared(then: readonly Row[], now: readonly Row[]): Differs {
  const present = new Map(now.map((row) => [row.id, row]))
  const known = new Set(then.map((row) => row.id))
  return {
    changed: then.filter((row) => present.get(row.id)?.version !== row.version && present.get(row.id)?.endedOn === row.endedOn).map((row) => row.id),
    ended: then.filter((row) => row.endedOn === null && present.get(row.id)?.endedOn !== null).map((row) => row.id),
    added: now.filter((row) => !known.has(row.id)).length,
  }
}

const words = (text: string): Sql => ({ sql: true, strings: [text], values: [] })
