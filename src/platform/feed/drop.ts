/** The folder in which the bank's systems drop their files: one below it for each source. Told once, by the start of the process. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

let root: string | null = null

export function setDropFolder(path: string): void {
  root = path
}

/** Where a source's files lie; null where this process has no such folder. */
export function dropOf(source: string): string | null {
  if (root === null || !/^[a-z][a-zA-Z0-9.-]*$/.test(source)) return null
  const folder = join(root, source)
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true })
  return folder
}

/** A file that was written to a moment ago is still being written. */
const STILL_MS = 3000

export function filesIn(folder: string, now: Date): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  const paths = entries.map((entry) => join(entry.parentPath, entry.name))
  return paths.filter((path) => now.getTime() - statSync(path).mtimeMs >= STILL_MS).toSorted()
}

const digests = new Map<string, string>()

/** Read once for each size and time of writing. */
export async function digestOnce(path: string): Promise<string> {
  const { size, mtimeMs } = statSync(path)
  const key = `${path} ${size} ${mtimeMs}`
  const known = digests.get(key)
  if (known !== undefined) return known
  const sum = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), sum)
  if (digests.size > 10_000) digests.clear()
  const digest = sum.digest('hex')
  digests.set(key, digest)
  return digest
}
