/** Requests as nobody would write them: made from the doors' own schemas, valid, nearly valid and hostile. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { Compile } from 'typebox/schema'
import { isFile, pathParameters, type Door } from '../../src/kernel/endpoint.ts'
import { STATUS } from '../../src/kernel/error.ts'

type Shape = { type?: string; enum?: unknown[]; const?: unknown; anyOf?: Shape[]; items?: Shape; properties?: Record<string, Shape>; required?: string[]; patternProperties?: Record<string, Shape>; pattern?: string; minLength?: number; maxLength?: number; minimum?: number; maximum?: number; minItems?: number; maxItems?: number; uniqueItems?: boolean }
export type Request = { method: string; url: string; payload: string | undefined; type: string; mode: string }
/** Values that exist in this bank, by the name of the parameter: without them few requests get past the first look-up. */
export type Known = Readonly<Record<string, readonly unknown[]>>

const TEXTS = [
  '', ' ', '\u0000', '\ud800', '\u202e', '\u2028', '𠮷', '陈静', '%', '%_%', '\\', '\'', '"', '\'; drop table customer.customer; --', '${jndi:ldap://x}', '{{7*7}}', '<script>alert(1)</script>', '../../etc/passwd', 'null', 'undefined', 'NaN', 'true',
  '0', '-0', '-1', '1e400', '99999999999999999999', '0x10', '2026-02-30', '2026-13-01', '0000-00-00', '9999-12-31', '-infinity', 'infinity', '2026-11-20|x|y|z', '1:2', '-:', 'a:b', '|', '||||', '1|', '9999999999999999', '٣', '１２', 'ａ', 'x'.repeat(199), 'x'.repeat(5000), '(((((a+)+)+)+)+)$', '{', '[]', '\t', '\r\n', 'a\u0301', '__proto__', 'constructor', 'toString',
]
const ODD: unknown[] = [null, true, false, 0, -0, -1, 1, 0.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e308, [], {}, [[]], [null], { __proto__: null }, { constructor: 1 }, ['x', 'x'], [{}]]

export const hostile: fc.Arbitrary<unknown> = fc.oneof({ weight: 3, arbitrary: fc.constantFrom<unknown>(...TEXTS) }, { weight: 2, arbitrary: fc.constantFrom(...ODD) }, fc.string({ unit: 'binary', maxLength: 60 }), fc.jsonValue({ maxDepth: 3 }))

/** A value the schema takes. */
export function fitting(shape: Shape, name: string, known: Known): fc.Arbitrary<unknown> {
  const made = plainly(shape, name, known)
  const here = known[name]
  return here?.length && shape.type !== 'object' ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...here) }, { weight: 1, arbitrary: made }) : made
}

function plainly(shape: Shape, name: string, known: Known): fc.Arbitrary<unknown> {
  if (shape.enum) return fc.constantFrom(...shape.enum)
  if (shape.const !== undefined) return fc.constant(shape.const)
  if (shape.anyOf) return fc.oneof(...shape.anyOf.map((one) => fitting(one, name, known)))
  if (shape.type === 'null') return fc.constant(null)
  if (shape.type === 'boolean') return fc.boolean()
  if (shape.type === 'integer') return fc.integer({ min: Math.max(shape.minimum ?? -10, -(2 ** 31)), max: Math.min(shape.maximum ?? 10_000, 2 ** 53 - 1) })
  if (shape.type === 'number') return fc.double({ min: shape.minimum ?? -1e6, max: shape.maximum ?? 1e6, noNaN: true })
  if (shape.type === 'string') return textual(shape)
  if (shape.type === 'array') return listed(shape, name, known)
  if (shape.patternProperties) return fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fitting(Object.values(shape.patternProperties)[0] ?? {}, name, known), { maxKeys: 4 })
  if (shape.properties) return object(shape, known)
  return fc.jsonValue({ maxDepth: 2 })
}

function textual({ pattern, minLength = 0, maxLength = 200 }: Shape): fc.Arbitrary<string> {
  const size = (text: string) => text.length >= minLength && text.length <= maxLength
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter(size)
  return fc.oneof(fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, Math.max(minLength, 40)) }), fc.constantFrom(...TEXTS.filter((text) => size(text) && text.isWellFormed() && !text.includes('\u0000')), 'x'.repeat(Math.max(minLength, 1)))).filter(size)
}

function listed({ items = {}, minItems = 0, maxItems = 5, uniqueItems }: Shape, name: string, known: Known): fc.Arbitrary<unknown[]> {
  const each = fitting(items, name, {})
  const lengths = { minLength: minItems, maxLength: Math.min(maxItems, Math.max(minItems, 4)) }
  void known
  return uniqueItems ? fc.uniqueArray(each, { ...lengths, selector: (value) => JSON.stringify(value) }) : fc.array(each, lengths)
}

function object({ properties = {}, required = [] }: Shape, known: Known): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(Object.entries(properties).map(([key, each]) => [key, fitting(each, key, known)])), { requiredKeys: required })
}

/** One request to this door: as it wants it, with one thing wrong, or with nothing right. */
export function requestTo(door: Door, known: Known): fc.Arbitrary<Request> {
  const shape = door.input as unknown as Shape
  const valid = object(shape, known)
  const names = Object.keys(shape.properties ?? {})
  const nearly = fc.tuple(valid, fc.constantFrom(...names, 'x', '__proto__', 'constructor'), fc.oneof(hostile, fc.constant(undefined))).map(([input, name, value]) => {
    const changed = Object.assign(Object.create(null) as Record<string, unknown>, input)
    if (value === undefined) delete changed[name]
    else changed[name] = value
    return changed
  })
  const wrong = fc.dictionary(fc.constantFrom(...names, ...pathParameters(door), 'x'), hostile)
  const raw = fc.oneof(fc.constantFrom('', '{', '[]', 'null', '"x"', '1e400', '{"a":1e400}', '{"a":"\\ud800"}', '{"__proto__":{"x":1}}', `${'['.repeat(5000)}${']'.repeat(5000)}`, `{"x":${'['.repeat(60)}${']'.repeat(60)}}`, '\ufeff{}', '{"a":1,"a":2}'), fc.json())
  return fc.oneof(
    { weight: 6, arbitrary: valid.map((input) => written(door, input, 'valid')) },
    { weight: 4, arbitrary: nearly.map((input) => written(door, input, 'nearly valid')) },
    { weight: 2, arbitrary: wrong.map((input) => written(door, input, 'hostile')) },
    { weight: 1, arbitrary: fc.tuple(valid, raw, fc.constantFrom('application/json', 'text/plain', 'application/xml', 'multipart/form-data', 'application/json; charset=gbk')).map(([input, payload, type]) => ({ ...written(door, input, 'raw'), ...(door.method !== 'GET' && { payload, type }) })) },
  )
}

const LARGE = [2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1]

/** Requests that are right but for one number each, larger than its column may hold. */
export function tooLarge(door: Door, known: Known, seed: number): Request[] {
  const shape = door.input as unknown as Shape
  const numbers = Object.entries(shape.properties ?? {}).filter(([, each]) => each.type === 'integer' || each.anyOf?.some((one) => one.type === 'integer'))
  return numbers.flatMap(([name]) => fc.sample(object(shape, known), { numRuns: LARGE.length, seed }).map((input, i) => written(door, { ...input, [name]: LARGE[i] }, 'too large')))
}

function written(door: Door, input: Record<string, unknown>, mode: string): Request {
  const rest: Record<string, unknown> = { ...input }
  const path = door.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return escaped(value === undefined ? '1' : typeof value === 'object' ? JSON.stringify(value) : String(value)) || '%20'
  })
  const url = `/api${path}`
  if (door.method !== 'GET') return { method: door.method, url, payload: JSON.stringify(rest), type: 'application/json', mode }
  const query = Object.entries(rest).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((each) => `${escaped(name)}=${escaped(typeof each === 'object' ? JSON.stringify(each) : String(each))}`)).join('&')
  return { method: 'GET', url: query ? `${url}?${query}` : url, payload: undefined, type: '', mode }
}

/** Half a surrogate pair has no escape: it is sent as bytes that are no UTF-8. */
function escaped(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80'
}

export type Fault = { door: string; mode: string; status: number; what: string; request: Request; who: string; answer: string }

/** Sends it, and says what is wrong with the answer, if anything is. A machine that is busy with others sheds what comes: then it is asked again. */
export async function judge(app: FastifyInstance, door: Door, request: Request, who: string, headers: Record<string, string>): Promise<{ status: number; fault: Fault | undefined }> {
  const ask = () => app.inject({
    method: request.method as 'GET', url: request.url,
    headers: { ...headers, ...(request.method !== 'GET' && { 'x-yilan': '1', 'idempotency-key': randomUUID(), 'content-type': request.type }) },
    ...(request.payload !== undefined && { payload: request.payload }),
  })
  let began = Date.now()
  let reply = await ask()
  for (let tries = 0; reply.statusCode === 503 && /"busy"/.test(reply.body) && tries < 30; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    began = Date.now()
    reply = await ask()
  }
  const what = wrongWith(door, reply.statusCode, reply.body, Date.now() - began)
  return { status: reply.statusCode, fault: what === undefined ? undefined : { door: `${door.method} ${door.path}`, mode: request.mode, status: reply.statusCode, what, request, who, answer: reply.body.slice(0, 400) } }
}

/** The longest an answer may take on a busy machine. */
const HANG_MS = 5000
const checks = new Map<Door, { Check(value: unknown): boolean; Errors(value: unknown): unknown }>()

function wrongWith(door: Door, status: number, body: string, ms: number): string | undefined {
  if (status >= 500) return `a failure of the server`
  if (ms > HANG_MS) return `${ms} ms`
  if (status === 200 || status === 202) return isFile(door) ? undefined : offSchema(door, body)
  const refusal = parsed(body) as { code?: string; facts?: unknown; request?: unknown } | undefined
  const isRefusal = refusal !== undefined && refusal.code !== undefined && refusal.code in STATUS && typeof refusal.facts === 'object' && typeof refusal.request === 'string'
  if (!isRefusal) return 'no refusal of ours'
  return STATUS[refusal.code as keyof typeof STATUS] === status ? undefined : `${refusal.code} as ${status}`
}

function offSchema(door: Door, body: string): string | undefined {
  let check = checks.get(door)
  if (!check) checks.set(door, (check = Compile(door.reply as object) as never))
  const value = parsed(body)
  return check.Check(value) ? undefined : `an answer off its schema: ${JSON.stringify(check.Errors(value)).slice(0, 300)}`
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
