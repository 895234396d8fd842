/** Whose turn it is: an interface waits for those that load what its rows refer to. */
import { allTargets } from '#kernel/room'
import type { Tx } from '#kernel/tx'

export type Waiting = { name: string; source: string; entity: string; first: number; healthy: boolean; due: boolean }

/** Who has failed so often is not waited for any more. */
const FAILING = 4

type OfEntity = { readonly entity: string }

export const byRank = (one: OfEntity, other: OfEntity): number => rankOf(one) - rankOf(other)

/** Every interface that has a portion to take in, and its first. */
export function waitingNow(tx: Tx): Promise<Waiting[]> {
  return tx<Waiting[]>`
    select k.name, k.source, i.entity, p.first, k.tries < ${FAILING} as healthy, coalesce(k.try_at <= now(), true) as due
    from feed.intake k
    cross join lateral (select portion as first, run from feed.portion p where p.name = k.name and p.portion > k.portion order by p.portion limit 1) p
    join feed.run r on r.run = p.run
    join feed.interface i on i.interface = r.interface`
}

/** Those that go before `one`: of its source, of a lower rank, with something older to take in. */
export function ahead(one: Pick<Waiting, 'name' | 'source' | 'entity'>, waiting: readonly Waiting[]): Waiting[] {
  return waiting.filter((each) => each.source === one.source && each.name !== one.name && each.healthy && byRank(each, one) < 0).toSorted(byRank)
}

/** Up to which portion `one` may go, or null for all. */
export function limitOf(one: Pick<Waiting, 'name' | 'source' | 'entity'>, waiting: readonly Waiting[]): number | null {
  const before = ahead(one, waiting)
  return before.length === 0 ? null : Math.min(...before.map(({ first }) => first))
}

const rankOf = ({ entity }: OfEntity): number => allTargets().find((target) => target.entity === entity)?.rank ?? 0
