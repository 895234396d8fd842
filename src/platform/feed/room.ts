import { defineRoom, job, on } from '#kernel/room'
import type { Tx } from '#kernel/tx'
import { undoAsked } from './events.ts'
import { storyOf } from './line.ts'
import { getLine, getRun, listRejects, listRuns, listSources, undoRun } from './runs.api.ts'
import { rejectsOf, runDetail, runsOf, sources } from './runs.ts'
import { askUndo, undo } from './undo.ts'

export const room = defineRoom({
  name: 'feed',
  floor: 'platform',
  title: { zh: '数据接口', en: 'Data interface' },
  permissions: {
    'feed.read': { zh: '查看数据导入', en: 'See what was imported' },
    // Lines speak of customers, whom no administrator sees: running the interfaces is a permission of its own.
    'feed.trace': { zh: '追踪一行数据的去向', en: 'Follow a line of a file' },
    'feed.undo': { zh: '撤销一次导入', en: 'Undo an import' },
  },
  routes: [
    on(listRuns, (tx, input) => runsOf(tx, input)),
    on(listSources, (tx) => sources(tx)),
    on(getRun, (tx, input) => runDetail(tx, input.run)),
    on(listRejects, (tx, input) => rejectsOf(tx, input)),
    on(getLine, (tx, input) => storyOf(tx, input.run, input.line)),
    on(undoRun, async (tx, input) => {
      await askUndo(tx, input.run, input.reason)
      return {}
    }),
  ],
  events: [undoAsked],
  jobs: [job({ name: 'feed.undo', on: undoAsked, run: (tx, { run }) => whileAlive(tx, undo(run)) })],
})

/** The queue's own transaction has nothing to do meanwhile, and an idle one is ended after a minute. */
async function whileAlive(tx: Tx, work: Promise<unknown>): Promise<void> {
  const beat = setInterval(() => void tx`select 1`, 20_000)
  await work.finally(() => clearInterval(beat))
}
