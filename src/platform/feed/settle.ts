/** After the files: each entity makes its summaries of what changed, in the order of the entities. What a kill left undone is found and done. */
import { allTargets, type Target } from '#kernel/room'
import { engine } from '#kernel/tx'
import type { Both } from '#kernel/text'

export async function settle(onProgress: (title: Both, share: number) => void = () => {}): Promise<void> {
  const open = await unsettled()
  for (const [i, { target, source, runs }] of open.entries()) {
    onProgress(target.title, i / open.length)
    await target.settle?.(source, (share) => onProgress(target.title, (i + share) / open.length))
    await engine('feed', (tx) => tx`update feed.run set settled_at = now() where run = any (${runs}::int[])`)
  }
}

type Unsettled = { target: Target; source: string; runs: number[] }

async function unsettled(): Promise<Unsettled[]> {
  const rows = await engine('feed', (tx) => tx<{ entity: string; source: string; runs: number[] }[]>`
    select i.entity, i.source, array_agg(r.run order by r.run) as runs
    from feed.run r
    join feed.interface i on i.interface = r.interface
    where r.settled_at is null and r.state in ('done', 'failed', 'undone')
    group by i.entity, i.source
    order by i.entity, i.source`)
  return allTargets().flatMap((target) => rows.filter(({ entity }) => entity === target.entity).map(({ source, runs }) => ({ target, source, runs })))
}
