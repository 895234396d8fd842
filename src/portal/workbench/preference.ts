import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'

/** What the bank calls a large movement until someone sets a measure of their own. */
const LARGE_MOVE = '50000.00'

export type Preference = { largeMove: string; version: number }

export async function preferenceOf(tx: Tx): Promise<Preference> {
  const own = await tx.one<Preference>`select large_move as "largeMove", version from workbench.preference where staff = ${tx.who.staff}`
  return own ?? { largeMove: LARGE_MOVE, version: 0 }
}

/** An edit of a version that is no longer the last is refused with both values. */
export async function setPreference(tx: Tx, { largeMove, version }: Preference): Promise<Preference> {
  const written = version === 0
    ? await tx.one<Preference>`
        insert into workbench.preference (staff, large_move) values (${tx.who.staff}, ${largeMove})
        on conflict do nothing returning large_move as "largeMove", version`
    : await tx.one<Preference>`
        update workbench.preference set large_move = ${largeMove}, version = version + 1, updated_at = now()
        where staff = ${tx.who.staff} and version = ${version} returning large_move as "largeMove", version`
  if (!written) throw new Refused('stale', { yours: { largeMove }, theirs: await preferenceOf(tx) })
  return written
}
