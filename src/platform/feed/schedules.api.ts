import { Type, type Static } from 'typebox'
import { Day, endpoint, Instant, Nullable, PageInput, PageOf, Version } from '#kernel/endpoint'

const Both = Type.Object({ zh: Type.String(), en: Type.String() })
const Name = Type.String({ minLength: 1, maxLength: 60, pattern: '^[a-z][a-zA-Z0-9.-]*$' })
const Clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'HH:MM on the clock of Beijing' })
export const DAYS = ['all', 'workdays', 'month-end', 'month-end-workday'] as const
export const CATCH_UPS = ['all', 'last', 'none'] as const
export const SWITCHES = ['start', 'pause', 'stop'] as const
export const TURN_STATES = ['due', 'waiting', 'running', 'done', 'late', 'failed', 'skipped'] as const
export const ALARM_KINDS = ['late', 'failed', 'rejects', 'volume', 'calendar'] as const
export const ALARM_STATES = ['open', 'acknowledged', 'closed'] as const

const Follows = Type.Array(Name, { maxItems: 20, description: 'interfaces whose file of the same day must be in first' })

const Plan = {
  cron: Type.String({ minLength: 9, maxLength: 100, description: 'five fields: minute hour day month weekday' }),
  days: Type.Enum([...DAYS]),
  windowFrom: Nullable(Clock),
  windowUntil: Nullable(Clock),
  expectedBy: Nullable(Clock),
  catchUp: Type.Enum([...CATCH_UPS]),
  retries: Type.Integer({ minimum: 0, maximum: 20 }),
  backoffMinutes: Type.Integer({ minimum: 1, maximum: 720 }),
  rowsPerSecond: Nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  maxRejects: Nullable(Type.Number({ minimum: 0, maximum: 100, description: 'percent of the lines' })),
  maxDeviation: Nullable(Type.Number({ minimum: 1, maximum: 1000, description: 'percent away from the median of thirty days' })),
}

export const Schedule = Type.Object({
  name: Type.String(), source: Type.String(), title: Both, ...Plan, follows: Follows,
  state: Type.Enum(['on', 'paused', 'stopped']),
  version: Type.Integer(),
  nextAt: Nullable(Instant),
})
export type Schedule = Static<typeof Schedule>

export const Turn = Type.Object({
  name: Type.String(), title: Both, state: Type.Enum([...TURN_STATES]),
  dueAt: Instant, expectedBy: Nullable(Clock), note: Nullable(Type.String()), attempts: Type.Integer(),
  run: Nullable(Type.Integer()), lines: Type.Integer(), rejected: Type.Integer(),
  lagMinutes: Nullable(Type.Integer({ description: 'from when it was due until it was in, or until now' })),
  switched: Type.Enum(['on', 'paused', 'stopped']),
})
export type Turn = Static<typeof Turn>

export const Alarm = Type.Object({
  alarm: Type.Integer(), kind: Type.Enum([...ALARM_KINDS]), name: Type.String(), title: Nullable(Both), day: Day, run: Nullable(Type.Integer()),
  facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])), state: Type.Enum([...ALARM_STATES]), raisedAt: Instant,
  steps: Type.Array(Type.Object({ name: Type.String(), note: Nullable(Type.String()), staffName: Nullable(Type.String()), at: Instant })),
})
export type Alarm = Static<typeof Alarm>

export const listSchedules = endpoint({ at: 'GET /feed/schedules', may: 'feed.read', input: Type.Object({}), reply: Type.Object({ schedules: Type.Array(Schedule), without: Type.Array(Type.Object({ name: Type.String(), title: Both })) }) })

/** Begins a schedule (version 0) or changes it. */
export const saveSchedule = endpoint({
  at: 'POST /feed/schedules',
  may: 'feed.manage',
  input: Type.Object({ name: Name, ...Plan, follows: Type.Optional(Follows), version: Type.Integer({ minimum: 0, maximum: 2147483647 }) }),
  reply: Type.Object({ version: Version }),
})

export const switchSchedule = endpoint({
  at: 'POST /feed/schedules/:name/switch',
  may: 'feed.manage',
  input: Type.Object({ name: Name, to: Type.Enum([...SWITCHES]), why: Type.String({ minLength: 2, maxLength: 200 }) }),
  reply: Type.Object({}),
})

/** The files of a day are looked for again. */
export const rerun = endpoint({
  at: 'POST /feed/schedules/:name/rerun',
  may: 'feed.manage',
  input: Type.Object({ name: Name, day: Day, why: Type.String({ minLength: 2, maxLength: 200 }) }),
  reply: Type.Object({}),
})

export const getToday = endpoint({
  at: 'GET /feed/today',
  may: 'feed.read',
  input: Type.Object({ day: Type.Optional(Day) }),
  reply: Type.Object({
    day: Day,
    isWorkday: Nullable(Type.Boolean({ description: 'null: no calendar of that year is known' })),
    lanes: Type.Array(Type.Object({ source: Type.String(), title: Both, turns: Type.Array(Turn) })),
  }),
})

export const listAlarms = endpoint({
  at: 'GET /feed/alarms',
  may: 'feed.read',
  input: Type.Object({ state: Type.Optional(Type.Enum([...ALARM_STATES])), ...PageInput }),
  reply: PageOf(Alarm),
})

export const countAlarms = endpoint({ at: 'GET /feed/alarms/count', may: 'feed.read', input: Type.Object({}), reply: Type.Object({ count: Type.Integer() }) })

export const answerAlarm = endpoint({
  at: 'POST /feed/alarms/:alarm/answer',
  may: 'feed.manage',
  input: Type.Object({ alarm: Type.Integer({ minimum: 1, maximum: 2147483647 }), step: Type.Enum(['acknowledge', 'close']), note: Type.String({ minLength: 2, maxLength: 200 }) }),
  reply: Type.Object({}),
})

/** Per day: what came in, what was refused, of one interface or of all. */
export const getTrend = endpoint({
  at: 'GET /feed/trend',
  may: 'feed.read',
  input: Type.Object({ interface: Type.Optional(Name) }),
  reply: Type.Object({ days: Type.Array(Type.Object({ day: Day, lines: Type.Integer(), loaded: Type.Integer(), rejected: Type.Integer(), skipped: Type.Integer() })) }),
})
