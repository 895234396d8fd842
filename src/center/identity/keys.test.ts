import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { hashPart, keysOf, lockKeys, PARTS, usable, type Hash } from './keys.ts'
import { COMPANY, PERSON } from './model.ts'

const CHEN: Record<string, string> = {
  id: 'id-card:1:320102198804123028', name: '陈静', birthday: '1988-04-12', phone: '13811110001 02584440001', email: 'chenjing@example.cn', address: '玄武区|柳岸路|12|3||502', employer: '江州设计院', gender: 'F',
}
const PERSONS = usable(PERSON.keys, new Set(Object.keys(CHEN)))
const told = (hashes: readonly Hash[]) => hashes.map((halves) => halves.join(' ')).join('\n')

test('a key is the same in every process, today and after the next start', () => {
  const program = `
    import { keysOf, usable } from './src/center/identity/keys.ts'
    import { PERSON } from './src/center/identity/model.ts'
    const chen = ${JSON.stringify(CHEN)}
    console.log(keysOf(usable(PERSON.keys, new Set(Object.keys(chen))), (field) => chen[field] ?? null).map((halves) => halves.join(' ')).join('\\n'))`
  const elsewhere = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: new URL('../../../', import.meta.url), encoding: 'utf8' })
  assert.equal(elsewhere.trim(), told(keysOf(PERSONS, (field) => CHEN[field] ?? null)))
  // The bank keeps them for years: another way of hashing would find nobody.
  assert.deepEqual(keysOf([{ id: 'name+birthday', parts: ['name', 'birthday'] }], (field) => CHEN[field] ?? null), [NAME_AND_BIRTHDAY])
})
const NAME_AND_BIRTHDAY: Hash = [-283_812_710, -897_719_486]

test('locked under one key they are equal where the hashes are, under another they are others', () => {
  const hashes = keysOf(PERSONS, (field) => CHEN[field] ?? null)
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  assert.deepEqual(lockKeys(hashes, one), lockKeys(hashes, one))
  assert.deepEqual(lockKeys(hashes.toReversed(), one), lockKeys(hashes, one).toReversed(), 'each by itself, whatever stands beside it')
  const [mine, theirs] = [lockKeys(hashes, one), new Set(lockKeys(hashes, other))]
  assert.ok(mine.every((locked) => !theirs.has(locked)))
  assert.ok(hashes.every(([high, low], at) => mine[at] !== ((BigInt(high) << 32n) | BigInt.asUintN(32, BigInt(low)))), 'nothing of the hash is left in sight')
  assert.deepEqual(lockKeys([], one), [])
})

test('among half a million numbers no two hashes are the same', () => {
  const seen = new Set<string>()
  for (let n = 0; n < 500_000; n++) seen.add(told(hashPart('phone', `138${String(n).padStart(8, '0')}`)))
  assert.equal(seen.size, 500_000)
})

test('the same value under another part or another key is another hash, and the order of the parts counts', () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
    const keyOf = (id: string, parts: string[]) => keysOf([{ id, parts }], (field) => (field === 'name' ? a : b))
    assert.notDeepEqual(hashPart('name', a), hashPart('given', a))
    assert.notDeepEqual(keyOf('x', ['name', 'birthday']), keyOf('y', ['name', 'birthday']))
    assert.notDeepEqual(keyOf('x', ['name', 'birthday']), keyOf('x', ['birthday', 'name']))
  }))
})

test('of two phones there are two keys, and of what is not known none', () => {
  const phones = keysOf([{ id: 'phone', parts: ['phone'] }], (field) => CHEN[field] ?? null)
  assert.equal(phones.length, 2)
  assert.deepEqual(phones[0], keysOf([{ id: 'phone', parts: ['phone'] }], () => '13811110001')[0], 'one of them alone is found by the other')
  assert.deepEqual(keysOf([{ id: 'name+birthday', parts: ['name', 'birthday'] }], (field) => (field === 'name' ? '陈静' : null)), [])
  assert.deepEqual(keysOf(PERSONS, () => null), [])
})

test('a name is found by its sound, a number by either half, a code by the nine signs it shares with the older one', () => {
  const one = (part: string, value: string) => told(hashPart(part, value))
  assert.equal(one('sound', '陈静'), one('sound', '陈净'))
  assert.equal(one('sound', '陈静'), one('sound', 'CHEN JING'))
  assert.equal(one('id-tail', 'id-card:1:320102198804123028'), one('id-tail', 'id-card:0:320103198804123028'))
  assert.equal(one('id-body', 'uscc:1:91320102MA1XK2P852'), one('id-body', 'uscc:0:81320103MA1XK2P859'))
  assert.equal(one('surname-sound', 'SMITH'), one('surname-sound', 'SMYTH'))
  for (const key of [...PERSON.keys, ...COMPANY.keys]) for (const part of key.parts) assert.ok(PARTS[part], `${key.id}: ${part}`)
})
