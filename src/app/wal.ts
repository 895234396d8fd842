/** The files of PostgreSQL's write-ahead log: 16 MB each, named timeline, log, segment. */
import { closeSync, existsSync, linkSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasManifest } from './manifest.ts'

const SEGMENT = /^[0-9A-F]{24}$/
const SEGMENT_BYTES = 16 * 2 ** 20
const PER_LOG = 2 ** 32 / SEGMENT_BYTES

export function segmentsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => SEGMENT.test(name)).toSorted() : []
}

/** The place of a segment in the log, whatever its timeline. */
export function place(segment: string): number {
  return Number.parseInt(segment.slice(8, 16), 16) * PER_LOG + Number.parseInt(segment.slice(16), 16)
}

export function timeline(segment: string): number {
  return Number.parseInt(segment.slice(0, 8), 16)
}

/** The first segment missing between the first and the last. */
export function gap(segments: string[], from: string): string | undefined {
  const places = new Set(segments.map(place))
  const last = Math.max(place(from), ...places)
  for (let at = place(from); at <= last; at++) {
    if (!places.has(at)) return from.slice(0, 8) + hex(Math.floor(at / PER_LOG)) + hex(at % PER_LOG)
  }
  return undefined
}

/**
 * Gathers by link, from the data folder of a stopped server, what it had written and not yet archived.
 * Segments that wait there for reuse carry a later name over old content; they stay out.
 */
export function gatherWritten(data: string, system: string, into: string): string[] {
  const log = join(data, 'pg_wal')
  const written = segmentsIn(log).filter((name) => isWritten(join(log, name), name, system))
  const histories = existsSync(log) ? readdirSync(log).filter((name) => name.endsWith('.history')) : []
  for (const name of [...written, ...histories]) linkSync(join(log, name), join(into, name))
  return written
}

export type Kept = { folder: string; startWal: string }

/** The backups this home knows and that still exist. */
export function knownBackups(home: string): Kept[] {
  const file = join(home, 'backups.json')
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Kept[] : [] // written below
  return known.filter(({ folder }) => hasManifest(folder))
}

export function rememberBackups(home: string, backups: Kept[]): void {
  writeFileSync(join(home, 'backups.json'), `${JSON.stringify(backups, null, 2)}\n`, { mode: 0o600, flush: true })
}

/** From now on the server keeps its log. */
export function keepLog(wal: string): void {
  mkdirSync(wal, { recursive: true })
  writeFileSync(join(wal, 'wanted'), '')
}

/** Removes the log that no backup needs; without any backup, all of it. Answers with the number of files. */
export function trimLog(wal: string, backups: Kept[]): number {
  if (backups.length === 0) rmSync(join(wal, 'wanted'), { force: true })
  const oldest = Math.min(...backups.map(({ startWal }) => place(startWal)))
  const needless = readdirSync(wal).filter((name) => /^[0-9A-F]{24}(\.|$)/.test(name) && place(name.slice(0, 24)) < oldest)
  for (const name of needless) rmSync(join(wal, name))
  return needless.length
}

/** Whether the file's first page is of this cluster and of this very segment (XLogLongPageHeaderData). */
function isWritten(path: string, name: string, system: string): boolean {
  const header = Buffer.alloc(32)
  const file = openSync(path, 'r')
  readSync(file, header, 0, header.length, 0)
  closeSync(file)
  return header.readBigUInt64LE(8) === BigInt(place(name)) * BigInt(SEGMENT_BYTES) && header.readBigUInt64LE(24) === BigInt(system)
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(8, '0')
}
