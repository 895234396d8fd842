/** How often people agreed with a model: of what it joined by itself (sample.ts) or would have joined, and of what it left to them. */
import type { Tx } from '#kernel/tx'
import type { Model } from './model.ts'
import type { ModelDetail } from './models.api.ts'

/** 1.96 standard errors: 95 of 100 such intervals hold the truth. */
const Z = 1.96

export async function precisionOf(tx: Tx, { model, thresholds }: Model): Promise<ModelDetail['precision']> {
  const found = await tx.one<{ asked: number; right: number; reviewed: number; same: number }>`
    select count(*) filter (where is_auto) as asked, count(*) filter (where is_auto and verdict = 'same') as right,
      count(*) filter (where not is_auto) as reviewed, count(*) filter (where not is_auto and verdict = 'same') as same
    from (
      select i.guard is not distinct from 'sample' or i.bits >= ${thresholds.auto} as is_auto, d.verdict
      from identity.review_item i
      cross join lateral (
        select d.verdict from identity.review_decision d where d.item = i.item and d.verdict in ('same', 'different') order by d.seq desc limit 1) d
      where i.model = ${model} and (i.kind in ('pair', 'merge') or i.guard = 'sample') and i.state = 'done') decided`
  const { asked = 0, right = 0, reviewed = 0, same = 0 } = found ?? {}
  return { asked, right, ...interval(right, asked), reviewed, same }
}

/** Wilson's interval: it stays within 0 and 1, however few there are. */
export function interval(right: number, asked: number): { low: number | null; high: number | null } {
  if (asked === 0) return { low: null, high: null }
  const share = right / asked
  const spread = 1 + Z ** 2 / asked
  const middle = (share + Z ** 2 / (2 * asked)) / spread
  const half = (Z * Math.sqrt((share * (1 - share)) / asked + Z ** 2 / (4 * asked ** 2))) / spread
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
