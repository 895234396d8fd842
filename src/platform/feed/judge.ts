/** Whether a run was out of the ordinary: too many refusals, or far from what this interface brings on other days. */
import type { Tx } from '#kernel/tx'
import { raise } from './alarm.ts'

type Judged = { run: number; lines: number; rejected: number }
type Limits = { name: string; day: string; maxRejects: number | null; maxDeviation: number | null }

/** Fewer days than this make no median. */
const LEAST_RUNS = 5

export async function judge(tx: Tx, { name, day, maxRejects, maxDeviation }: Limits, { run, lines, rejected }: Judged): Promise<void> {
  const share = lines === 0 ? 0 : (rejected / lines) * 100
  if (maxRejects !== null && share > maxRejects) await raise(tx, { kind: 'rejects', name, day, run, facts: { percent: round(share), limit: maxRejects, rejected } })
  if (maxDeviation === null) return
  const found = await tx.one<{ median: number | null; runs: number }>`
    select percentile_cont(0.5) within group (order by r.lines)::float8 as median, count(*)::int as runs
    from feed.run r join feed.interface i on i.interface = r.interface
    where i.name = ${name} and r.state = 'done' and r.run <> ${run} and r.started_at > now() - interval '30 days'`
  if (!found || found.median === null || found.median === 0 || found.runs < LEAST_RUNS) return
  const deviation = (Math.abs(lines - found.median) / found.median) * 100
  if (deviation > maxDeviation) await raise(tx, { kind: 'volume', name, day, run, facts: { percent: round(deviation), limit: maxDeviation, lines, median: Math.round(found.median) } })
}

const round = (n: number): number => Math.round(n * 100) / 100
