import assert from 'node:assert/strict'
import { test } from 'node:test'
import { learn, type Census } from './learn.ts'
import type { Model } from './model.ts'
import { Scorer } from './score.ts'

/** What is true of the drawn pairs: of each comparison the chances of its levels among pairs of one person and among pairs of two. */
const TRUTH = [
  { field: 'phone', kind: 'phone', m: [0.6, 0.05, 0.35], u: [0.0005, 0.002, 0.9975] },
  { field: 'email', kind: 'email', m: [0.9, 0.04, 0.06], u: [0.0004, 0.001, 0.9986] },
  { field: 'birthday', kind: 'date', m: [0.93, 0.03, 0.02, 0.01, 0.01], u: [0.0006, 0.003, 0.01, 0.02, 0.9664] },
  { field: 'number', kind: 'code', m: [0.85, 0.08, 0.03, 0.04], u: [0.0004, 0.001, 0.003, 0.9956] },
  { field: 'gender', kind: 'exact', m: [0.98, 0.02], u: [0.5, 0.5] },
] as const
const IDS = { phone: ['equal', 'edit1', 'else'], email: ['equal', 'edit1', 'else'], date: ['equal', 'edit1', 'parts', 'year', 'else'], code: ['equal', 'edit1', 'edit2', 'else'], exact: ['equal', 'else'] } as const
const RECORDS = 20_000
const MATCHES = 20_000

/** Before learning every level is believed to be half right. */
const guess: Model = {
  model: 'guess', kind: 'person', mode: 'learned', prior: -10, keys: [], guards: [], thresholds: { auto: 7, review: -2 },
  comparisons: TRUTH.map(({ field, kind, m }) => ({
    field, kind, levels: IDS[kind].map((id, at) => { const [believedM, believedU] = at === 0 ? [0.8, 0.01] : at === m.length - 1 ? [0.1, 0.9] : [0.1 / (m.length - 2), 0.09 / (m.length - 2)]; return { id, m: believedM, u: believedU, bits: Math.log2(believedM / believedU) } }),
  })),
}

let state = 11
/** The same draws every time (Lehmer's generator). */
const draw = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647

function pairs(many: number, of: 'm' | 'u' | ((field: string) => 'm' | 'u'), into = new Map<number, number>()): Map<number, number> {
  const scorer = new Scorer(guess)
  for (let n = 0; n < many; n++) {
    const levels = TRUTH.map((truth) => {
      let [left, level] = [draw(), 0]
      for (const chance of truth[typeof of === 'string' ? of : of(truth.field)]) { level++; if ((left -= chance) < 0) break }
      return level
    })
    const code = scorer.join(levels, () => false)
    into.set(code, (into.get(code) ?? 0) + 1)
  }
  return into
}

const candidates: Census = pairs(MATCHES, 'm', pairs(200_000, 'u'))
/** Of pairs taken at random a few are matches too. */
const random: Census = pairs(Math.round(490_000 * MATCHES / ((RECORDS * (RECORDS - 1)) / 2)), 'm', pairs(490_000, 'u'))
const unknown = TRUTH.map(() => ({ known: 0, agreements: 0, pairs: 0 }))

test('from pairs drawn by a known model and no label the model is learned back', () => {
  const learned = learn(guess, candidates, random, unknown, RECORDS)
  for (const [at, truth] of TRUTH.entries()) {
    learned.comparisons[at]?.levels.forEach(({ id, m, u, bits }, step) => {
      const [trueM, trueU] = [truth.m[step] ?? NaN, truth.u[step] ?? NaN]
      assert.ok(Math.abs(m - trueM) < 0.02, `${truth.field} ${id}: m ${m}, truly ${trueM}`)
      assert.ok(Math.abs(Math.log2(u / trueU)) < 0.3, `${truth.field} ${id}: u ${u}, truly ${trueU}`)
      assert.equal(bits, Math.log2(m / u))
    })
  }
  const prior = Math.log2(MATCHES / ((RECORDS * (RECORDS - 1)) / 2))
  assert.ok(Math.abs(learned.prior - prior) < 0.1, `prior ${learned.prior}, truly ${prior}`)
})

test('a third kind of pair, those who share a door and are two, is told from one person and from strangers', () => {
  const shared = ['phone', 'email']
  const [one, two, doors] = [8000, 12_000, new Map<number, number>()]
  pairs(one, 'm', pairs(200_000, 'u', doors))
  pairs(two, (field) => (shared.includes(field) ? 'm' : 'u'), doors)
  const learned = learn({ ...guess, household: { shared, share: -20 } }, doors, random, unknown, RECORDS)
  const all = (RECORDS * (RECORDS - 1)) / 2
  assert.ok(Math.abs(learned.prior - Math.log2(one / all)) < 0.15, `one person: ${learned.prior}`)
  const found = all * 2 ** (learned.household?.share ?? NaN)
  assert.ok(found > two * 0.5 && found < two * 1.05, `one door: ${found}; those who share a single thing may be strangers`)
  for (const [at, truth] of TRUTH.entries()) assert.ok(Math.abs((learned.comparisons[at]?.levels[0]?.m ?? NaN) - truth.m[0]) < 0.04, truth.field)
  const blind = learn(guess, doors, random, unknown, RECORDS)
  assert.ok((blind.comparisons[2]?.levels[0]?.m ?? 1) < 0.6, 'without it neighbours are taken for one person whose birthday is mostly wrong')
})

test('how often values are equal is counted, not sampled, and the matches among them are taken out', () => {
  const all = (RECORDS * (RECORDS - 1)) / 2
  const [share, u, m] = [MATCHES / all, 2e-5, 0.6]
  const counted = [{ known: RECORDS, agreements: all * (share * m + (1 - share) * u), pairs: all }, ...unknown.slice(1)]
  const found = learn(guess, candidates, random, counted, RECORDS).comparisons[0]?.levels[0]?.u ?? NaN
  assert.ok(Math.abs(Math.log2(found / u)) < 0.5, `${found}, truly ${u}: with the matches left in it would be ${u + share * m}`)
})

test('the same pairs give the same weights to the last digit, in whatever order they are counted', () => {
  const turned = (census: Census): Census => new Map([...census].toReversed())
  assert.deepEqual(learn(guess, turned(candidates), turned(random), unknown, RECORDS), learn(guess, candidates, random, unknown, RECORDS))
})

test('weights typed by hand stay: all of them, or in a mixed model those that are pinned', () => {
  const byHand: Model = { ...guess, mode: 'hand' }
  assert.deepEqual(learn(byHand, candidates, random, unknown, RECORDS), byHand)
  const pinned: Model = { ...guess, mode: 'mixed', comparisons: guess.comparisons.map((compared) => (compared.field === 'phone' ? { ...compared, levels: compared.levels.map((level) => ({ ...level, bits: 40, pinned: level.id === 'equal' })) } : compared)) }
  const [phone, email] = learn(pinned, candidates, random, unknown, RECORDS).comparisons
  assert.equal(phone?.levels[0]?.bits, 40)
  assert.notEqual(phone?.levels[2]?.bits, 40)
  assert.notEqual(email?.levels[0]?.bits, guess.comparisons[1]?.levels[0]?.bits)
})

test('from few pairs little is learned: what was believed holds', () => {
  const learned = learn(guess, pairs(5, 'm'), pairs(50, 'u'), unknown, 30)
  for (const [at, { levels }] of learned.comparisons.entries()) levels.forEach(({ m }, step) => assert.ok(Math.abs(m - (guess.comparisons[at]?.levels[step]?.m ?? NaN)) < 0.2))
  const none = learn(guess, new Map(), new Map(), unknown, 1)
  for (const { levels } of none.comparisons) for (const { bits } of levels) assert.ok(Number.isFinite(bits))
  assert.ok(Number.isFinite(none.prior), 'one record alone')
})
