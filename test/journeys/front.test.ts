/** Every page of the branch, on a desk, on a small desk and in the hand. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { layQuestions } from '#test/doubts'
import { beginJourney, type Journey } from './browser.ts'
import { FRONT, look, numberOfChen, walk } from './look.ts'

let journey: Journey
let chen: string
before(async () => {
  journey = await beginJourney()
  await layQuestions()
  chen = await numberOfChen(journey)
})
after(() => journey.close())

test('the sign-in page', async () => {
  const seat = await journey.guest()
  await seat.page.goto(journey.address)
  await seat.page.getByLabel('用户名').waitFor()
  await look(seat, '/access/sign-in')
  assert.deepEqual(seat.complaints, [])
})

for (const each of FRONT) test(`the pages of ${each[0].name} (${each[0].role})`, () => walk(journey, each, chen))
