import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { COMPANY, narrow, PERSON, thresholdsOf, type Model } from './model.ts'
import { FIELDS } from './prints.ts'
import { reasonsBy } from './reasons.ts'
import { rarity, RAREST, Scorer, zoneOf, type Zone } from './score.ts'

const MODELS = [PERSON, COMPANY, narrow(PERSON, new Set(FIELDS.person)), narrow(COMPANY, new Set(FIELDS.company))]
const NEVER = () => false
const levelsFor = (model: Model) => fc.tuple(...model.comparisons.map(({ levels }) => fc.nat(levels.length)))

test('a code holds the level of every comparison, whichever they are', () => {
  for (const model of MODELS) {
    const scorer = new Scorer(model)
    const at = (field: string) => model.comparisons.findIndex((compared) => compared.field === field)
    fc.assert(fc.property(levelsFor(model), (levels) => {
      const code = scorer.join([...levels], NEVER)
      assert.ok(Number.isSafeInteger(code))
      // A birthday or sex beside the same identity number is no second witness.
      const said = saidOnce(model, levels.map((level, field) => (levels[at('id')] === 1 && (field === at('birthday') || field === at('gender')) ? 0 : level)))
      assert.deepEqual(scorer.levels(code), said)
      assert.equal(scorer.join(said, NEVER), code)
    }), { numRuns: 1000 })
  }
})

/** A postcode lies in a town, a town in a region. */
function saidOnce(model: Model, levels: readonly number[]): number[] {
  const places = ['postcode', 'locality', 'region'].map((field) => model.comparisons.findIndex((compared) => compared.field === field)).filter((at) => at >= 0)
  const differs = (at: number) => levels[at] === model.comparisons[at]?.levels.length
  return levels.map((level, at) => {
    const place = places.indexOf(at)
    const [finer, coarser] = [places.slice(0, Math.max(0, place)), place < 0 ? [] : places.slice(place + 1)]
    return (level === 1 && finer.some((other) => levels[other] === 1)) || (differs(at) && coarser.some(differs)) ? 0 : level
  })
}

test('the codes of one value and the next never meet', () => {
  const scorer = new Scorer(narrow(COMPANY, new Set(['id', 'name', 'phone'])))
  const all = new Set<number>()
  const steps = scorer.model.comparisons.map(({ levels }) => levels.length + 1)
  const combinations = steps.reduce((product, many) => product * many, 1)
  for (let n = 0; n < combinations; n++) all.add(scorer.join(steps.map((many, at) => Math.floor(n / steps.slice(0, at).reduce((product, each) => product * each, 1)) % many), NEVER))
  assert.equal(all.size, combinations)
  assert.equal(Math.max(...all), combinations - 1)
})

test('what a reviewer is shown adds up: the prior and the fields, less what guards take off, are the bits', () => {
  for (const whole of [PERSON, COMPANY]) {
    const model = narrow(whole, new Set(FIELDS[whole.kind]))
    const scorer = new Scorer(model)
    fc.assert(fc.property(levelsFor(model), fc.double({ min: -4, max: 12, noNaN: true }), (levels, rare) => {
      const code = scorer.join([...levels], NEVER)
      const { bits, tf, guards } = scorer.judge(code)
      const said = reasonsBy(whole, { code, bits: bits + rare, guard: null })
      const sum = said.fields.reduce((all, field) => all + field.bits, said.prior ?? 0)
      assert.ok(Math.abs(sum - said.lessened + said.rarity - (bits + rare)) < 0.011, 'to the hundredth that is shown')
      assert.deepEqual(said.guards, guards.map(({ id }) => id))
      assert.deepEqual(tf, model.comparisons.flatMap((compared, at) => (compared.tf && scorer.levels(code)[at] === 1 ? [at] : [])))
    }), { numRuns: 1000 })
  }
})

test('each guard of the shipped models can be met, and does what it says', () => {
  for (const whole of [PERSON, COMPANY]) {
    const model = narrow(whole, new Set(FIELDS[whole.kind]))
    const [scorer, bare] = [new Scorer(model), new Scorer({ ...model, guards: [] })]
    for (const guard of model.guards) {
      const code = scorer.join(levelsThat(model, guard.when ?? {}, guard.only), NEVER)
      const [{ bits, guards }, without] = [scorer.judge(code), bare.judge(code)]
      assert.ok(guards.some(({ id }) => id === guard.id), `${model.model} ${guard.id}`)
      const above: Zone = zoneOf(99, [guard], model.thresholds)
      assert.equal(above, ({ veto: 'reject', cap: 'review', force: 'review', subtract: 'auto' } as const)[guard.effect], guard.id)
      assert.equal(zoneOf(-99, [guard], model.thresholds), guard.effect === 'force' ? 'review' : 'reject')
      if (guard.effect === 'subtract') assert.ok(bits < without.bits, `${guard.id} takes something off`)
    }
  }
})

/** Levels on which `when` holds; where `only` says so nothing else speaks. */
function levelsThat(model: Model, when: Readonly<Record<string, readonly string[]>>, only?: readonly string[]): number[] {
  return model.comparisons.map(({ field, levels }) => {
    const wanted = when[field]?.[0]
    if (wanted !== undefined) return wanted === 'none' ? 0 : levels.findIndex(({ id }) => id === wanted) + 1
    return only?.includes(field) ? 1 : 0
  })
}

test('between veto, force, cap and the thresholds the stronger word holds', () => {
  const guard = (effect: 'veto' | 'cap' | 'force') => ({ id: effect, effect })
  const zone = (bits: number, ...effects: ('veto' | 'cap' | 'force')[]) => zoneOf(bits, effects.map(guard), { auto: 7, review: -2 })
  assert.deepEqual([zone(7), zone(6.99), zone(-2), zone(-2.01)], ['auto', 'review', 'review', 'reject'])
  assert.deepEqual([zone(50, 'cap'), zone(50, 'force'), zone(50, 'veto')], ['review', 'review', 'reject'])
  assert.deepEqual([zone(-50, 'cap'), zone(-50, 'force'), zone(-50, 'force', 'veto')], ['reject', 'review', 'reject'])
})

test('a surname where the given name should be, and the other way round, is one slip and not two strangers', () => {
  const model = narrow(PERSON, new Set(['given', 'surname', 'birthday']))
  const scorer = new Scorer(model)
  const levels = scorer.levels(scorer.code(['LI', 'WANG', '1988-04-12'], ['WANG', 'LI', '1988-04-12']))
  assert.deepEqual(levels, [0, 2, 1])
  assert.deepEqual(scorer.levels(scorer.code([null, null, null], [null, 'LI', null])), [0, 0, 0], 'where nothing is known nothing is swapped')
})

test('a rare value weighs more than a common one, and no value more than the rarest', () => {
  fc.assert(fc.property(fc.double({ min: 1e-6, max: 0.5, noNaN: true }), fc.double({ min: 1e-7, max: 1, noNaN: true }), fc.double({ min: 1e-7, max: 1, noNaN: true }), (u, one, other) => {
    const [rarer, commoner] = [Math.min(one, other), Math.max(one, other)]
    assert.ok(rarity(u, rarer) >= rarity(u, commoner))
    assert.ok(rarity(u, rarer) <= rarity(u, RAREST))
  }))
  assert.equal(rarity(0.01, 0.01), 0)
})

test('a pair of systems or a tier has its own thresholds; the narrowest holds', () => {
  const strata = [{ systems: ['card', 'loan'] as const, auto: 9, review: 1 }, { tier: 'private', auto: 11, review: 2 }, { systems: ['card', 'loan'] as const, tier: 'private', auto: 13, review: 3 }, { systems: ['fund', 'fund'] as const, auto: 15, review: 4 }]
  const model = { ...PERSON, thresholds: { ...PERSON.thresholds, strata } }
  const auto = (a: string, b: string, tier?: string) => thresholdsOf(model, a, b, tier).auto
  assert.deepEqual([auto('card', 'loan'), auto('loan', 'card'), auto('card', 'card'), auto('card', 'fund')], [9, 9, 7, 7])
  assert.deepEqual([auto('fund', 'fund'), auto('card', 'loan', 'private'), auto('card', 'fund', 'private')], [15, 13, 11])
})
