import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { companyAt, type Company } from './companies.ts'
import { dayOf } from './days.ts'
import { creditCheckDigit, idCheckDigit } from './numbers.ts'
import { Town, type Person } from './people.ts'
import { spellTitle } from './titles.ts'

const PEOPLE = 200_000
const COMPANIES = 20_000
const people: Person[] = []
const companies: Company[] = []

before(() => {
  const town = new Town(4, dayOf('2026-03-02'))
  for (let index = 0; index < PEOPLE; index++) people.push(town.next(index))
  for (let index = 0; index < COMPANIES; index++) companies.push(companyAt(4, index))
})

test('no two people share a document by accident, and one in a hundred thousand does by a real fault of the offices', () => {
  const holders = Map.groupBy(people, ({ idNumber }) => idNumber)
  const shared = [...holders.values()].filter((each) => each.length > 1)
  assert.ok(shared.length > 0 && shared.length < 10, String(shared.length))
  for (const [first, second] of shared) {
    assert.equal(second?.planted, 'shared-id')
    assert.equal(first?.birthday, second?.birthday)
    assert.equal(idCheckDigit(first?.idNumber.slice(0, 17) ?? ''), first?.idNumber.at(-1))
  }
})

test('no two people share a mailbox', () => {
  const boxes = people.map(({ email }) => email).filter(Boolean)
  assert.equal(new Set(boxes).size, boxes.length)
})

test('what is planted comes as often as was said', () => {
  const share = (planted: string) => people.filter((person) => person.planted === planted).length / PEOPLE
  for (const [planted, expected] of [['twin', 0.006], ['namesake', 0.006], ['relative', 0.148], ['renamed', 0.002], ['recycled-phone', 0.0145 / 1.17]] as const) {
    assert.ok(Math.abs(share(planted) - expected) < expected * 0.2, `${planted} ${share(planted)}`)
  }
})

test('twins have one birthday and surname and two valid numbers, seldom far apart', () => {
  for (const [at, twin] of people.entries()) {
    const other = people[at - 1]
    if (twin.planted !== 'twin' || !other) continue
    assert.deepEqual([twin.birthday, twin.surname], [other.birthday, other.surname])
    assert.notEqual(twin.idNumber, other.idNumber)
  }
})

test('no two companies share a code, and no registry would have let two of one place have one name', () => {
  assert.equal(new Set(companies.map(({ credit }) => credit)).size, COMPANIES)
  assert.equal(new Set(companies.map(({ orgCode }) => orgCode)).size, COMPANIES)
  assert.deepEqual(companies.filter(({ credit }) => creditCheckDigit(credit.slice(0, 17)) !== credit[17]), [])
  assert.deepEqual([...Map.groupBy(companies, ({ name }) => name)].filter(([, each]) => each.length > 1).map(([name]) => name), [])
})

test('a branch has its parent’s name and a code of its own, a namesake the word and the trade in another town', () => {
  for (const [at, company] of companies.entries()) {
    const before = companies[at - 1]
    if (company.planted === 'branch') assert.ok(company.name.startsWith(before?.name ?? '?') && company.name.endsWith('分公司'))
    if (company.planted === 'namesake' && before?.planted === 'namesake') {
      assert.deepEqual([company.title.word, company.title.trade], [before.title.word, before.title.trade])
      assert.notEqual(company.title.place, before.title.place)
    }
  }
})

test('a name that a company has given up is nobody’s now', () => {
  const names = new Set(companies.map(({ name }) => name))
  const former = companies.flatMap(({ formerTitle }) => (formerTitle === null ? [] : [spellTitle(formerTitle)]))
  assert.ok(former.length > COMPANIES * 0.04)
  assert.deepEqual(former.filter((name) => names.has(name)), [])
})
