/** A file on its way through a door: it waits under a random name in a folder of its own, closed to others, and is wiped when the call is answered. */
import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyRequest } from 'fastify'
import type {} from '@fastify/multipart'
import { Refused } from './error.ts'

export type Upload = { readonly path: string; readonly name: string; readonly bytes: number; readonly sha256: string }

let scratch = join(tmpdir(), `yilan-scratch-${process.getuid?.() ?? 0}`)
let most = 200 * 1024 * 1024

/** Said once at the start, from the configuration. */
export function setUploads(plan: { scratch?: string; bytes?: number }): void {
  scratch = plan.scratch ?? scratch
  most = plan.bytes ?? most
}

export const uploadBytes = (): number => most

/** A folder for plain bytes while someone works on them; nothing is left of it afterwards. */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(scratch, randomUUID())
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Takes the one file of a multipart request, and lets `answer` look at it. */
export async function receive<T>(request: FastifyRequest, answer: (file: Upload) => Promise<T>): Promise<T> {
  if (!request.isMultipart()) throw new Refused('invalid', { header: 'content-type' })
  return inScratch(async (folder) => {
    const part = await request.file({ limits: { fileSize: most, files: 1, fields: 0, parts: 1 } }).catch((cause: unknown) => {
      throw unreadable(cause)
    })
    if (!part) throw new Refused('invalid', { field: 'file' })
    const path = join(folder, 'file')
    const sum = createHash('sha256')
    let bytes = 0
    const counting = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length
        sum.update(chunk)
        done(null, chunk)
      },
    })
    await pipeline(part.file, counting, createWriteStream(path, { mode: 0o600, flags: 'wx' })).catch((cause: unknown) => {
      throw unreadable(cause)
    })
    if (part.file.truncated) throw new Refused('too-large', { most })
    return answer({ path, name: nameOf(part.filename), bytes, sha256: sum.digest('hex') })
  })
}

/** What a browser calls the file is only told: no path of ours is made of it. */
function nameOf(said: string | undefined): string {
  const name = basename((said ?? '').replaceAll('\\', '/')).toWellFormed()
  // eslint-disable-next-line no-control-regex -- exactly the signs that no name holds
  return name.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069<>:"|?*]/g, '_').slice(-120) || 'file'
}

function unreadable(cause: unknown): unknown {
  const { code, statusCode } = cause as { code?: string; statusCode?: number }
  if (cause instanceof Refused || (code?.startsWith('E') && !code.startsWith('ERR_'))) return cause
  return new Refused(statusCode === 413 ? 'too-large' : 'invalid', { cause: 'upload' })
}
