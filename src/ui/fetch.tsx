import { address, type Door } from '#kernel/endpoint'
import { Refused, STATUS, type Code, type Facts } from '#kernel/error'

// The two wildcards let any door pass; InputOf and ReplyOf take its real types back out.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyDoor = Door<any, any>

/** The pattern of the page one stands at, sent along so that the audit knows from which screen one looked. */
export function standAt(pattern: string): void {
  screen = pattern
}

/** Tells when the server says that nobody is signed in any more. */
export function onSignedOut(heard: () => void): () => void {
  listeners.add(heard)
  return () => listeners.delete(heard)
}

export async function fetchDoor(door: AnyDoor, input: Record<string, unknown>, options: { key?: string; signal?: AbortSignal; file?: File }): Promise<unknown> {
  const request = prepare(door, input, options.key ?? crypto.randomUUID(), options.file)
  for (let tries = 1; ; tries++) {
    try {
      return await once(request, options.signal)
    } catch (failed) {
      if (!(failed instanceof Refused)) throw failed
      if (failed.code === 'signed-out' && door.may !== 'anyone') for (const heard of listeners) heard()
      if (!mayRepeat(failed, request) || tries === TRIES) throw failed
      await pause(250 * 2 ** tries)
    }
  }
}

/** A file through its door, saved by the browser under the name the server gives it. */
export async function saveFile(door: AnyDoor, input: Record<string, unknown>): Promise<void> {
  const { url, init } = prepare(door, input, crypto.randomUUID())
  const answer = await fetch(url, init).catch(() => {
    throw new Refused('unavailable', { reason: navigator.onLine ? 'no-answer' : 'offline' })
  })
  if (!answer.ok) throw refusal(answer.status, await answer.json().catch(() => null))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'file')
  link.click()
  URL.revokeObjectURL(link.href)
}

const TRIES = 3
const TIMEOUT_MS = 30_000
const UPLOAD_TIMEOUT_MS = 180_000
let screen = '/'
const listeners = new Set<() => void>()

type Prepared = { url: string; init: RequestInit; hasKey: boolean }

function prepare(door: AnyDoor, input: Record<string, unknown>, key: string, file?: File): Prepared {
  const { path, rest } = address(door, input)
  const headers: Record<string, string> = { accept: 'application/json', 'x-yilan': '1', 'x-yilan-screen': screen }
  const init: RequestInit = { method: door.method, headers, credentials: 'same-origin' }
  if (door.method === 'GET') return { url: withQuery(path, rest), init, hasKey: false }
  if (!door.reads) headers['idempotency-key'] = key
  if (file) {
    const body = new FormData()
    body.append('file', file)
    init.body = body
    return { url: withQuery(path, rest), init, hasKey: true }
  }
  headers['content-type'] = 'application/json'
  init.body = JSON.stringify(rest)
  return { url: path, init, hasKey: !door.reads }
}

function withQuery(path: string, rest: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(rest)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') query.append(name, String(one))
    }
  }
  return query.size === 0 ? path : `${path}?${query}`
}

async function once(request: Prepared, signal?: AbortSignal): Promise<unknown> {
  const timeout = AbortSignal.timeout(request.init.body instanceof FormData ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS)
  let answer: Response
  try {
    answer = await fetch(request.url, { ...request.init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout })
  } catch (failed) {
    if (signal?.aborted === true) throw failed
    throw new Refused('unavailable', { reason: navigator.onLine ? 'no-answer' : 'offline' })
  }
  const body = await answer.json().catch(() => null)
  if (!answer.ok) throw refusal(answer.status, body)
  return body
}

function refusal(status: number, body: { code?: string; facts?: Facts } | null): Refused {
  if (body?.code !== undefined && body.code in STATUS) return new Refused(body.code as Code, body.facts ?? {}) // in STATUS, hence a Code
  const found = Object.entries(STATUS).find(([, code]) => code === status)
  return new Refused((found?.[0] ?? 'unavailable') as Code, { status }) // a key of STATUS, or a fault that has no code
}

// A change with its key means one effect however often it is sent; queries are repeated by the query client.
function mayRepeat(refused: Refused, request: Prepared): boolean {
  if (!request.hasKey) return false
  return refused.code === 'in-progress' || refused.facts.reason === 'no-answer'
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
