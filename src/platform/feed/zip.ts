/** Zip archives as strangers send them: everything is looked at before anything is unpacked, and what unpacks is counted while it does. */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { Refused } from '#kernel/error'
import { kindOfBytes } from './kind.ts'

export type Bounds = { entries: number; bytes: number; ratio: number }
/** A bank's files pack 4 to 15 to one; a workbook's sheets up to 50. */
export const BOUNDS: Bounds = { entries: 1000, bytes: 2 * 1024 ** 3, ratio: 200 }

export type Opened = { entries: Entry[]; read(entry: Entry): Promise<AsyncIterable<Buffer>>; close(): void }

/** Refuses an archive that is encrypted, overlaps, leads elsewhere, or would unpack to more than the bounds. */
export async function openZip(path: string, bounds: Bounds = BOUNDS): Promise<Opened> {
  const zip = await careful(() => yauzl.openPromise(path, { autoClose: false, strictFileNames: true, validateEntrySizes: true }))
  try {
    if (zip.entryCount > bounds.entries) throw new Refused('too-large', { entries: zip.entryCount })
    const entries = await careful(() => listed(zip, bounds))
    return { entries, read: (entry) => careful(() => streamOf(zip, entry, bounds)), close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** Unpacks every file of an archive into a folder, under names of ours: what the archive calls them is only told. */
export async function unpackZip(path: string, folder: string, bounds: Bounds = BOUNDS): Promise<{ name: string; path: string }[]> {
  const zip = await openZip(path, bounds)
  try {
    const files: { name: string; path: string }[] = []
    for (const entry of zip.entries.filter(({ fileName }) => !/(^|\/)(\.|__MACOSX)/.test(fileName))) {
      const name = entry.fileName.split('/').at(-1) as string // a split gives at least one piece
      const to = join(folder, `${files.length + 1}`)
      await careful(async () => pipeline(await zip.read(entry), refuseNested(name), createWriteStream(to, { mode: 0o600, flags: 'wx' })))
      files.push({ name, path: to })
    }
    return files
  } finally {
    zip.close()
  }
}

/** A part of a workbook, whole: only for parts that are small by their nature. */
export async function readPart(zip: Opened, name: string, most: number): Promise<Buffer | null> {
  const entry = zip.entries.find(({ fileName }) => fileName === name)
  if (!entry) return null
  if (entry.uncompressedSize > most) throw new Refused('too-large', { part: name, unpacked: entry.uncompressedSize })
  const chunks: Buffer[] = []
  for await (const chunk of await zip.read(entry)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** What the readers of zip, gzip and XML say of a broken file is no fault of ours. */
export async function careful<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw brokenArchive(error)
  }
}

export function brokenArchive(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  // Our own refusals, and what the disk says, stay what they are.
  if (error instanceof Refused || (typeof code === 'string' && /^E[A-Z]+$/.test(code))) return error
  return new Refused('unprocessable', { code: 'broken-zip' })
}

async function listed(zip: ZipFile, bounds: Bounds): Promise<Entry[]> {
  const entries: Entry[] = []
  let [unpacked, packed] = [0, 0]
  for await (const entry of zip.eachEntry()) {
    inspect(entry)
    unpacked += entry.uncompressedSize
    packed += entry.compressedSize
    if (entries.length >= bounds.entries) throw new Refused('too-large', { entries: entries.length + 1 })
    if (unpacked > bounds.bytes || unpacked > 16 * 1024 * 1024 + packed * bounds.ratio) throw new Refused('too-large', { packed, unpacked })
    if (!entry.fileName.endsWith('/')) entries.push(entry)
  }
  apart(entries)
  return entries
}

function inspect(entry: Entry): void {
  const mode = entry.externalFileAttributes >>> 16
  const isLink = (mode & 0o170000) === 0o120000
  if (isLink || yauzl.validateFileName(entry.fileName) !== null) throw new Refused('unprocessable', { code: 'archive-leads-elsewhere' })
  if (entry.isEncrypted()) throw new Refused('unprocessable', { code: 'archive-encrypted' })
  if (!entry.canDecodeFileData()) throw new Refused('unprocessable', { code: 'broken-zip' })
}

/** Entries that share their bytes make a small archive endless. */
function apart(entries: Entry[]): void {
  const inOrder = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  inOrder.forEach((entry, i) => {
    const next = inOrder[i + 1]?.relativeOffsetOfLocalHeader ?? Infinity
    if (entry.relativeOffsetOfLocalHeader + 30 + entry.fileNameLength + entry.compressedSize > next) throw new Refused('unprocessable', { code: 'archive-overlaps' })
  })
  if (new Set(entries.map(({ fileName }) => fileName)).size < entries.length) throw new Refused('unprocessable', { code: 'archive-overlaps' })
}

async function streamOf(zip: ZipFile, entry: Entry, bounds: Bounds): Promise<AsyncIterable<Buffer>> {
  const stream = await zip.openReadStreamPromise(entry)
  return counted(stream as AsyncIterable<Buffer>, 1024 * 1024 + Math.min(bounds.bytes, entry.uncompressedSize))
}

/** The sizes of the directory are a claim: what really comes is counted. */
async function* counted(stream: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let bytes = 0
  try {
    for await (const chunk of stream) {
      bytes += chunk.length
      if (bytes > most) throw new Refused('too-large', { unpacked: bytes })
      yield chunk
    }
  } catch (error) {
    throw brokenArchive(error)
  }
}

/** An archive in an archive is never opened; a workbook is one by its nature. */
function refuseNested(name: string): Transform {
  let isFirst = true
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const kind = isFirst ? kindOfBytes(chunk) : 'text'
      isFirst = false
      if (kind === 'gzip' || (kind === 'zip' && !/\.xlsx$/i.test(name))) done(new Refused('unprocessable', { code: 'nested-archive' }))
      else done(null, chunk)
    },
  })
}
