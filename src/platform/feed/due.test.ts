import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Refused } from '#kernel/error'
import { circleIn, dueBetween, isWithin, nextDue, type Days } from './due.ts'

const days = (cron: string, kind: Days, from: string, until: string) => dueBetween(cron, kind, new Date(`${from}T00:00:00+08:00`), new Date(`${until}T23:59:00+08:00`)).map(({ day }) => day)

test('a file of working days is not due on a holiday, and is due on a Sunday that is worked instead', () => {
  assert.deepEqual(days('0 6 * * *', 'workdays', '2026-02-13', '2026-02-25'), ['2026-02-13', '2026-02-14', '2026-02-24', '2026-02-25'])
})

test('the end of a month is its last day, or its last working day', () => {
  assert.deepEqual(days('0 22 * * *', 'month-end', '2026-01-01', '2026-03-31'), ['2026-01-31', '2026-02-28', '2026-03-31'])
  assert.deepEqual(days('0 22 * * *', 'month-end-workday', '2026-01-01', '2026-03-31'), ['2026-01-30', '2026-02-28', '2026-03-31'])
})

test('a year without a published calendar fails loudly, for whoever needs the calendar', () => {
  assert.throws(() => days('0 6 * * *', 'workdays', '2031-01-01', '2031-01-05'), (error: Refused) => error.code === 'unprocessable' && 'calendar' in error.facts)
  assert.equal(days('0 6 * * *', 'all', '2031-01-01', '2031-01-05').length, 5)
})

test('hours are those of Beijing, whatever the machine says', () => {
  assert.equal(nextDue('30 6 * * *', 'all', new Date('2026-11-20T22:29:00Z'))?.toISOString(), '2026-11-20T22:30:00.000Z')
})

test('a window may pass midnight', () => {
  const at = (time: string) => new Date(`2026-11-20T${time}:00+08:00`)
  assert.deepEqual(['21:59', '22:00', '03:00', '05:00'].map((time) => isWithin('22:00', '05:00', at(time))), [false, true, true, false])
  assert.deepEqual(['06:00', '08:00'].map((time) => isWithin('06:00', '08:00', at(time))), [true, false])
})

test('a circle of interfaces waiting for each other is found, and never where there is none', () => {
  assert.deepEqual(circleIn(new Map([['a', ['b']], ['b', ['c']], ['c', ['a']]])), ['a', 'b', 'c', 'a'])
  assert.deepEqual(circleIn(new Map([['a', ['a']]])), ['a', 'a'])
  const downward = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 30 }).map((pairs) => pairs.filter(([from, to]) => from > to))
  fc.assert(fc.property(downward, (pairs) => {
    const follows = new Map<string, string[]>()
    for (const [from, to] of pairs) follows.set(String(from), [...(follows.get(String(from)) ?? []), String(to)])
    assert.equal(circleIn(follows), null)
  }))
})
