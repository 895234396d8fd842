import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COMPARISONS } from './compare.ts'
import { COMPANY_FIELDS, PERSON_FIELDS } from './fingerprint.ts'
import { PARTS } from './keys.ts'
import { COMPANY, levelsOf, narrow, PERSON } from './model.ts'
import { FIELDS } from './prints.ts'
import { Scorer } from './score.ts'
import { fieldWord, guardWord, levelWord } from './words.api.ts'

for (const [model, fields] of [[PERSON, PERSON_FIELDS], [COMPANY, COMPANY_FIELDS]] as const) {
  test(`the model ${model.model} as it ships is whole`, () => {
    assert.match(model.model, /^[a-z]+-\d+$/)
    assert.equal(model.mode, 'learned')
    assert.ok(model.thresholds.review < model.thresholds.auto)
    const compared = new Map(model.comparisons.map((each) => [each.field, each]))
    assert.equal(compared.size, model.comparisons.length, 'each field once')
    for (const each of model.comparisons) {
      assert.ok(fields[each.field], `${each.field} is a field`)
      assert.deepEqual(each.levels.map(({ id }) => id), COMPARISONS[each.kind].levels, each.field)
      assert.deepEqual(levelsOf(each), COMPARISONS[each.kind].levels)
      for (const side of ['m', 'u'] as const) {
        assert.ok(each.levels.every((level) => level[side] > 0 && level[side] < 1), `${each.field}: ${side}`)
        const sum = each.levels.reduce((all, level) => all + level[side], 0)
        assert.ok(Math.abs(sum - 1) < 0.05, `${each.field}: the chances ${side} are ${sum} together`)
      }
      for (const { id, m, u, bits } of each.levels) assert.ok(Math.abs(bits - Math.log2(m / u)) < 0.05, `${each.field} ${id} weighs ${bits}, by its chances ${Math.log2(m / u).toFixed(2)}`)
    }
    for (const field of FIELDS[model.kind]) assert.ok(compared.has(field), `what the bank knows is compared: ${field}`)
  })

  test(`the keys of ${model.model} are made of fields it compares, and of what the bank knows each is in one`, () => {
    assert.equal(new Set(model.keys.map(({ id }) => id)).size, model.keys.length)
    for (const { id, parts } of model.keys) {
      assert.ok(parts.length > 0 && parts.length <= 3, `${id}: three parts at most are joined`)
      for (const part of parts) assert.ok(fields[PARTS[part]?.field ?? ''], `${id}: ${part}`)
    }
    for (const field of ['id', 'name', 'phone', 'email', 'address']) assert.ok(model.keys.some(({ parts, broad }) => !broad && parts.some((part) => PARTS[part]?.field === field)), field)
  })

  test(`the guards of ${model.model} name fields and levels that are there, and people have words for all of it`, () => {
    assert.equal(new Set(model.guards.map(({ id }) => id)).size, model.guards.length)
    for (const guard of model.guards) {
      assert.notEqual(guardWord(guard.id), guard.id, guard.id)
      assert.ok(guard.when || guard.only, guard.id)
      assert.equal(guard.effect === 'subtract', guard.bits !== undefined || guard.factor !== undefined, guard.id)
      for (const [field, levels] of Object.entries(guard.when ?? {})) {
        const known = model.comparisons.find((compared) => compared.field === field)?.levels.map(({ id }) => id) ?? assert.fail(`${guard.id}: ${field}`)
        for (const level of levels) assert.ok(level === 'none' || known.includes(level), `${guard.id}: ${field} ${level}`)
      }
      for (const field of guard.only ?? []) assert.ok(fields[field], `${guard.id}: ${field}`)
    }
    for (const { field, kind, levels } of model.comparisons) {
      assert.notEqual(fieldWord(field), field)
      for (const { id } of levels) assert.notEqual(levelWord({ kind, level: id }), id, `${kind} ${id}`)
    }
  })

  test(`the codes of ${model.model} are exact integers, whole or narrowed to what is known`, () => {
    for (const each of [model, narrow(model, new Set(FIELDS[model.kind])), narrow(model, new Set())]) {
      const scorer = new Scorer(each)
      const last = each.comparisons.map(({ levels }) => levels.length)
      assert.ok(Number.isSafeInteger(scorer.join([...last], () => false)))
    }
  })
}

test('a model narrowed to some fields keeps the guards that can hold, and asks for no number where no number was ever known', () => {
  const bare = narrow(PERSON, new Set(['given', 'surname', 'birthday', 'street']))
  assert.deepEqual(bare.comparisons.map(({ field }) => field), ['given', 'surname', 'birthday', 'street'])
  assert.ok(!bare.guards.some(({ id }) => id === 'only-name-and-birthday'), 'name and birthday are all there is')
  assert.ok(narrow(PERSON, new Set(['name', 'birthday', 'phone'])).guards.some(({ id }) => id === 'only-name-and-birthday'))
  assert.ok(!bare.guards.some(({ when }) => Object.keys(when ?? {}).some((field) => field === 'id' || field === 'phone')))
})
