/** The allowed steps between states. A step is a row (who, when, note) and an event, never a flag that flips. */
import { Refused } from './error.ts'
import type { Sql, Tx } from './tx.ts'

export type Step<State extends string> = { readonly from: readonly State[]; readonly to: State }

export type Flow<State extends string, Name extends string> = {
  readonly steps: Readonly<Record<Name, Step<State>>>
  /** Locks the thing, checks the step is allowed from where it stands, records the step and returns the new state. */
  step(tx: Tx, id: string | number, name: Name, note?: string): Promise<State>
}

/**
 * `thing` locks and reads the present state; `move` writes the new one; `log` writes the step's row.
 * They are the room's own SQL, since a room writes its own schema.
 */
export function flow<State extends string, Name extends string>(plan: {
  steps: Readonly<Record<Name, Step<State>>>
  thing: (id: string | number) => Sql
  move: (id: string | number, to: State) => Sql
  log: (id: string | number, step: Name, from: State, to: State, who: string, note: string | null) => Sql
  after?: (tx: Tx, id: string | number, step: Name, to: State) => Promise<void>
}): Flow<State, Name> {
  return {
    steps: plan.steps,
    async step(tx, id, name, note) {
      const found = await tx.one<{ state: State }>`${plan.thing(id)} for update`
      if (!found) throw new Refused('not-found')
      const { from, to } = plan.steps[name]
      if (!from.includes(found.state)) throw new Refused('conflict', { state: found.state, step: name, allowed: allowedFrom(plan.steps, found.state) })
      await tx`${plan.move(id, to)}`
      await tx`${plan.log(id, name, found.state, to, tx.who.staff, note ?? null)}`
      await plan.after?.(tx, id, name, to)
      return to
    },
  }
}

function allowedFrom<State extends string>(steps: Readonly<Record<string, Step<State>>>, state: State): string[] {
  return Object.entries(steps).flatMap(([name, step]) => (step.from.includes(state) ? [name] : []))
}
