import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Type } from 'typebox'
import { openWorld, type World } from '#test/world'
import { event } from './event.ts'
import { job } from './job.ts'
import { defineRoom, install, rooms } from './room.ts'
import { engine } from './tx.ts'

const bellRung = event('fair.bellRung', Type.Object({ times: Type.Integer() }))
const lampLit = event('fair.lampLit', Type.Object({}))
const heard: number[] = []
let failures = 0
let oil = false
const fair = defineRoom({
  name: 'fair', floor: 'systems', title: { zh: '集市', en: 'Fair' }, events: [bellRung, lampLit],
  jobs: [
    job({ name: 'fair.listen', on: bellRung, run: async (_tx, { times }) => void heard.push(times) }),
    job({ name: 'fair.stumble', on: bellRung, run: async (tx) => {
      await tx`insert into kernel.idempotency (staff, key, door, request_hash) values ('fair', ${String(failures)}, 'x', '')`
      if (failures++ === 0) throw new Error('stumbled once')
    } }),
    job({ name: 'fair.burn', on: lampLit, run: async () => {
      if (!oil) throw new Error('no oil')
      heard.push(0)
    } }),
  ],
})

let bank: World
before(async () => {
  bank = await openWorld()
  install([...rooms(), fair])
})
after(() => bank.close())

test('a fact reaches its listeners when its transaction commits, and not when it does not', async () => {
  await assert.rejects(engine('test', async (tx) => {
    await bellRung.publish(tx, { times: 1 })
    throw new Error('undone')
  }))
  await engine('test', (tx) => bellRung.publish(tx, { times: 2 }))
  await bank.drain()
  assert.deepEqual(heard, [2])
})

test('a job that failed has changed nothing, and does its work when it is tried again', async () => {
  const rows = await engine('test', (tx) => tx<{ key: string }[]>`select key from kernel.idempotency where staff = 'fair'`)
  assert.deepEqual(rows, [{ key: '1' }], 'the first try, whose key was 0, left nothing')
  assert.equal(failures, 2)
})

test('a job that fails at every try is named with its error, and waits until it can be done', async () => {
  await engine('test', (tx) => lampLit.publish(tx, {}))
  await assert.rejects(bank.drain(), /fair\.burn: no oil/)
  oil = true
  await bank.drain()
  assert.equal(heard.at(-1), 0)
})
