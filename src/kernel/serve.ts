/** The HTTP server: doors under /api, pages beside them, and everything a bank's network asks of a service. */
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import statics from '@fastify/static'
import underPressure from '@fastify/under-pressure'
import { pino, type DestinationStream, type Logger } from 'pino'
import { admit, answer, type Gate } from './answer.ts'
import type { FileBytes } from './endpoint.ts'
import { Refused, type Code } from './error.ts'
import { serveLive } from './live.ts'
import { describe, parts } from './openapi.ts'
import { measure, probe } from './probe.ts'
import { allRoutes, type Route } from './room.ts'
import { isDay } from './time.ts'
import { waiting } from './tx.ts'
import { receive } from './upload.ts'

export type Serving = {
  gate: Gate
  /** Folder of the built pages; absent in tests of doors. */
  web?: string
  /** TLS ends here when given; behind a declared proxy its addresses are trusted for the caller's own. */
  tls?: { cert: string; key: string }
  trustProxy?: readonly string[]
  secure: boolean
  log?: Logger
  version?: string
  /** Calls a minute for one session or, signed out, one address. */
  callsPerMinute?: number
  /** Requests that may wait for a connection before new ones are turned away at once. */
  maxWaiting?: number
  /** How long the loop may stand still before calls are shed; 0 sheds none for that: tests share their machine. */
  maxDelayMs?: number
  isReady?: () => boolean
}

/** Logs carry no query, no body and no personal value: method, route pattern, status, time and the request's number. */
export function createLog(level = process.env.YILAN_LOG ?? 'info', to?: DestinationStream): Logger {
  const options = { level, base: null, redact: ['headers', 'body', 'query'] }
  return to ? pino(options, to) : pino(options)
}

export async function serve(serving: Serving): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: undefined,
    logger: false,
    bodyLimit: 1024 * 1024,
    trustProxy: serving.trustProxy ? [...serving.trustProxy] : false,
    genReqId: () => randomUUID(),
    requestTimeout: 180_000, // a file of 200 MB over a branch line
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: false, strict: false, formats: { day: isCalendarDay } } },
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: refuseUnreadable,
    ...(serving.tls && { https: { cert: serving.tls.cert, key: serving.tls.key, minVersion: 'TLSv1.2' } }),
  } as object) as unknown as FastifyInstance // the options' https member chooses another server type, which no caller needs
  await guard(app, serving)
  measure(app, serving)
  refuse(app, serving)
  probe(app, serving)
  for (const route of allRoutes().filter(({ door }) => !door.upload)) open(app, route, serving)
  // Only these doors read multipart: to the others such a body is one they do not know.
  await app.register(async (scope) => {
    await scope.register(multipart)
    for (const route of allRoutes().filter(({ door }) => door.upload)) open(scope, route, serving)
  })
  serveLive(app, serving.gate)
  app.get('/api/openapi.json', async () => describe(allRoutes().map((route) => route.door), serving.version ?? '0'))
  await pages(app, serving.web)
  return app
}

/** 2026-02-30 has the form of a day, and 0000-01-01 is before the first one PostgreSQL knows. */
function isCalendarDay(text: string): boolean {
  return isDay(text) && text >= '0001-01-01'
}

/** An address that cannot be read reaches no hook: its refusal carries what the hooks would have set. */
function refuseUnreadable(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cache-control': 'no-store',
  })
  reply.code(400).send({ code: 'invalid', facts: { cause: 'address' }, request: request.id })
}

async function guard(app: FastifyInstance, serving: Serving): Promise<void> {
  await app.register(cookie)
  await app.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], connectSrc: ["'self'"], fontSrc: ["'self'"],
        manifestSrc: ["'self'"], objectSrc: ["'none'"], baseUri: ["'none'"], frameAncestors: ["'none'"], formAction: ["'self'"],
      },
    },
    hsts: serving.secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  })
  await app.register(rateLimit, {
    max: serving.callsPerMinute ?? 1200,
    timeWindow: '1 minute',
    keyGenerator: (request) => bearerOf(request) ?? request.cookies[serving.gate.cookie] ?? request.ip,
    allowList: (request) => PROBES.has(request.url),
    errorResponseBuilder: (_request, context) => new Refused('too-many', { waitMs: context.ttl }),
  })
  let settledAt = Infinity
  app.addHook('onListen', async () => void (settledAt = performance.now() + SETTLING_MS))
  await app.register(underPressure, {
    maxEventLoopDelay: serving.maxDelayMs ?? 2000,
    pressureHandler: (request, reply) => void (performance.now() > settledAt && shed(request, reply)),
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    if (request.url.startsWith('/api/') && waiting() > (serving.maxWaiting ?? 400)) throw new Refused('unavailable', { cause: 'busy' })
    // A browser of another site cannot send a bearer token of its own accord: what carries one needs no such proof.
    if (request.method !== 'GET' && request.method !== 'HEAD' && bearerOf(request) === undefined) sameOrigin(request)
  })
}

/** What a start took is no pressure: it is still counted for a moment after the door is open. */
const SETTLING_MS = 5000

const PROBES = new Set(['/livez', '/readyz', '/startupz', '/metrics'])

function shed(request: FastifyRequest, reply: FastifyReply): void {
  if (PROBES.has(request.url)) return
  reply.code(503).header('retry-after', '2').send({ code: 'unavailable', facts: { cause: 'busy' }, request: request.id })
}

/** A change must come from our own page: our header, and no foreign origin. */
function sameOrigin(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  const foreign = (site !== undefined && site !== 'same-origin') || (origin !== undefined && URL.parse(origin)?.host !== request.headers.host)
  if (foreign || request.headers['x-yilan'] !== '1') throw new Refused('forbidden', { cause: 'origin' })
}

function open(app: FastifyInstance, route: Route, serving: Serving): void {
  const { door } = route
  const { params, query, body } = parts(door)
  const hasBody = door.method !== 'GET' && !door.upload
  app.route({
    method: door.method,
    url: `/api${door.path}`,
    schema: { params, querystring: query, ...(hasBody && { body }) },
    preValidation: async (request) => {
      request.query = numbered(request.query as Record<string, unknown>, query.properties ?? {})
      request.params = numbered(request.params as Record<string, unknown>, params.properties ?? {})
      if (hasBody && (request.body === undefined || request.body === null)) request.body = {}
    },
    handler: async (request, reply) => {
      const input = { ...(request.params as object), ...(request.query as object), ...(hasBody && (request.body as object | undefined)) }
      wellFormed(input)
      const answered = await (door.upload ? take(route, input, request, reply, serving) : answer(route, input, asked(request, reply, serving), serving.gate))
      if (typeof answered !== 'string') return attach(reply, answered)
      reply.header('content-type', 'application/json; charset=utf-8')
      return answered
    },
  })
}

/** Never shown in the page: whatever lies in a file, the browser only saves it. */
function attach(reply: FastifyReply, file: FileBytes): Buffer {
  const plain = file.name.replace(/[^\w.-]/g, '_')
  reply.headers({
    'content-type': file.type,
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
    'content-security-policy': "default-src 'none'; sandbox",
  })
  return Buffer.from(file.bytes)
}

async function take(route: Route, input: Record<string, unknown>, request: FastifyRequest, reply: FastifyReply, serving: Serving): Promise<string | FileBytes> {
  const call = asked(request, reply, serving)
  await admit(route.door, call, serving.gate)
  return receive(request, (file) => answer(route, input, { ...call, file }, serving.gate))
}

function asked(request: FastifyRequest, reply: FastifyReply, serving: Serving) {
  const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)
  return {
    request: request.id,
    ip: request.ip,
    headers: request.headers,
    screen: one(request.headers['x-yilan-screen'])?.slice(0, 120) ?? null,
    token: request.cookies[serving.gate.cookie],
    bearer: bearerOf(request),
    key: one(request.headers['idempotency-key']),
    answer: (name: string, value: string | string[]) => void reply.header(name, value),
    accepted: () => void reply.code(202),
  }
}

/** The key of a program. With one, a cookie counts for nothing. */
function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer ([\w.~+/=-]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
}

/** A query carries text; where the door wants a number or a yes, a plainly written one is read as such. */
function numbered(values: Record<string, unknown>, shapes: Record<string, { type?: string }>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const type = shapes[name]?.type
      if ((type === 'integer' || type === 'number') && typeof value === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(value)) return [name, Number(value)]
      if (type === 'boolean' && (value === 'true' || value === 'false')) return [name, value === 'true']
      return [name, value]
    }),
  )
}

/** PostgreSQL cannot hold NUL, and half a surrogate pair is no character: both are refused rather than changed. */
function wellFormed(value: unknown, depth = 0): void {
  if (typeof value === 'string' && (value.includes('\u0000') || !value.isWellFormed())) throw new Refused('invalid', { cause: 'text' })
  if (typeof value !== 'object' || value === null) return
  if (depth > 20) throw new Refused('invalid', { cause: 'depth' })
  for (const [key, each] of Object.entries(value)) {
    wellFormed(key, depth + 1)
    wellFormed(each, depth + 1)
  }
}

function refuse(app: FastifyInstance, serving: Serving): void {
  app.setErrorHandler((error: Error & { statusCode?: number; validation?: { instancePath: string; keyword: string }[] }, request, reply) => {
    const refused = asRefusal(error)
    if (!refused) serving.log?.error({ request: request.id, route: request.routeOptions.url, error: error.stack }, 'a request failed')
    if (refused?.code === 'unavailable' || refused?.code === 'in-progress') reply.header('retry-after', '2')
    reply.code(refused ? refused.status : 500).send({ code: refused?.code ?? 'failed', facts: refused?.facts ?? {}, request: request.id })
  })
}

function asRefusal(error: Error & { statusCode?: number; validation?: { instancePath: string; keyword: string; params?: object }[] }): Refused | undefined {
  if (error instanceof Refused) return error
  const broken = error.validation?.[0]
  if (broken) return new Refused('invalid', { field: broken.instancePath, rule: broken.keyword, ...broken.params })
  const byStatus: Record<number, Code> = { 400: 'invalid', 404: 'not-found', 413: 'too-large', 415: 'invalid', 429: 'too-many', 503: 'unavailable' }
  const code = byStatus[error.statusCode ?? 0]
  return code && new Refused(code)
}

/** Pages for whoever asks for one; anything else unknown is not there. */
async function pages(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const html = folder && existsSync(join(folder, 'index.html')) ? readFileSync(join(folder, 'index.html'), 'utf8') : undefined
  if (html) {
    await app.register(statics, { root: join(folder as string, 'assets'), prefix: '/assets/', cacheControl: false, setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable') })
  }
  app.setNotFoundHandler(async (request, reply) => {
    const isPage = html && ['GET', 'HEAD'].includes(request.method) && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/')
    if (!isPage) return reply.code(404).send({ code: 'not-found', facts: {}, request: request.id })
    // One nonce for both: antd writes its styles with the nonce it finds in the page.
    const nonce = reply.cspNonce.script
    return reply.header('content-security-policy', policy(nonce)).type('text/html; charset=utf-8').send(html.replaceAll('__NONCE__', nonce))
  })
}

function policy(nonce: string): string {
  return [
    "default-src 'none'", `script-src 'self' 'nonce-${nonce}'`, `style-src 'self' 'nonce-${nonce}'`, "img-src 'self' data:", "connect-src 'self'", "font-src 'self'",
    "manifest-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
  ].join('; ')
}
