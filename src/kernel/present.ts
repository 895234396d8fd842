/** What leaves the server: only what the reply schema names, masked as the viewer's role demands, with a note of every look. */
import type { TSchema } from 'typebox'
import type { PersonalKind } from './endpoint.ts'
import { mask } from './mask.ts'

export type Looks = Map<string, Set<string>>
type Shape = {
  type?: string
  anyOf?: Shape[]
  properties?: Record<string, Shape>
  patternProperties?: Record<string, Shape>
  items?: Shape
  'x-personal'?: PersonalKind
  'x-personal-by'?: { kind: string; name: string }
  'x-subject'?: boolean
}
type Seen = { clear: ReadonlySet<string>; looks: Looks }
type Present = (value: unknown, seen: Seen, subject: string | undefined, name: string) => unknown

const compiled = new WeakMap<object, Present>()

/** Builds the answer a viewer may have. `looks` gathers, per customer number, which personal fields were shown. */
export function present(schema: TSchema, value: unknown, clear: ReadonlySet<string>): { body: unknown; looks: Looks } {
  const looks: Looks = new Map()
  const walk = compiled.get(schema) ?? compile(schema as Shape)
  compiled.set(schema, walk)
  return { body: walk(value, { clear, looks }, undefined, ''), looks }
}

function compile(shape: Shape): Present {
  if (shape['x-personal']) return personal(shape['x-personal'])
  if (shape.anyOf) return either(shape.anyOf)
  if (shape.items) return list(compile(shape.items))
  if (shape.patternProperties) return dictionary(compile(Object.values(shape.patternProperties)[0] ?? {}))
  if (shape.properties) return object(shape.properties)
  return (value) => value
}

function personal(kind: PersonalKind | null): Present {
  return (value, seen, subject, name) => {
    if (value === null || value === undefined || value === '') return value
    if (subject !== undefined) {
      const fields = seen.looks.get(subject)
      if (fields) fields.add(name)
      else seen.looks.set(subject, new Set([name]))
    }
    return kind === null || seen.clear.has(kind) ? value : mask(kind, String(value))
  }
}

/** Where the object itself says of which kind one of its fields is. */
const toldBy = (shape: Shape): Shape['x-personal-by'] => shape['x-personal-by'] ?? shape.anyOf?.map(toldBy).find((told) => told !== undefined)

/** A union is a nullable thing, a set of literals, or objects told apart by which required properties they have. */
function either(shapes: Shape[]): Present {
  const real = shapes.filter((shape) => shape.type !== 'null')
  const walks = real.map((shape) => ({ shape, walk: compile(shape) }))
  return (value, seen, subject, name) => {
    if (value === null || value === undefined) return null
    const fits = walks.find(({ shape }) => !shape.properties || Object.keys(value as object).every((key) => key in (shape.properties ?? {}))) ?? walks[0]
    return fits ? fits.walk(value, seen, subject, name) : value
  }
}

function list(walk: Present): Present {
  return (value, seen, subject, name) => (value as unknown[]).map((each) => walk(each, seen, subject, name))
}

function dictionary(walk: Present): Present {
  return (value, seen, subject, name) =>
    Object.fromEntries(Object.entries(value as Record<string, unknown>).map(([key, each]) => [key, walk(each, seen, subject, name ? `${name}.${key}` : key)]))
}

function object(properties: Record<string, Shape>): Present {
  const walks = Object.entries(properties).map(([key, shape]) => [key, compile(shape), toldBy(shape)] as const)
  const subjectKey = Object.keys(properties).find((key) => properties[key]?.['x-subject'])
  return (value, seen, subject) => {
    const from = value as Record<string, unknown>
    const inner = subjectKey && typeof from[subjectKey] === 'string' ? from[subjectKey] : subject
    if (subjectKey && inner !== undefined && !seen.looks.has(inner)) seen.looks.set(inner, new Set())
    const answer: Record<string, unknown> = {}
    for (const [key, walk, told] of walks) {
      if (from[key] === undefined) continue
      // The room that answers writes both fields from one declaration: what is told is a kind, or null.
      answer[key] = told ? personal((from[told.kind] ?? null) as PersonalKind | null)(from[key], seen, inner, String(from[told.name])) : walk(from[key], seen, inner, key)
    }
    return answer
  }
}
