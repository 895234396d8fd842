import { defineRoom, job, on } from '#kernel/room'
import type { Tx } from '#kernel/tx'
import { stand as capture } from './capture.ts'
import { listCaptures, replayCapture, startCapture, stopCapture } from './captures.api.ts'
import { again, captures, want } from './captures.ts'
import { designJobs, designPermissions, designRoutes } from './designing.ts'
import { replayAsked, undoAsked, uploadAsked } from './events.ts'
import { ingest } from './ingest.api.ts'
import { receive } from './ingest.ts'
import { stand as takeIn } from './intake.ts'
import { storyOf } from './line.ts'
import { getRepair, listReplays, previewReplay, repairLine, replayLines, tryRepair } from './repairs.api.ts'
import { repair, repairable, tryCorrection } from './repair.ts'
import { openReplay, previewOf, replay, replaysOf } from './replay.ts'
import { getLine, getRun, listRejects, listRuns, listSources, previewUndo as previewUndoDoor, undoRun } from './runs.api.ts'
import { rejectsOf, runDetail, runsOf, sources } from './runs.ts'
import { goOn } from './resume.ts'
import { alarmsOf, answer, countOpen } from './alarm.ts'
import { rerun, saveSchedule, schedules, switchTo } from './schedule.ts'
import { answerAlarm, countAlarms, getToday, getTrend, listAlarms, listSchedules, rerun as rerunDoor, saveSchedule as saveDoor, switchSchedule } from './schedules.api.ts'
import { dayOf, trendOf } from './today.ts'
import { look } from './turn.ts'
import { askUndo, previewUndo, undo } from './undo.ts'

export const room = defineRoom({
  name: 'feed',
  floor: 'platform',
  title: { zh: '数据接口', en: 'Data interface' },
  permissions: {
    'feed.read': { zh: '查看数据导入', en: 'See what was imported' },
    // Lines speak of customers, whom no administrator sees: running the interfaces is a permission of its own.
    'feed.trace': { zh: '追踪一行数据的去向', en: 'Follow a line of a file' },
    'feed.repair': { zh: '修正并重新装入被拒绝的行', en: 'Repair refused lines and load them again' },
    'feed.manage': { zh: '安排和启停接口、处理告警', en: 'Schedule, start and stop interfaces, answer alarms' },
    'feed.capture': { zh: '启停实时采集并回放变更', en: 'Stop, start and replay live capture' },
    'feed.ingest': { zh: '经接口送入数据', en: 'Send records over HTTP' },
    'feed.undo': { zh: '撤销一次导入', en: 'Undo an import' },
    ...designPermissions,
  },
  routes: [
    on(listRuns, (tx, input) => runsOf(tx, input)),
    on(listSources, (tx) => sources(tx)),
    on(getRun, (tx, input) => runDetail(tx, input.run)),
    on(listRejects, (tx, input) => rejectsOf(tx, input)),
    on(getLine, (tx, input) => storyOf(tx, input.run, input.line)),
    on(getRepair, (tx, input) => repairable(tx, input)),
    on(tryRepair, (tx, input) => tryCorrection(tx, input)),
    on(repairLine, (tx, input) => repair(tx, input)),
    on(previewReplay, (tx, input) => previewOf(tx, input)),
    on(replayLines, (tx, input) => openReplay(tx, input)),
    on(listReplays, (tx, input) => replaysOf(tx, input.run)),
    on(listSchedules, (tx) => schedules(tx)),
    on(saveDoor, (tx, input) => saveSchedule(tx, input)),
    on(switchSchedule, (tx, input) => done(switchTo(tx, input))),
    on(rerunDoor, (tx, input) => done(rerun(tx, input))),
    on(getToday, (tx, input) => dayOf(tx, input)),
    on(getTrend, (tx, input) => trendOf(tx, input)),
    on(countAlarms, (tx) => countOpen(tx)),
    on(listAlarms, (tx, input) => alarmsOf(tx, input)),
    on(answerAlarm, (tx, input) => done(answer(tx, input))),
    on(previewUndoDoor, (tx, input) => previewUndo(tx, input.run)),
    on(listCaptures, (tx) => captures(tx)),
    on(startCapture, (tx, input) => want(tx, input, 'running')),
    on(stopCapture, (tx, input) => want(tx, input, 'stopped')),
    on(replayCapture, (tx, input) => again(tx, input)),
    on(ingest, (tx, input) => receive(tx, input)),
    on(undoRun, async (tx, input) => {
      await askUndo(tx, input.run, input.reason, input.cascade)
      return {}
    }),
    ...designRoutes,
  ],
  events: [undoAsked, replayAsked, uploadAsked],
  standing: [{ name: 'feed.capture', stand: capture }, { name: 'feed.intake', stand: takeIn }],
  jobs: [
    job({ name: 'feed.undo', on: undoAsked, run: (tx, { run }) => whileAlive(tx, undo(run)) }),
    job({ name: 'feed.replay', on: replayAsked, run: (tx, asked) => whileAlive(tx, replay(asked.replay)) }),
    job({ name: 'feed.schedule', every: { seconds: 20 }, run: (tx) => whileAlive(tx, look()) }),
    job({ name: 'feed.resume', every: { seconds: 30 }, run: (tx) => whileAlive(tx, goOn()) }),
    ...designJobs,
  ],
})

async function done(work: Promise<void>): Promise<Record<string, never>> {
  await work
  return {}
}

/** The queue's own transaction has nothing to do meanwhile, and an idle one is ended after a minute. */
async function whileAlive(tx: Tx, work: Promise<unknown>): Promise<void> {
  const beat = setInterval(() => void tx`select 1`, 20_000)
  await work.finally(() => clearInterval(beat))
}
