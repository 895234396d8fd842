/** Goes on with what a killed process left half done: the queue gives its jobs back only after hours. */
import { Refused } from '#kernel/error'
import { engine } from '#kernel/tx'
import { openReplays, replay } from './replay.ts'
import { undo } from './undo.ts'

/** Long enough that a job which only just began is left to its own process. */
const LATE_SECONDS = 60

export async function goOn(): Promise<void> {
  for (const each of await openReplays(LATE_SECONDS)) await leaveIfBusy(replay(each))
  for (const each of await undoing()) await leaveIfBusy(undo(each))
}

async function undoing(): Promise<number[]> {
  const rows = await engine('feed', (tx) => tx<{ run: number }[]>`
    select r.run from feed.run r
    where r.state = 'undoing'
      and (select max(s.at) from feed.step s where s.run = r.run) < now() - make_interval(secs => ${LATE_SECONDS})
    order by r.run`)
  return rows.map((each) => each.run)
}

/** Another process is at it. */
async function leaveIfBusy(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Refused) || error.code !== 'in-progress') throw error
  })
}
