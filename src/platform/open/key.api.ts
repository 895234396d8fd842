import { Type, type Static } from 'typebox'
import { Day, endpoint, Instant, Nullable, PageInput, PageOf, Version } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
const KINDS = ['name', 'idNumber', 'phone', 'email', 'address', 'birthday', 'accountNo', 'employer', 'income'] as const
const Scope = Type.String({ pattern: '^[a-z0-9]+(\\.[a-z0-9-]+)+$', maxLength: 60 })
const Network = Type.String({ minLength: 2, maxLength: 50, description: 'an address or a network, such as 10.0.0.0/24' })

export const Key = Type.Object({
  key: Type.Integer(),
  name: Type.String(),
  note: Type.String(),
  org: Type.Integer(),
  orgName: Type.String(),
  scopes: Type.Array(Type.String()),
  clear: Type.Array(Type.String()),
  networks: Type.Array(Type.String()),
  callsAMinute: Type.Integer(),
  expiresAt: Instant,
  endedAt: Nullable(Instant),
  madeBy: Type.String(),
  madeAt: Instant,
  usedAt: Nullable(Instant),
  usedFrom: Nullable(Type.String()),
  hints: Type.Array(Type.Object({ hint: Type.String(), until: Nullable(Instant) })),
  version: Version,
})
export type Key = Static<typeof Key>

const ById = { key: Type.Integer({ minimum: 1, maximum: 2147483647 }) }
const Shown = Type.Object({ key: Key, token: Type.String({ description: 'shown this once' }) })
const rights = {
  scopes: Type.Array(Scope, { minItems: 1, maxItems: 100, uniqueItems: true }),
  clear: Type.Array(Type.Enum([...KINDS]), { maxItems: 9, uniqueItems: true }),
  networks: Type.Array(Network, { maxItems: 50, uniqueItems: true }),
  callsAMinute: Type.Integer({ minimum: 1, maximum: 60_000 }),
  expiresOn: Day,
}

export const listKeys = endpoint({ at: 'GET /open/keys', may: 'open.key.read', input: Type.Object({ ended: Type.Optional(Type.Boolean()), ...PageInput }), reply: PageOf(Key) })

/** What a key may be given: permissions of machines, and kinds of personal data it may see in clear. */
export const listScopes = endpoint({
  at: 'GET /open/scopes',
  may: 'open.key.read',
  input: Type.Object({}),
  reply: Type.Object({ scopes: Type.Array(Type.Object({ scope: Type.String(), title: Both, room: Both })), orgs: Type.Array(Type.Object({ org: Type.Integer(), name: Type.String() })) }),
})

/** A new service account with its first secret. */
export const addKey = endpoint({
  at: 'POST /open/keys',
  may: 'open.key.write',
  secret: true,
  input: Type.Object({ name: Type.String({ minLength: 2, maxLength: 60, pattern: '\\S' }), note: Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' }), org: Type.Integer({ minimum: 0, maximum: 2147483647 }), ...rights }),
  reply: Shown,
})

export const changeKey = endpoint({
  at: 'PATCH /open/keys/:key',
  may: 'open.key.write',
  input: Type.Object({ ...ById, version: Version, note: Type.Optional(Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' })), ...Object.fromEntries(Object.entries(rights).map(([name, schema]) => [name, Type.Optional(schema)])) as { [K in keyof typeof rights]: ReturnType<typeof Type.Optional<(typeof rights)[K]>> } }),
  reply: Key,
})

/** A new secret; the former ones go on for so many hours. */
export const rotateKey = endpoint({
  at: 'POST /open/keys/:key/rotate',
  may: 'open.key.write',
  secret: true,
  input: Type.Object({ ...ById, version: Version, overlapHours: Type.Integer({ minimum: 0, maximum: 168 }) }),
  reply: Shown,
})

/** No secret of it opens anything from now on. */
export const endKey = endpoint({ at: 'POST /open/keys/:key/end', may: 'open.key.write', input: Type.Object({ ...ById, version: Version, reason: Type.String({ minLength: 2, maxLength: 200 }) }), reply: Key })
