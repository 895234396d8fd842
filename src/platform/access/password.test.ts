import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hashPassword, oneTimePassword, verifyPassword, wasUsed, weaknessOf } from './password.ts'

const wu = { staff: 'E1001', login: 'wumin', name: '吴敏' }
const weakness = (password: string) => weaknessOf(password, wu, 12)

test('a long mixed password of one’s own passes', () => {
  for (const good of ['Yuqi-Lanting-27!', '长江大桥Bridge#77crosses', 'vK8&qTz2pLm4', 'Correct horse battery 9 staple']) assert.equal(weakness(good), undefined, good)
})

test('a short, plain or repeated password is refused', () => {
  assert.equal(weakness('Ab1!efghijk'), 'short')
  assert.equal(weakness('correcthorsebattery'), 'simple')
  assert.equal(weakness('CorrectHorseBattery'), 'simple')
  assert.equal(weakness('Aa1!Aa1!Aa1!Aa1!'), 'repeated')
  assert.equal(weakness('x'.repeat(199) + 'A1!' ), 'long')
})

test('the login, the staff number and the name do not belong in a password, however written', () => {
  assert.equal(weakness('Qiao-Wum1n-9913'), 'login')
  assert.equal(weakness('Ku#e1001zzTop'), 'login')
  assert.equal(weakness('吴敏Secure#7712xy'), 'login')
})

test('the bank’s name and the words every intruder tries are refused', () => {
  assert.equal(weakness('Y1lan#2026zxq'), 'context')
  assert.equal(weakness('江州银行Bank#2026'), 'context')
  assert.equal(weakness('P@ssw0rd1234!'), 'common')
  assert.equal(weakness('Qwertyuiop12!'), 'common')
  assert.equal(weakness('1qaz2wsx3edC!'), 'common')
})

test('sixty-four signs and more count to the last one', async () => {
  const long = `${'Qingshi Bridge 7! '.repeat(6)}a`
  const hashed = await hashPassword(long)
  assert.ok(hashed.startsWith('$argon2id$'))
  assert.equal(await verifyPassword({ hash: hashed, password: long }), true)
  assert.equal(await verifyPassword({ hash: hashed, password: `${long.slice(0, -1)}b` }), false)
})

test('a password of the past is known again', async () => {
  const history = await Promise.all(['Yuqi-Lanting-27!', 'Songtao-Meiyu-31!'].map(hashPassword))
  assert.equal(await wasUsed('Songtao-Meiyu-31!', history), true)
  assert.equal(await wasUsed('Songtao-Meiyu-32!', history), false)
})

test('one-time passwords pass the rules themselves and do not repeat', () => {
  const many = Array.from({ length: 500 }, oneTimePassword)
  assert.equal(new Set(many).size, many.length)
  for (const each of many) assert.ok(['repeated', undefined].includes(weakness(each)), each)
})

test('judging a password never throws, whatever is typed', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (typed) => { weakness(typed) }))
})
