import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Refused } from './error.ts'
import { addDays, addMonths, addWorkdays, ageOn, birthdayIn, daysBetween, formatDay, formatInstant, isDay, isWorkday, nextBirthday, nextWorkday, today, weekday } from './time.ts'

const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10))
const days2026 = fc.integer({ min: 0, max: 300 }).map((n) => addDays('2026-01-01', n))

test('the bank closes for National Day 2026 and works the days made up for it', () => {
  for (const off of ['2026-10-01', '2026-10-03', '2026-10-06', '2026-10-07', '2026-10-11']) assert.equal(isWorkday(off), false, off)
  for (const on of ['2026-09-20', '2026-09-30', '2026-10-08', '2026-10-10']) assert.equal(isWorkday(on), true, on)
  assert.equal(nextWorkday('2026-10-01'), '2026-10-08')
  assert.equal(nextWorkday('2026-09-30'), '2026-09-30')
  assert.equal(addWorkdays('2026-09-30', 1), '2026-10-08')
  assert.equal(addWorkdays('2026-10-08', 2), '2026-10-10', '调休: that Saturday is worked')
  assert.equal(addWorkdays('2026-10-08', -1), '2026-09-30')
  assert.equal(addWorkdays('2026-10-08', 0), '2026-10-08')
})

test('a year whose holidays are not announced yet is refused, never guessed', () => {
  for (const day of ['2003-05-01', '2099-10-01']) {
    assert.throws(() => isWorkday(day), (thrown: Refused) => thrown.code === 'unprocessable' && (thrown.facts.known as number[]).includes(2026))
  }
  assert.throws(() => addWorkdays('2098-12-31', 1), Refused)
})

test('counting n working days forward and back ends where it began', () => {
  fc.assert(
    fc.property(days2026, fc.integer({ min: 1, max: 30 }), (day, count) => {
      const start = nextWorkday(day)
      assert.equal(addWorkdays(addWorkdays(start, count), -count), start)
      assert.ok(isWorkday(addWorkdays(start, count)))
    }),
  )
})

test('days add up', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: -40_000, max: 40_000 }), (day, count) => {
      const other = addDays(day, count)
      assert.equal(daysBetween(day, other), count)
      assert.equal(weekday(other), (((weekday(day) + count) % 7) + 7) % 7)
      assert.ok(isDay(other))
    }),
  )
  assert.equal(addDays('2026-02-28', 1), '2026-03-01')
  assert.equal(addDays('2024-02-28', 1), '2024-02-29')
  for (const wrong of ['2026-02-30', '2026-13-01', '26-01-01', '', '2026-1-1']) {
    assert.equal(isDay(wrong), false, wrong)
    assert.throws(() => addDays(wrong, 1), Refused)
  }
})

test('a month after the 31st is the last day of the next month', () => {
  assert.equal(addMonths('2026-01-31', 1), '2026-02-28')
  assert.equal(addMonths('2024-01-31', 1), '2024-02-29')
  assert.equal(addMonths('2026-03-31', -1), '2026-02-28')
  assert.equal(addMonths('2026-11-22', 2), '2027-01-22')
  assert.equal(addMonths('2026-01-15', -1), '2025-12-15')
  fc.assert(fc.property(days, fc.integer({ min: -500, max: 500 }), (day, months) => assert.ok(isDay(addMonths(day, months)))))
})

test('birthdays come every year, on 28 February for those born on the 29th', () => {
  assert.equal(birthdayIn(2026, '2000-02-29'), '2026-02-28')
  assert.equal(birthdayIn(2028, '2000-02-29'), '2028-02-29')
  assert.equal(nextBirthday('1985-11-22', '2026-11-22'), '2026-11-22')
  assert.equal(nextBirthday('1985-11-21', '2026-11-22'), '2027-11-21')
  assert.equal(ageOn('2026-11-21', '1985-11-22'), 40)
  assert.equal(ageOn('2026-11-22', '1985-11-22'), 41)
  fc.assert(fc.property(days, days, (birthday, from) => {
    const next = nextBirthday(birthday, from)
    assert.ok(next >= from && daysBetween(from, next) <= 366)
  }))
})

test('today and the clock are those of Shanghai', () => {
  const lateInLondon = new Date('2026-11-22T16:30:00Z')
  assert.equal(today('Asia/Shanghai', lateInLondon), '2026-11-23')
  assert.equal(today('Europe/London', lateInLondon), '2026-11-22')
  assert.equal(formatInstant('2026-11-22T01:05:09.123Z'), '2026-11-22 09:05')
  assert.equal(formatInstant(new Date('2026-11-21T16:00:00Z')), '2026-11-22 00:00')
  assert.equal(formatDay('2026-11-22'), '2026-11-22')
})
