/** A fact others may hear, in the past tense. Publishing enqueues the listeners' jobs in the same transaction. */
import type { Static, TSchema } from 'typebox'
import { allJobs, allOverhearers } from './room.ts'
import type { Both } from './text.ts'
import type { Tx } from './tx.ts'

export type Event<S extends TSchema = TSchema> = {
  readonly name: string
  readonly payload: S
  /** Those that have one may be subscribed to from outside: their facts are ids and nothing else. */
  readonly title?: Both
  publish(tx: Tx, fact: Static<S>): Promise<void>
}

/** `event('identity.recordsLinked', Type.Object({ batch: Type.Integer() }))`. Facts carry a batch; a batch of one is a batch. */
export function event<S extends TSchema>(name: string, payload: S, title?: Both): Event<S> {
  return {
    name,
    payload,
    title,
    async publish(tx, fact) {
      const listeners = allJobs().filter((each) => each.on?.name === name)
      const told = title === undefined ? [] : allOverhearers().map((hear) => hear(tx, name, fact))
      await Promise.all([...listeners.map((each) => enqueue(tx, each.name, fact)), ...told])
    },
  }
}

/** Puts one job into the queue within this transaction: it exists if and only if the transaction commits. */
export async function enqueue(tx: Tx, name: string, payload: unknown, options: { key?: string; at?: string } = {}): Promise<void> {
  await tx`select kernel.enqueue(${name}, ${JSON.stringify(payload)}::json, ${options.key ?? null}, ${options.at ?? null}::timestamptz)`
}
