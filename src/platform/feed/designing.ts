/** The doors and jobs of interface design, of files sent up and of codes: a part of the room's plan. */
import { Refused } from '#kernel/error'
import { job, on, type Call, type Job, type Route } from '#kernel/room'
import type { Tx } from '#kernel/tx'
import type { Upload } from '#kernel/upload'
import { listUnmapped, mapCode } from './code.api.ts'
import { mapOne, unmapped } from './code.ts'
import { activateVersion, beginDesign, differDesign, getDesign, listFieldTitles, listInterfaces, listTargets, mockInterface, saveDraft, saveVersion, suggestMapping, tryDesign } from './design.api.ts'
import { activate, begin, designOf, differenceOf, fieldTitles, interfaces, save, saveAs, suggestionFor, targets, wholeBank } from './design.ts'
import { uploadAsked } from './events.ts'
import { mockOf } from './mock.ts'
import { trialOf } from './trial.ts'
import { listUploads, uploadFile } from './upload.api.ts'
import { isUploadLate, readUploads, takeUpload, uploads } from './upload.ts'

export const designPermissions = {
  'feed.design': { zh: '设计数据接口', en: 'Design data interfaces' },
  'feed.upload': { zh: '上传数据文件', en: 'Send data files up' },
  'feed.code': { zh: '映射未知代码', en: 'Say what unknown codes mean' },
}

export const designRoutes: Route[] = [
  on(listInterfaces, (tx) => interfaces(tx)),
  on(listTargets, (tx) => targets(tx)),
  on(listFieldTitles, (tx) => fieldTitles(tx)),
  on(beginDesign, (tx, input, call) => begin(tx, input, fileOf(call))),
  on(getDesign, (tx, input) => designOf(tx, input.name)),
  on(suggestMapping, (tx, input) => suggestionFor(tx, input.name, input.entity)),
  on(saveDraft, (tx, input) => save(tx, input)),
  on(tryDesign, (tx, input) => trialOf(tx, input.name, input.face)),
  on(differDesign, (tx, input) => differenceOf(tx, input.name, input.face)),
  on(saveVersion, (tx, input) => saveAs(tx, input)),
  on(activateVersion, async (tx, input) => {
    await activate(tx, input.name, input.seq)
    return {}
  }),
  on(mockInterface, (tx, input) => mockOf(tx, input.name, input.rows)),
  on(uploadFile, (tx, input, call) => takeUpload(tx, input.interface, fileOf(call))),
  on(listUploads, (tx, input) => uploads(tx, input)),
  on(listUnmapped, (tx, input) => unmapped(tx, input)),
  on(mapCode, (tx, input) => {
    wholeBank(tx)
    return mapOne(tx, input)
  }),
]

export const designJobs: Job[] = [
  job({ name: 'feed.upload', on: uploadAsked, run: (tx) => whileAlive(tx, readUploads()) }),
  job({ name: 'feed.uploads', every: { seconds: 60 }, run: (tx) => whileAlive(tx, goOn()) }),
] as Job[] // each pair of event and payload was checked by job()

/** What a killed process left half read. */
async function goOn(): Promise<void> {
  if (await isUploadLate(120)) await readUploads()
}

function fileOf(call: Call): Upload {
  if (!call.file) throw new Refused('invalid', { field: 'file' })
  return call.file
}

/** The queue's own transaction has nothing to do meanwhile, and an idle one is ended after a minute. */
async function whileAlive(tx: Tx, work: Promise<unknown>): Promise<void> {
  const beat = setInterval(() => void tx`select 1`, 20_000)
  await work.finally(() => clearInterval(beat))
}
