/** Brings a folder of a bank's files into the house: every file in the order of the entities, then the summaries of what changed. */
import { basename } from 'node:path'
import { Refused } from '#kernel/error'
import { presentTargets } from '#kernel/room'
import { engine } from '#kernel/tx'
import type { Both } from '#kernel/text'
import { alone } from './alone.ts'
import { withArchives } from './archive.ts'
import { checkDeclaration, isInline, type Declaration } from './declaration.ts'
import { catalogue, dayInName, findDeliveries, type Expected } from './deliveries.ts'
import { digestOf } from './file.ts'
import { isConverted } from './format.ts'
import { withMappedCodes } from './live.ts'
import { keepOriginal } from './original.ts'
import { loadFile } from './load.ts'
import { digestOfRows, failRun, finishRun, openRun, registerInterface, registerSource, type Opened } from './run.ts'
import { settle } from './settle.ts'

export type Progress = {
  phase: 'load' | 'settle'
  title: Both
  file: string | null
  /** Of the whole import, 0 to 1. */
  share: number
  rows: number
  rejected: number
}
export type RunSummary = {
  run: number | null
  source: string
  interface: string
  entity: string
  title: Both
  file: string | null
  state: 'done' | 'same' | 'failed' | 'busy'
  note: string | null
  lines: number
  added: number
  changed: number
  same: number
  skipped: number
  rejected: number
  ms: number
}
export type Census = { entity: string; source: string; title: Both; count: number }
export type Summary = { load: number; runs: RunSummary[]; census: Census[]; ms: number }

export type Import = {
  /** Null: only what stands in the declarations themselves. */
  folder: string | null
  /** As JSON: each is checked here. */
  declarations: readonly unknown[]
  /** Only this source. */
  source?: string
  /** The day up to which these data are known, where neither the declaration nor the name of a file says it. */
  asOf?: string
  /** Every file is this interface's, whatever it is called. */
  as?: string
  onProgress?: (progress: Progress) => void
  /** Only these files; without it whatever the folder holds for an interface. */
  isWanted?: (path: string) => boolean
  /** Interfaces that are registered already, by name: their stored declaration is read again as it is. */
  registered?: ReadonlyMap<string, number>
  /** As many lines a second as the source's day leaves room for. */
  linesPerSecond?: number
}

/** Of a first import of the demo bank: the summaries, golden records above all, take longer than the files. */
const SHARE_OF_LOADING = 0.4

export function importFolder(asked: Import): Promise<Summary> {
  return withArchives(asked.folder, asked.isWanted ?? (() => true), (folders) => importFrom(folders, asked))
}

async function importFrom(folders: readonly string[], { folder, declarations, source, asOf, as, onProgress = () => {}, isWanted = () => true, registered, linesPerSecond }: Import): Promise<Summary> {
  const began = performance.now()
  const targets = await engine('feed', presentTargets)
  const checked = declarations.map((json) => checkDeclaration(json, catalogue(targets))).filter((each) => source === undefined || each.source === source)
  // What was unpacked beside the folder was wanted with its archive.
  const expected = findDeliveries(folders, checked, targets, as).filter(({ path }) => path === null || (folder !== null && !path.startsWith(folder)) || isWanted(path))
  const { load, versions } = await announce(folder, checked, registered)
  const total = Math.max(1, expected.reduce((sum, { bytes }) => sum + bytes, 0))
  const runs: RunSummary[] = []
  let [bytes, rows, rejected] = [0, 0, 0]
  for (const each of expected) {
    const report = (packedDone: number, more: { lines: number; rejected: number }) => {
      rows += more.lines
      rejected += more.rejected
      onProgress({ phase: 'load', title: each.face.title, file: each.path, share: (SHARE_OF_LOADING * (bytes + Math.min(packedDone, each.bytes))) / total, rows, rejected })
    }
    report(0, { lines: 0, rejected: 0 })
    runs.push(await deliver(each, load, versions.get(each.face.name) as number, asOf ?? null, report, linesPerSecond)) // announce registered every interface
    bytes += each.bytes
  }
  await settle((title, share) => onProgress({ phase: 'settle', title, file: null, share: SHARE_OF_LOADING + (1 - SHARE_OF_LOADING) * share, rows, rejected }))
  const census = await takeCensus(expected)
  await engine('feed', (tx) => tx`update feed.load set finished_at = now() where load = ${load}`)
  return { load, runs, census, ms: Math.round(performance.now() - began) }
}

async function announce(folder: string | null, declarations: readonly Declaration[], registered: ReadonlyMap<string, number> = new Map()): Promise<{ load: number; versions: Map<string, number> }> {
  return engine('feed', async (tx) => {
    const versions = new Map<string, number>()
    for (const declaration of declarations) {
      await registerSource(tx, declaration)
      for (const face of declaration.interfaces) {
        await withMappedCodes(tx, face)
        versions.set(face.name, registered.get(face.name) ?? (await registerInterface(tx, declaration, face)))
      }
    }
    const made = await tx.one<{ load: number }>`insert into feed.load (folder, staff) values (${folder ?? ''}, ${tx.who.staff}) returning load`
    return { load: (made as { load: number }).load, versions } // an insert without a conflict clause returns its row
  })
}

type Report = (packedDone: number, more: { lines: number; rejected: number }) => void

/** One file of one interface, alone: a second importer of the same interface is sent away. */
async function deliver(expected: Expected, load: number, version: number, asOf: string | null, report: Report, linesPerSecond?: number): Promise<RunSummary> {
  const { face, path, declaration, bytes } = expected
  const began = performance.now()
  const sha256 = path === null ? digestOfRows(face) : await digestOf(path)
  const day = declaration.asOf ?? (path === null ? null : dayInName(path)) ?? asOf
  const summary: RunSummary = {
    run: null, source: declaration.source, interface: face.name, entity: face.entity, title: face.title, file: path, state: 'done', note: null,
    lines: 0, added: 0, changed: 0, same: 0, skipped: 0, rejected: 0, ms: 0,
  }
  const file = path === null ? null : basename(path)
  await alone(face.name, async () => {
    const opened = await engine('feed', (tx) => openRun(tx, { load, interface: version, name: face.name, file, sha256, bytes, asOf: day }))
    summary.run = opened.run
    if (opened.state === 'same') Object.assign(summary, { state: 'same', same: opened.earlier?.rows ?? 0 })
    else await take(expected, opened, day, summary, report, linesPerSecond)
  }).catch((error: unknown) => {
    if (!(error instanceof Refused) || error.code !== 'in-progress') throw error
    summary.state = 'busy'
  })
  return { ...summary, ms: Math.round(performance.now() - began) }
}

async function take({ face, target, declaration, path }: Expected, { run, from }: Opened, asOf: string | null, summary: RunSummary, report: Report, linesPerSecond?: number): Promise<void> {
  const batch = { run, source: declaration.source, interface: face.name, asOf }
  try {
    if (path !== null && !isInline(face) && isConverted(face.format)) await engine('feed', async (tx) => keepOriginal(tx, await digestOf(path), path))
    await loadFile({ face, target, zone: declaration.zone, path, batch, from, linesPerSecond }, (counts, packedDone) => {
      for (const [name, count] of Object.entries(counts) as [keyof typeof counts, number][]) summary[name] += count
      report(packedDone, counts)
    })
    await engine('feed', (tx) => finishRun(tx, run))
  } catch (error) {
    if (!(error instanceof Refused) || error.code === 'in-progress' || error.code === 'unavailable') throw error
    summary.state = 'failed'
    summary.note = noteOf(error)
    await engine('feed', (tx) => failRun(tx, run, noteOf(error)))
  }
}

/** A code, and behind a colon what it is about. */
function noteOf({ code, facts }: Refused): string {
  const { code: precise, ...rest } = facts
  const about = Object.values(rest).flat().join(', ')
  return about === '' ? String(precise ?? code) : `${precise ?? code}: ${about}`
}

async function takeCensus(expected: readonly Expected[]): Promise<Census[]> {
  const pairs = new Map(expected.map(({ target, declaration }) => [`${target.entity} ${declaration.source}`, { target, source: declaration.source }]))
  const counted: Census[] = []
  for (const { target: { entity, census }, source } of pairs.values()) {
    const things = census ? await engine('feed', (tx) => census(tx, source)) : []
    counted.push(...things.map((thing) => ({ entity, source, ...thing })))
  }
  return counted
}
