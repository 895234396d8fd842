import { Type, type Static } from 'typebox'
import { endpoint, Nullable } from '#kernel/endpoint'

/** A row of the source: columns as declared, values as it writes them. */
const Row = Type.Record(Type.String({ maxLength: 100 }), Type.Union([Type.String({ maxLength: 4000 }), Type.Number(), Type.Boolean(), Type.Null()]), { maxProperties: 200 })

/** Debezium's shape. `source.lsn` (or `ts_ms` where there is none) orders the changes of a key: what is not newer is not taken again. */
const ChangeEvent = Type.Object({
  op: Type.Enum(['c', 'u', 'd', 'r']),
  before: Type.Optional(Nullable(Row)),
  after: Type.Optional(Nullable(Row)),
  ts_ms: Type.Optional(Type.Integer({ minimum: 0 })),
  source: Type.Optional(Type.Object({ lsn: Type.Optional(Nullable(Type.Union([Type.Integer({ minimum: 0 }), Type.String({ maxLength: 40 })]))), ts_ms: Type.Optional(Type.Integer({ minimum: 0 })) })),
})
export type ChangeEvent = Static<typeof ChangeEvent>

export const Taken = Type.Object({
  index: Type.Integer({ description: 'its place in what was sent, from 0' }),
  outcome: Type.Enum(['accepted', 'rejected', 'older', 'waiting']),
  reasons: Type.Array(Type.Object({ column: Type.String(), reason: Type.String(), value: Nullable(Type.String({ description: 'masked' })) })),
})
export type Taken = Static<typeof Taken>

/** Up to 1,000 records or change events of one interface, visible when it answers. `waiting`: kept, and taken in as soon as its room can. */
export const ingest = endpoint({
  at: 'POST /feed/ingest/:interface',
  may: 'feed.ingest',
  input: Type.Object({
    interface: Type.String({ minLength: 1, maxLength: 60, pattern: '^[a-z][a-zA-Z0-9.-]*$' }),
    records: Type.Optional(Type.Array(Row, { minItems: 1, maxItems: 1000 })),
    changes: Type.Optional(Type.Array(ChangeEvent, { minItems: 1, maxItems: 1000 })),
  }),
  reply: Type.Object({ run: Nullable(Type.Integer()), firstLine: Nullable(Type.Integer()), accepted: Type.Integer(), rejected: Type.Integer(), results: Type.Array(Taken) }),
})
