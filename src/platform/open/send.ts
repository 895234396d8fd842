/** One message to one destination: signed, to the address it was resolved to, no redirect, five seconds, one megabyte. */
import { createHmac } from 'node:crypto'
import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { Refused } from '#kernel/error'
import { resolveDestination, type Destination, type Resolve } from './destination.ts'

export type Message = { delivery: number; event: string; at: string; payload: unknown }
export type Outcome = { heard: boolean; status: number | null; cause: string | null; ms: number }

export const SIGNATURE = 'yilan-signature'
const TIMEOUT_MS = 5000
const REPLY_BYTES = 1024 * 1024

export async function send(url: string, secrets: readonly string[], message: Message, resolve?: Resolve): Promise<Outcome> {
  const began = Date.now()
  try {
    const destination = await within(resolveDestination(url, resolve), TIMEOUT_MS)
    const status = await post(destination, JSON.stringify(message), secrets, message.delivery)
    return { heard: status >= 200 && status < 300, status, cause: status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? 'redirect' : 'status', ms: Date.now() - began }
  } catch (error) {
    return { heard: false, status: null, cause: causeOf(error), ms: Date.now() - began }
  }
}

/** `t=<seconds>,v1=<hex>`, once for each secret that is good: HMAC-SHA-256 over `<seconds>.<body>`. */
export function sign(body: string, secrets: readonly string[], seconds: number): string {
  return [`t=${seconds}`, ...secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`)].join(',')
}

function post({ url, address, family }: Destination, body: string, secrets: readonly string[], delivery: number): Promise<number> {
  const isTls = url.protocol === 'https:'
  const options: RequestOptions = {
    method: 'POST',
    // The name is not asked again: whoever answers for it now cannot lead elsewhere.
    lookup: (_host, wanted, done) => (wanted.all ? done(null, [{ address, family }]) : done(null, address, family)),
    headers: {
      'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), 'user-agent': 'Yilan', 'yilan-delivery': String(delivery),
      [SIGNATURE]: sign(body, secrets, Math.floor(Date.now() / 1000)),
    },
    agent: false,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }
  return new Promise((resolve, reject) => {
    const asking = (isTls ? tlsRequest : plainRequest)(url, options, (reply) => void read(reply).then(resolve, reject))
    asking.on('error', reject)
    asking.end(body)
  })
}

/** Only the status counts. What more is said is let go by, up to a point. */
function read(reply: IncomingMessage): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    reply.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes > REPLY_BYTES) reply.destroy(new Error('too-large'))
    })
    reply.on('end', () => resolve(reply.statusCode ?? 0))
    reply.on('error', reject)
  })
}

/** Names take their time as well. */
function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('timeout')), ms).unref())
  return Promise.race([work, late])
}

function causeOf(error: unknown): string {
  if (error instanceof Refused) return String(error.facts.cause ?? 'address')
  const { name, code, message } = error as NodeJS.ErrnoException
  if (name === 'AbortError' || name === 'TimeoutError' || message === 'timeout' || code === 'ABORT_ERR') return 'timeout'
  if (message === 'too-large') return 'too-large'
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'unreachable'
  return code?.startsWith('ERR_TLS') || /CERT|SSL|TLS/i.test(`${code} ${message}`) ? 'certificate' : 'broken'
}
