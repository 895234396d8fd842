/** Reads the files of a folder as the data interface would, in a process of its own: what came of each, how long it took, and how the memory grew. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Refused } from '../../src/kernel/error.ts'
import { readPieces } from '../../src/platform/feed/file.ts'
import type { Layout } from '../../src/platform/feed/format.ts'
import { inferFile } from '../../src/platform/feed/infer.ts'
import { unpackZip } from '../../src/platform/feed/zip.ts'

const folder = process.argv[2] as string // the test names it
const PLAIN: Layout = { encoding: 'utf-8', delimiter: ',', quote: '"', columns: { a: { type: 'text' }, 'b.c': { type: 'text' } } }
const FORMATS = { csv: 'csv', xlsx: 'xlsx', jsonl: 'jsonl', parquet: 'parquet' } as const

async function read(name: string): Promise<'read' | 'refused'> {
  const path = join(folder, name)
  const ending = name.split('.').at(-1) as string // a split gives at least one piece
  try {
    await inferFile(path).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error
    })
    if (ending === 'zip') {
      const to = join(folder, `.${name}`)
      mkdirSync(to)
      await unpackZip(path, to, { entries: 1000, bytes: 200 * 1024 * 1024, ratio: 200 }).finally(() => rmSync(to, { recursive: true }))
    } else {
      const format = FORMATS[ending as keyof typeof FORMATS] ?? 'csv'
      for await (const { records } of readPieces(path, { ...PLAIN, format })) void records.length
    }
    return 'read'
  } catch (error) {
    if (error instanceof Refused) return 'refused'
    throw error
  }
}

const counts = { read: 0, refused: 0 }
const crashed: string[] = []
let [slowest, slowestName] = [0, '']
for (const name of readdirSync(folder).filter((each) => !each.startsWith('.')).slice(0, 5)) await read(name).catch(() => {}) // what is loaded once is not the files'
const before = process.memoryUsage.rss()
let most = before
const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
for (const name of readdirSync(folder).filter((each) => !each.startsWith('.')).toSorted()) {
  const since = performance.now()
  try {
    counts[await read(name)]++
  } catch (error) {
    crashed.push(`${name}: ${String((error as Error).stack).slice(0, 400)}`)
  }
  const took = performance.now() - since
  most = Math.max(most, process.memoryUsage.rss())
  if (took > slowest) [slowest, slowestName] = [took, name]
}
clearInterval(watch)
process.stdout.write(JSON.stringify({ ...counts, crashed, slowest: Math.round(slowest), slowestName, grown: Math.round((most - before) / 1024 / 1024) }), () => process.exit(0))
