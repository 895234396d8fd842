/** Every contract reads its sample whole: no line is refused. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { importFolder } from '#platform/feed'
import { AS_OF, openWorld, type World } from '#test/world'
import { readDeclarations } from '../../src/app/declarations.ts'

let world: World
before(async () => {
  world = await openWorld()
})
after(() => world.close())

test('each of the named systems has a contract that takes its sample', async () => {
  const folder = fileURLToPath(new URL('./', import.meta.url))
  const { runs } = await importFolder({ folder, declarations: readDeclarations(folder, '.source.json'), asOf: AS_OF })
  const told = Object.fromEntries(runs.map((run) => [run.interface, [run.state, run.added, run.skipped, run.rejected]]))
  assert.deepEqual(told, {
    'cti.caller': ['done', 2, 0, 0], 'cti.call': ['done', 2, 0, 0], 'payment.merchant': ['done', 1, 0, 0], 'payment.wallet': ['done', 1, 0, 0], 'payment.clearing': ['done', 2, 1, 0],
    'counter.journal': ['done', 2, 0, 0], 'selfservice.journal': ['done', 2, 0, 0], 'intermediary.agreement': ['done', 2, 0, 0], 'cash.group': ['done', 1, 0, 0], 'cash.pool': ['done', 2, 0, 0],
    'performance.value': ['done', 2, 0, 0], 'frontend.message': ['done', 1, 1, 0],
  })
})
