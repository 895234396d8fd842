import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkDeclaration, type Declaration } from '#platform/feed'

const berka = checkDeclaration(JSON.parse(readFileSync(new URL('./berka.json', import.meta.url), 'utf8')))
type FileFace = Extract<Declaration['interfaces'][number], { files: string[] }>
const faces = new Map(berka.interfaces.map((face) => [face.name, face]))
const face = (name: string) => faces.get(`berka.${name}`) as FileFace // the first test below proves that it is there

test('the eight files of the Czech bank become organisation, staff, clients, accounts, orders and transactions', () => {
  assert.deepEqual(berka.interfaces.map((each) => each.entity), [
    'access.org', 'access.staff', 'access.org', 'access.staff', 'identity.record', 'account.account', 'account.holder', 'account.account', 'account.card',
    'account.order', 'account.transaction',
  ])
  assert.equal(new Set(berka.interfaces.flatMap((each) => ('files' in each ? each.files.filter((file) => file.endsWith('.gz')) : []))).size, 8)
})

test('a district is a branch with a relationship manager of its own, who owns its clients', () => {
  assert.deepEqual(face('client').map.org, face('district').map.key)
  assert.deepEqual(face('client').map.owner, face('rm').map.key)
  assert.deepEqual(face('rm').map.org, face('district').map.key)
})

test('loans hang on their account and cards on their disposition, under keys that cannot meet', () => {
  assert.deepEqual(face('loan').map.parent, face('account').map.key)
  assert.equal(face('card').map.holder, face('disposition').map.key)
  assert.equal(new Set(['account', 'loan', 'card'].map((name) => JSON.stringify(face(name).map.key).slice(0, 14))).size, 3)
})

test('money out is VYDAJ and VYBER, and every Czech word for a movement has a kind and Chinese words', () => {
  const { map, codes } = face('transaction')
  assert.deepEqual(map.amount, { column: 'amount', sign: { column: 'type', negative: ['VYDAJ', 'VYBER'] } })
  assert.deepEqual(Object.keys(codes.kindByPurpose ?? {}), Object.keys(codes.summaryByPurpose ?? {}))
  assert.deepEqual(Object.keys(codes.kindByOperation ?? {}), Object.keys(codes.summaryByOperation ?? {}))
  assert.ok(Object.values(codes.summaryByPurpose ?? {}).every((words) => /^\p{Script=Han}+$/u.test(words)))
})
