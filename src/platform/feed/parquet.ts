/** A Parquet file as lines of JSON, the names of its columns first. It is read in a thread of its own, which is ended when a file made to stall or to swell does so. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { Refused } from '#kernel/error'

/** A piece takes milliseconds; a large row group some seconds, by its size. */
const PATIENCE_MS = 1500
const MS_PER_MEGABYTE = 250
const SMALL = 8 * 1024 * 1024

export async function* parquetLines(path: string): AsyncGenerator<Buffer> {
  const { size } = statSync(path)
  if (!isClosed(path, size)) throw brokenParquet()
  const reader = engage(size)
  let isSpent = true
  try {
    reader.ask({ path })
    for (;;) {
      const said = await reader.hear(PATIENCE_MS + (size / 1024 / 1024) * MS_PER_MEGABYTE)
      if ('refused' in said) {
        isSpent = false
        throw new Refused(said.refused === 'too-large' ? 'too-large' : 'unprocessable', { code: said.refused })
      }
      if ('lines' in said) yield Buffer.from(said.lines)
      else break
      reader.ask('more')
    }
    isSpent = false
  } finally {
    release(reader, isSpent)
  }
}

export type Said = { lines: Uint8Array } | { done: true } | { refused: 'broken-parquet' | 'too-large' }

/** A whole Parquet file ends as it begins. */
function isClosed(path: string, size: number): boolean {
  if (size < 12) return false
  const foot = Buffer.alloc(4)
  const file = openSync(path, 'r')
  try {
    readSync(file, foot, 0, 4, size - 4)
  } finally {
    closeSync(file)
  }
  return foot.toString('latin1') === 'PAR1'
}

const brokenParquet = () => new Refused('unprocessable', { code: 'broken-parquet' })

class Reader {
  readonly isSmall: boolean
  private readonly thread: Worker
  private readonly heard: Said[] = []
  private wake: () => void = () => {}
  private isDead = false

  constructor(size: number) {
    this.isSmall = size <= SMALL
    const megabytes = this.isSmall ? 96 : Math.min(1500, 192 + Math.ceil((size / 1024 / 1024) * 6))
    this.thread = new Worker(new URL('./parquet.worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 16 } })
    this.thread.on('message', (said: Said) => {
      this.heard.push(said)
      this.wake()
    })
    const die = () => {
      this.isDead = true
      this.wake()
    }
    this.thread.on('error', die).on('exit', die)
    this.thread.unref()
  }

  ask(what: { path: string } | 'more'): void {
    this.thread.postMessage(what)
  }

  async hear(patienceMs: number): Promise<Said> {
    if (this.heard.length === 0 && !this.isDead) {
      const waiting = Promise.withResolvers<void>()
      this.wake = waiting.resolve
      const timer = setTimeout(waiting.resolve, patienceMs)
      await waiting.promise
      clearTimeout(timer)
    }
    const said = this.heard.shift()
    if (!said) throw brokenParquet()
    return said
  }

  end(): void {
    void this.thread.terminate()
  }
}

/** One idle thread for small files: starting one costs more than reading such a file. */
let idle: Reader | undefined

function engage(size: number): Reader {
  if (idle && size <= SMALL) {
    const reader = idle
    idle = undefined
    return reader
  }
  return new Reader(size)
}

function release(reader: Reader, isSpent: boolean): void {
  if (isSpent || idle || !reader.isSmall) reader.end()
  else idle = reader
}
