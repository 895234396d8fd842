/** OpenAPI 3.1 from the doors: nothing is described that is not served, nothing served that is not described. */
import type { TSchema } from 'typebox'
import { isFile, pathParameters, type Door } from './endpoint.ts'
import { STATUS } from './error.ts'

type Shape = { type?: string; properties?: Record<string, Shape>; required?: string[]; items?: Shape; anyOf?: Shape[] }

/** The parts of a door's flat input as HTTP carries them. Unknown fields are refused in each. */
export function parts(door: Door): { params: Shape; query: Shape; body: Shape } {
  const input = strict(door.input) as Shape
  const inPath = new Set(pathParameters(door))
  const take = (wanted: (name: string) => boolean): Shape => ({
    type: 'object',
    properties: Object.fromEntries(Object.entries(input.properties ?? {}).filter(([name]) => wanted(name))),
    required: (input.required ?? []).filter(wanted),
    additionalProperties: false,
  }) as Shape
  const inQuery = door.method === 'GET' || door.upload
  return { params: take((name) => inPath.has(name)), query: take((name) => inQuery && !inPath.has(name)), body: take((name) => !inQuery && !inPath.has(name)) }
}

/** Refuses fields the schema does not name, at every depth. */
export function strict(schema: TSchema): unknown {
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk)
    if (typeof node !== 'object' || node === null) return node
    const copy = Object.fromEntries(Object.entries(node).map(([key, each]) => [key, walk(each)]))
    return copy.type === 'object' && copy.properties ? { additionalProperties: false, ...copy } : copy
  }
  return walk(schema)
}

export function describe(doors: readonly Door[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const door of doors) {
    const path = `/api${door.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [door.method.toLowerCase()]: operation(door) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Yilan 一览', version },
    paths,
    security: [{ key: [] }],
    components: { schemas: { Refusal: REFUSAL }, securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'a key of 开放接口密钥; its scopes are the x-permission of the doors' } } },
  }
}

const REFUSAL = {
  type: 'object',
  required: ['code', 'facts', 'request'],
  properties: { code: { enum: Object.keys(STATUS) }, facts: { type: 'object' }, request: { type: 'string' } },
}

function operation(door: Door): object {
  const { params, query, body } = parts(door)
  const parameters = [
    ...Object.entries(params.properties ?? {}).map(([name, schema]) => ({ name, in: 'path', required: true, schema })),
    ...Object.entries(query.properties ?? {}).map(([name, schema]) => ({ name, in: 'query', required: query.required?.includes(name) ?? false, schema })),
    ...(door.reads || door.may === 'anyone' ? [] : [{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', minLength: 8, maxLength: 64 } }]),
  ]
  const hasBody = door.method !== 'GET' && Object.keys(body.properties ?? {}).length > 0
  return {
    operationId: `${door.method} ${door.path}`,
    tags: [door.path.split('/')[1]],
    'x-permission': door.may,
    parameters,
    ...(door.upload && { requestBody: { required: true, content: { 'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } } } } } }),
    ...(hasBody && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      200: { description: 'OK', content: { [isFile(door) ? 'application/octet-stream' : 'application/json']: { schema: door.reply } } },
      default: { description: 'Refused', content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } } },
    },
  }
}
