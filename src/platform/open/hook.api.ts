import { Type, type Static } from 'typebox'
import { endpoint, Instant, Nullable, PageInput, PageOf, Version } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
const EventName = Type.String({ pattern: '^[a-z0-9]+\\.[a-zA-Z]+$', maxLength: 60 })
export const HOOK_STATES = ['active', 'paused', 'ended'] as const
export const DELIVERY_STATES = ['waiting', 'done', 'dead'] as const

export const Hook = Type.Object({
  hook: Type.Integer(),
  name: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.String()),
  state: Type.Enum([...HOOK_STATES]),
  madeBy: Type.String(),
  madeAt: Instant,
  waiting: Type.Integer({ description: 'not heard yet; counted no further than 1000' }),
  dead: Type.Integer({ description: 'given up; counted no further than 1000' }),
  heardAt: Nullable(Instant),
  version: Version,
})
export type Hook = Static<typeof Hook>

export const Delivery = Type.Object({
  delivery: Type.Integer(),
  hook: Type.Integer(),
  hookName: Type.String(),
  event: Type.String(),
  state: Type.Enum([...DELIVERY_STATES]),
  tries: Type.Integer(),
  at: Instant,
  dueAt: Nullable(Instant),
  triedAt: Nullable(Instant),
  status: Nullable(Type.Integer()),
  cause: Nullable(Type.String()),
  ms: Nullable(Type.Integer()),
})
export type Delivery = Static<typeof Delivery>

const ById = { hook: Type.Integer({ minimum: 1, maximum: 2147483647 }) }
const Shown = Type.Object({ hook: Hook, secret: Type.String({ description: 'signs the messages; shown this once' }) })
const Events = Type.Array(EventName, { minItems: 1, maxItems: 50, uniqueItems: true })
const Address = Type.String({ minLength: 8, maxLength: 500 })

export const listHooks = endpoint({ at: 'GET /open/hooks', may: 'open.hook.read', input: Type.Object({}), reply: Type.Object({ hooks: Type.Array(Hook), events: Type.Array(Type.Object({ event: Type.String(), title: Both })) }) })

export const addHook = endpoint({ at: 'POST /open/hooks', may: 'open.hook.write', secret: true, input: Type.Object({ name: Type.String({ minLength: 2, maxLength: 60, pattern: '\\S' }), url: Address, events: Events }), reply: Shown })

export const changeHook = endpoint({
  at: 'PATCH /open/hooks/:hook',
  may: 'open.hook.write',
  input: Type.Object({ ...ById, version: Version, name: Type.Optional(Type.String({ minLength: 2, maxLength: 60, pattern: '\\S' })), url: Type.Optional(Address), events: Type.Optional(Events), state: Type.Optional(Type.Enum([...HOOK_STATES])) }),
  reply: Hook,
})

/** A new signing secret; messages carry a signature of each for so many hours. */
export const rotateHook = endpoint({ at: 'POST /open/hooks/:hook/rotate', may: 'open.hook.write', secret: true, input: Type.Object({ ...ById, version: Version, overlapHours: Type.Integer({ minimum: 0, maximum: 168 }) }), reply: Shown })

export const listDeliveries = endpoint({
  at: 'GET /open/deliveries',
  may: 'open.hook.read',
  input: Type.Object({ hook: Type.Optional(ById.hook), state: Type.Optional(Type.Enum([...DELIVERY_STATES])), ...PageInput }),
  reply: PageOf(Delivery),
})

/** Sends again what was given up: one message, or all of a subscription. */
export const replayDeliveries = endpoint({
  at: 'POST /open/deliveries/replay',
  may: 'open.hook.write',
  input: Type.Object({ hook: ById.hook, delivery: Type.Optional(Type.Integer({ minimum: 1, maximum: 9007199254740991 })) }),
  reply: Type.Object({ replayed: Type.Integer() }),
})
