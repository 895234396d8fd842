/** Zip archives in a folder of files are opened beside it: their entries are files like the others, wiped when the import is over. */
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import { inScratch } from '#kernel/upload'
import { kindOf } from './kind.ts'
import { unpackZip } from './zip.ts'

/** All folders in which to look. */
export async function withArchives<T>(folder: string | null, isWanted: (path: string) => boolean, work: (folders: string[]) => Promise<T>): Promise<T> {
  if (folder === null) return work([])
  const archives = zipsBelow(folder).filter(isWanted)
  if (archives.length === 0) return work([folder])
  return inScratch(async (scratch) => {
    for (const [i, path] of archives.entries()) await unpackInto(path, join(scratch, String(i)))
    return work([folder, scratch])
  })
}

/** Each entry in a folder of its own, under its own bare name, which says whose file it is. */
export async function unpackInto(path: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const [i, { name, path: unpacked }] of (await unpackZip(path, folder)).entries()) {
    const own = join(folder, `e${i}`)
    mkdirSync(own, { mode: 0o700 })
    renameSync(unpacked, join(own, basename(name).replace(/^\.+/, '') || 'file'))
  }
}

function zipsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.name.startsWith('.')).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return zipsBelow(path)
    return entry.isFile() && /\.zip$/i.test(entry.name) && kindOf(path) === 'zip' ? [path] : []
  })
}
