import type { Both } from '#kernel/text'
import type { Tx } from '#kernel/tx'
import { kindNames } from './names.ts'

/** How many accounts of each kind a source has. */
export async function census(tx: Tx, source: string): Promise<{ title: Both; count: number }[]> {
  const kinds = await tx<{ kind: string; count: number }[]>`
    select kind, count(*)::int as count from account.account where source = ${source} group by kind order by kind`
  return kinds.map(({ kind, count }) => ({ title: kindNames[kind] ?? { zh: kind, en: kind }, count }))
}
