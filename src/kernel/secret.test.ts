import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import pg from 'pg'
import { startCluster } from './cluster.ts'
import { generateKeys, installKeys, open, openBlock, parseKeys, seal, sealBlock, token, tokens, tokenSql } from './secret.ts'

const phone = '13812345678'
const first = parseKeys(generateKeys().replace('field.', 'field.old-'))
const second = parseKeys(generateKeys().replace('field.', 'field.new-'))

test('what is sealed opens to the same text, whatever the text', () => {
  installKeys(first)
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (value) => assert.equal(open(seal(value)), value)), { numRuns: 2000 })
  assert.notEqual(seal(phone), seal(phone), 'equal values must not look equal')
  assert.ok(!seal(phone).includes(phone))
})

test('a block of raw lines opens to the same bytes, and is smaller', () => {
  installKeys(first)
  const lines = Buffer.from('330106198503071234,张三,13812345678,浙江省杭州市西湖区文三路100号\n'.repeat(20_000))
  const sealed = sealBlock(lines)
  assert.ok(openBlock(sealed).equals(lines))
  assert.ok(sealed.length < lines.length / 4)
  assert.ok(openBlock(sealBlock(Buffer.alloc(0))).length === 0)
})

test('after the keys rotate, old values still open and new ones are written under the new key', () => {
  installKeys(first)
  const before = seal(phone)
  const block = sealBlock(Buffer.from(phone))
  installKeys({ field: [...second.field, ...first.field], token: [...second.token, ...first.token] })
  assert.equal(open(before), phone)
  assert.equal(openBlock(block).toString(), phone)
  assert.match(seal(phone), /^1\.new-\d{4}\./)
  assert.equal(tokens('phone', phone).length, 2)
  assert.equal(tokens('phone', phone)[0], token('phone', phone))
})

test('a value under a key the bank no longer has is refused by the name of the key, without the value', () => {
  installKeys(first)
  const sealed = seal(phone)
  installKeys(second)
  assert.throws(() => open(sealed), /old-\d{4}, which is not installed/)
})

test('a sealed value with any character changed does not open, and the error does not show it', () => {
  installKeys(first)
  const sealed = seal(phone)
  const body = sealed.lastIndexOf('.') + 1
  for (let at = body; at < sealed.length; at++) {
    const altered = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
    assert.throws(() => assert.equal(open(altered), `not ${phone}`), (thrown: Error) => /altered/.test(thrown.message) && !thrown.message.includes(phone))
  }
  for (const broken of [phone, '', '1..', '1.x', sealed.slice(0, body + 10), `2${sealed.slice(1)}`]) {
    assert.throws(() => open(broken), (thrown: Error) => !thrown.message.includes(phone))
  }
  const block = sealBlock(Buffer.from(phone))
  for (const at of [block.length - 1, block.length - 20, 20]) {
    const altered = Buffer.from(block)
    altered[at] = (altered[at] ?? 0) ^ 1
    assert.throws(() => openBlock(altered))
  }
})

test('a token is the first 64 bits of SHA-256 over key, rule, value and key again', () => {
  installKeys(first)
  const key = first.token[0]?.key as Buffer // generateKeys always makes one
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const digest = createHash('sha256').update(key).update('phone').update(value, 'utf8').update(key).digest()
      const bits = BigInt.asIntN(64, BigInt(`0x${digest.subarray(0, 8).toString('hex')}`))
      assert.equal(token('phone', value), bits)
    }),
  )
  assert.notEqual(token('phone', phone), token('id', phone))
})

test('PostgreSQL computes the same tokens', async () => {
  installKeys(first)
  const cluster = await startCluster({ home: process.env.YILAN_TEST_CLUSTER ?? join(tmpdir(), `yilan-test-${process.getuid?.() ?? 0}`) })
  const client = new pg.Client({ connectionString: cluster.url('superuser', 'postgres') })
  await client.connect()
  const values = [phone, '', '张三', '𠮷野', '浙江省杭州市', ...Array.from({ length: 500 }, (_, i) => `33010619850307${i}`)]
  const { rows } = await client.query<{ token: string }>(
    `select (${tokenSql})::text as token from unnest($1::text[]) with ordinality as given (value, n), (select $2::bytea as key, 'phone'::text as rule) by order by n`,
    [values, first.token[0]?.key],
  )
  assert.deepEqual(rows.map((row) => BigInt(row.token)), values.map((value) => token('phone', value)))
  await client.end()
  await cluster.stop()
})

test('keys that cannot be read stop the start without being shown', () => {
  for (const text of ['', 'field.a:AAAA', `field.a:${'A'.repeat(43)}=`, 'secret', `token.1:${'A'.repeat(43)}=`]) {
    assert.throws(() => parseKeys(text), (thrown: Error) => thrown.name === 'Misconfigured' && !thrown.message.includes('AAAA'))
  }
})
