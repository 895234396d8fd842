/** What a model with other weights would make of the pairs of the last batch. Nothing is kept. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import { wanted } from './models.ts'
import type { Effect, exampleModel, tryModel } from './models.api.ts'

export async function tryOut(tx: Tx, input: InputOf<typeof tryModel>): Promise<Effect> {
  const model = await wanted(tx, input)
  throw new Refused('not-found', { cause: 'no-run', model: model.model })
}

export async function examplesOf(tx: Tx, { at: _at, ...input }: InputOf<typeof exampleModel>): Promise<ReplyOf<typeof exampleModel>> {
  const model = await wanted(tx, input)
  throw new Refused('not-found', { cause: 'no-run', model: model.model })
}
