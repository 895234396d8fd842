/** A02, the value of customer information: V = k · n · U · r − m · c, with n items, U uses a year, r gain of a use, m collections, c cost of one. */
import type { InputOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import type { saveWorth, Worth } from './coverage.api.ts'

type Counted = { items: number; records: number }
export type Valued = Worth & {
  /** Of one customer whose items come from so many records: each record brings its uses. */
  of: (customer: Counted) => number
  /** What is gained by these being one: (n₁+n₂)(U₁+U₂) is more than n₁U₁ + n₂U₂. */
  gained: (parts: readonly Counted[]) => string
}

export async function worthOf(tx: Tx): Promise<Valued> {
  const found = await tx.one<Omit<Worth, 'savedBy'> & { savedBy: string }>`
    select w.version, w.k::float, w.uses::float, w.gain::float, w.cost::float, coalesce(s.name, w.by) as "savedBy", w.at as "savedAt"
    from identity.worth w left join access.staff s on s.staff = w.by
    order by w.version desc limit 1`
  if (!found) throw new Error('no parameters of the information value')
  const valueOf = ({ items, records }: Counted) => found.k * items * found.uses * records * found.gain - items * found.cost
  const together = (parts: readonly Counted[]) => ({ items: parts.reduce((sum, part) => sum + part.items, 0), records: parts.reduce((sum, part) => sum + part.records, 0) })
  return {
    ...found, savedBy: found.savedBy.startsWith('service:') ? null : found.savedBy,
    of: valueOf,
    gained: (parts) => (valueOf(together(parts)) - parts.reduce((sum, part) => sum + valueOf(part), 0)).toFixed(2),
  }
}

export async function saveParameters(tx: Tx, { version, note, ...wanted }: InputOf<typeof saveWorth>): Promise<Worth> {
  const before = await worthOf(tx)
  const { k, uses, gain, cost } = before
  if (before.version !== version) throw new Refused('stale', { yours: wanted, theirs: { k, uses, gain, cost, version: before.version } })
  const added = await tx.count`
    insert into identity.worth (version, k, uses, gain, cost, note, by) values (${version + 1}, ${wanted.k}, ${wanted.uses}, ${wanted.gain}, ${wanted.cost}, ${note}, ${tx.who.staff})
    on conflict do nothing`
  if (added === 0) throw new Refused('stale', { yours: wanted, theirs: { k, uses, gain, cost, version: version + 1 } })
  Object.assign(tx.facts, { reason: note, before: { k, uses, gain, cost }, after: wanted })
  const { of: _of, gained: _gained, ...saved } = await worthOf(tx)
  return saved
}
