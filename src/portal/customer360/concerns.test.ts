import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, today } from '#kernel/time'
import { concerns } from './concerns.ts'
import type { Overview } from './overview.api.ts'

type Given = Parameters<typeof concerns>[0]
const person: Given['found'] = { kind: 'retail', whole: true, owner: 'E1', status: 'active', status_why: null, level_by: 'rule', ladder: null, phone: 'x', id_number: 'x', address: 'x' }
const given = (more: Partial<Given> = {}): Given => ({ found: person, held: { currency: 'CNY', overdue: '0', aum: '0' }, accounts: [], holdings: [], trend: [], large: [], asOf: today(), ...more })
const account = (more: Partial<Overview['accounts'][number]> = {}): Overview['accounts'][number] => ({
  ref: 'a', accountNo: '1', kind: 'deposit', subkind: 'demand', product: null, branch: 'b', source: { zh: '储蓄', en: 'Savings' }, currency: 'CNY', balance: '100.00', limit: null, principal: null, overdue: null,
  rate: null, openedOn: null, maturesOn: null, status: 'open', role: 'owner', parent: null, ...more,
})
const kinds = (more: Partial<Given>) => concerns(given(more)).map((concern) => concern.kind)

test('a customer of whom nothing is to be said is left in peace', () => {
  assert.deepEqual(kinds({}), [])
})

test('what is overdue comes before everything else, with its sum and its accounts', () => {
  const late = [account({ kind: 'loan', balance: '-5000', overdue: '1187.48' }), account({ kind: 'card', balance: '-20', overdue: '0', status: 'frozen' })]
  const [first, second] = concerns(given({ held: { currency: 'CNY', overdue: '1187.48', aum: '0' }, accounts: late }))
  assert.deepEqual(first, { kind: 'overdue', amount: '1187.48', currency: 'CNY', count: 1 })
  assert.equal(second?.kind, 'frozen')
})

test('a sealed housing-fund account is no hindrance: its owner has only changed employers', () => {
  assert.deepEqual(kinds({ accounts: [account({ kind: 'fund', subkind: 'housing', status: 'frozen' })] }), [])
})

test('deposits and products that end within a month are one talk: the sum, and the next day', () => {
  const accounts = [account({ subkind: 'time', balance: '300000', maturesOn: addDays(today(), 12) }), account({ subkind: 'time', balance: '1', maturesOn: addDays(today(), 31) }), account({ kind: 'loan', balance: '-9', maturesOn: addDays(today(), 3) })]
  const holdings = [{ product: '稳盈', kind: 'wealth', risk: 'R2', units: null, value: '50000.50', cost: null, currency: 'CNY', since: null, maturesOn: addDays(today(), 5) }]
  assert.deepEqual(concerns(given({ accounts, holdings })), [{ kind: 'maturing', count: 2, amount: '350000.50', currency: 'CNY', on: addDays(today(), 5), days: 5 }])
})

test('an old book is read as of its own last day', () => {
  const accounts = [account({ subkind: 'time', balance: '10', maturesOn: '1999-01-15' })]
  assert.deepEqual(concerns(given({ accounts, asOf: '1998-12-31' })), [{ kind: 'maturing', count: 1, amount: '10', currency: 'CNY', on: '1999-01-15', days: 15 }])
})

test('assets a third below those of three months ago are named with what left', () => {
  const month = (aum: string) => ({ month: '2026-01-01', aum, lum: '0' })
  const [found] = concerns(given({ trend: [month('100000'), month('90000'), month('80000'), month('60000')] }))
  assert.deepEqual(found, { kind: 'shrinking', share: 0.4, amount: '40000', currency: 'CNY' })
  assert.deepEqual(kinds({ trend: [month('40000'), month('1'), month('1'), month('1')] }), [], 'small sums come and go')
})

test('who lacks a tenth of the next level hears of it, unless a person has set the level', () => {
  const ladder = { atLeast: '50000', next: { level: 'platinum', atLeast: '500000' } }
  const held = { currency: 'CNY', overdue: '0', aum: '482836.23' }
  assert.deepEqual(concerns(given({ found: { ...person, ladder }, held })), [{ kind: 'nearing', amount: '17163.77', currency: 'CNY', level: 'platinum' }])
  assert.deepEqual(kinds({ found: { ...person, ladder, level_by: 'person' }, held }), [])
})

test('who sees only a part is not told that details or an owner are missing', () => {
  const blank = { ...person, owner: null, phone: null, address: null }
  assert.deepEqual(kinds({ found: blank }), ['unowned', 'incomplete'])
  assert.deepEqual(kinds({ found: { ...blank, whole: false } }), [])
})

test('large moves in and out are counted apart and to the last cent', () => {
  const cents = fc.bigInt({ min: 5_000_000n, max: 10n ** 12n })
  const text = (n: bigint) => `${n / 100n}.${String(n % 100n).padStart(2, '0')}`
  fc.assert(fc.property(fc.array(fc.tuple(cents, fc.boolean()), { maxLength: 30 }), (moves) => {
    const large = moves.map(([n, isOut]) => ({ on_day: today(), amount: `${isOut ? '-' : ''}${text(n)}`, currency: 'CNY' }))
    const found = concerns(given({ large }))
    for (const [kind, isOut] of [['outflow', true], ['inflow', false]] as const) {
      const mine = moves.filter(([, out]) => out === isOut)
      const told = found.find((concern) => concern.kind === kind)
      assert.equal(told?.count ?? 0, mine.length)
      if (mine.length > 0) assert.equal(told?.amount, text(mine.reduce((sum, [n]) => sum + n, 0n)))
    }
  }))
})
