/** Whom a record that nobody has written yet would meet: the comparison of an arrival, without arriving. */
import type { Tx } from '#kernel/tx'
import { scoreAgainstBank } from './near.ts'
import type { Typed } from './enter.ts'
import { printOf, type Stored } from './prints.ts'
import { columns, prepare } from './record.ts'
import type { Zone } from './score.ts'
import { publishedModels } from './versions.ts'

/** No record of the bank has this number. */
const UNWRITTEN = -1

export type Likely = { customerNo: string; name: string; kind: string; orgName: string; zone: Exclude<Zone, 'reject'> }

/**
 * Customers that what is typed may be, strongest first, by the records that the viewer may see; of what only others' records say, only that there
 * is something: not even how well it fits. Over all rows: the caller says who asks.
 */
export async function likelyCustomers(tx: Tx, typed: Typed): Promise<{ seen: Likely[]; elsewhere: boolean }> {
  const values = prepare({ ...typed, key: 'typed', org: '-', name: typed.name ?? '' })
  if ('reject' in values) return { seen: [], elsewhere: false }
  const print = printOf(storedOf(values))
  const models = await publishedModels(tx)
  const pairs = await scoreAgainstBank(tx, [{ ...print, customer_no: '', provisional: true }], models[print.kind])
  const near = pairs.filter(({ zone }) => zone !== 'reject').toSorted((one, other) => other.bits - one.bits).slice(0, MOST)
  return tell(tx, near.map(({ a, b, zone }) => ({ rec: a === UNWRITTEN ? b : a, zone })))
}
const MOST = 20

async function tell(tx: Tx, near: readonly { rec: number; zone: Zone }[]): Promise<{ seen: Likely[]; elsewhere: boolean }> {
  if (near.length === 0) return { seen: [], elsewhere: false }
  const rows = await tx<(Omit<Likely, 'customerNo'> & { customer_no: string; seen: boolean })[]>`
    select distinct on (m.customer_no, seen) m.customer_no, n.zone, g.name, g.kind, o.name as "orgName", coalesce(g.whole or m.org between ${tx.who.lo} and ${tx.who.hi}, false) as seen
    from unnest(${near.map(({ rec }) => rec)}::bigint[], ${near.map(({ zone }) => zone)}::text[]) with ordinality n (rec, zone, nth)
    join identity.membership m on m.rec = n.rec and m.to_event is null
    left join lateral (
      select g.* from identity.golden g
      where g.customer_no = m.customer_no and g.org between ${tx.who.lo} and ${tx.who.hi}
      order by g.whole desc, g.records desc, g.org limit 1) g on true
    left join access.org o on o.org = g.org
    order by m.customer_no, seen, n.nth`
  const seen = rows.filter((row) => row.seen).map(({ customer_no: customerNo, name, kind, orgName, zone }) => ({ customerNo, name, kind, orgName, zone }))
  return { seen: seen.toSorted((one, other) => Number(one.zone !== 'auto') - Number(other.zone !== 'auto')), elsewhere: rows.some((row) => !row.seen) }
}

function storedOf(values: readonly unknown[]): Stored {
  const named = Object.fromEntries(Object.keys(columns).map((name, at) => [name, values[at] ?? null]))
  return { ...(named as unknown as Stored), rec: UNWRITTEN, source: 'yilan', version: 1, id_valid: named.id_valid === true } // the columns of a record are those a print is made of
}
