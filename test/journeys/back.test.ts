/** Every page of the head office, on a desk, on a small desk and in the hand. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { layQuestions } from '#test/doubts'
import { beginJourney, type Journey } from './browser.ts'
import { BACK, FRONT, numberOfChen, walk } from './look.ts'

let journey: Journey
let chen: string
before(async () => {
  journey = await beginJourney()
  await layQuestions()
  chen = await numberOfChen(journey)
})
after(() => journey.close())

test('no page of the house is left out', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const planned = globSync('src/*/*/pages.tsx', { cwd: root }).flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/path: '([^']+)'/g)].map((found) => found[1]))
  const walked: unknown[] = ['/access/sign-in', ...[...FRONT, ...BACK].flatMap(([, paths]) => paths)]
  assert.ok(planned.length > 8)
  assert.deepEqual(planned.filter((path) => !walked.includes(path)), [])
})

for (const each of BACK) test(`the pages of ${each[0].name} (${each[0].role})`, () => walk(journey, each, chen))
