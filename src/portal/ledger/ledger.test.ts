import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWorld, people, type Person, type World } from '#test/world'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

const ask = async (person: Person, path: string) => (await bank.as(person)).get(`/ledger${path}`)
type Row = { name: string; deposit: string; loan: string; depositMonth: string; depositYear: string; months: { month: string; deposit: string }[] }

test('a manager’s ledger says what each customer keeps, since the month and the year began, and how the year went', async () => {
  const { rows } = (await ask(people.wu, '/customers')).body as { rows: Row[] }
  const [chen] = rows
  assert.equal(chen?.name, '陈静')
  assert.equal(chen?.deposit, '482300.50')
  // October closed at 90,300.50 beside the time deposit of 300,000.00, whose balance nothing has moved.
  assert.equal(chen?.depositMonth, '92000.00')
  assert.equal(chen?.depositYear, '110500.00', 'before the first known month stands its opening')
  assert.deepEqual(chen?.months.slice(-3).map((each) => each.deposit), ['371800.50', '390300.50', '482300.50'])
  assert.equal(chen?.months.length, 12)
})

test('the book together is the sum of its rows', async () => {
  const { body } = await ask(people.wu, '/sums')
  assert.deepEqual([body.customers, body.deposit, body.depositMonth], [2, '482300.50', '92000.00'])
  assert.equal(Number(body.loan), 0)
  assert.equal(body.months.at(-1).deposit, '482300.50')
  assert.deepEqual(body.managers, [], 'a manager looks into no other book')
  assert.equal(body.monthStart, '2026-11-01')
})

test('it is sorted and paged by key, and every order tells each customer once', async () => {
  for (const sort of ['deposit', '-deposit', 'depositMonth', '-loan']) {
    const all = (await ask(people.zheng, `/customers?sort=${sort}`)).body.rows as Row[]
    const first = (await ask(people.wu, `/customers?sort=${sort}&limit=1`)).body
    const second = (await ask(people.wu, `/customers?sort=${sort}&limit=1&after=${encodeURIComponent(first.next)}`)).body
    assert.deepEqual([first.rows[0].name, second.rows[0].name].toSorted(), ['陈静', '𠮷田䶮'].toSorted(), sort)
    assert.equal(second.next, null)
    assert.deepEqual(all.map((row) => row.name), ['欧阳修远'])
  }
})

test('a supervisor opens the books of the own managers, and nobody else’s', async () => {
  const shen = (await ask(people.shen, '/sums')).body
  assert.deepEqual(shen.managers.map((each: { name: string }) => each.name).toSorted(), ['吴敏', '郑浩'])
  assert.equal((await ask(people.shen, `/sums?owner=${people.zheng.staff}`)).body.deposit, '2600000.00')
  assert.equal((await ask(people.shen, `/sums?owner=${people.luo.staff}`)).status, 404)
  assert.deepEqual((await ask(people.wu, `/customers?owner=${people.luo.staff}`)).body.rows, [], 'rows of another branch are not seen, whoever asks')
  assert.equal((await ask(people.wu, `/sums?owner=${people.zheng.staff}`)).status, 404)
})

test('what falls, and what is owed, is found by itself', async () => {
  assert.deepEqual((await ask(people.zheng, '/customers?only=falling')).body.rows.map((row: Row) => row.depositMonth), ['-200000.00'])
  assert.deepEqual((await ask(people.wu, '/customers?only=loan')).body.rows, [])
})
