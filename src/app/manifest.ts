/** What a backup holds, byte by byte. Written last: a folder without it is no backup. */
import { createHash, hash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Misconfigured } from '#kernel/error'

export type Item = { path: string; size: number; sha256: string }
export type Manifest = {
  yilan: 1
  /** PostgreSQL's own number of this cluster: the log of another never fits. */
  system: string
  started: string
  /** From here on, any moment can be restored. */
  finished: string
  startWal: string
  stopWal: string
  folders: string[]
  files: Item[]
}

const NAME = 'manifest.json'
const CHUNK = 1 << 20

export function hasManifest(folder: string): boolean {
  return existsSync(join(folder, NAME))
}

export function writeManifest(folder: string, manifest: Manifest): void {
  const body = JSON.stringify(manifest, null, 1)
  writeFileSync(join(folder, NAME), `${body}\n${hash('sha256', body)}\n`, { mode: 0o600, flush: true })
}

export function readManifest(folder: string): Manifest {
  if (!hasManifest(folder)) {
    throw new Misconfigured(`${folder} 不是备份：缺少 ${NAME}`, `${folder} is no backup: it has no ${NAME}`)
  }
  const text = readFileSync(join(folder, NAME), 'utf8').trimEnd()
  const cut = text.lastIndexOf('\n')
  if (hash('sha256', text.slice(0, cut)) !== text.slice(cut + 1)) throw damaged(join(folder, NAME))
  return JSON.parse(text.slice(0, cut)) as Manifest // written by writeManifest, as its digest shows
}

/** Copies one file, or only reads it, and answers with its size and digest. */
export async function copyHashed(from: string, to: string | undefined, onBytes: (bytes: number) => void): Promise<Omit<Item, 'path'>> {
  const digest = createHash('sha256')
  const source = await open(from, 'r')
  const target = to === undefined ? undefined : await open(to, 'wx', 0o600)
  let size = 0
  try {
    const buffer = Buffer.allocUnsafe(CHUNK)
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, CHUNK)
      if (bytesRead === 0) return { size, sha256: digest.digest('hex') }
      const bytes = buffer.subarray(0, bytesRead)
      digest.update(bytes)
      await target?.writeFile(bytes)
      size += bytesRead
      onBytes(bytesRead)
    }
  } finally {
    await source.close()
    await target?.close()
  }
}

export function damaged(path: string): Misconfigured {
  return new Misconfigured(`备份已损坏：${path} 与清单不符，未作任何改动`, `the backup is damaged: ${path} differs from its manifest; nothing was changed`)
}
