import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import { AS_OF, openWorld, people, records, type Client, type World } from '#test/world'
import { importFolder } from '#platform/feed'
import { balanceOf } from './points.ts'

let bank: World
let owner: pg.Client
let bei: Client
before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
  bei = await bank.as(people.bei)
})
after(async () => {
  await owner.end()
  await bank.close()
})

/** So many customers are looked at; the acceptance of the archive looks at a thousand. */
const MANY = Number(process.env.YILAN_CUSTOMERS ?? 40)

/** The instant by the clock of the database, which is the one that history is written by. */
const now = async (): Promise<string> => (await owner.query<{ at: string }>(`select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`)).rows[0]?.at ?? ''
const FIELDS = ['kind', 'name', 'idNumber', 'gender', 'birthday', 'phone', 'email', 'address', 'employer', 'occupation', 'legalName', 'industry', 'status', 'level'] as const
const ROWS = ['address', 'contact', 'background', 'person', 'contract', 'assessment', 'points', 'feedback'] as const

/** What an export shows at this moment: read by the doors of now, not by those of then. */
async function snapshot(numbers: readonly string[]): Promise<Map<string, object>> {
  const shown = new Map<string, object>()
  for (const no of numbers) {
    const [overview, archive] = [(await bei.get(`/customer360/customers/${no}`)).body, (await bei.get(`/archive/customers/${no}`)).body]
    if (overview.customerNo !== no) continue // a merged number answers as its survivor
    shown.set(no, { ...Object.fromEntries(FIELDS.map((field) => [field, overview[field]])), owner: overview.owner?.staff ?? null, records: overview.records, rows: Object.fromEntries(ROWS.map((kind) => [kind, archive[kind]])) })
  }
  return shown
}

async function asKnown(no: string, at: string): Promise<object> {
  const { status, body, text } = await bei.get(`/archive/customers/${no}/known?at=${encodeURIComponent(at)}`)
  assert.equal(status, 200, text)
  return { ...Object.fromEntries(FIELDS.map((field) => [field, body[field]])), owner: body.owner?.staff ?? null, records: body.records, rows: body.rows }
}

test('what was known at an instant is what an export of that instant showed, whatever has happened since', async () => {
  const numbers = await townOf(MANY)
  const instants: { at: string; shown: Map<string, object> }[] = []
  const note = async () => instants.push({ at: await now(), shown: await snapshot(numbers) })
  await note()
  for (const turn of [edits, rows, levels, imported, merges, rowsAgain]) {
    await turn(numbers)
    await note()
  }
  let compared = 0
  for (const { at, shown } of instants) {
    for (const [no, was] of shown) {
      if (!(await isCurrent(no))) continue
      assert.deepEqual(await asKnown(no, at), was, `${no} at ${at}`)
      compared++
    }
  }
  assert.ok(compared > 5 * MANY, `${compared} were compared`)
})

test('a day before the bank knew a customer shows that it did not', async () => {
  const [no = ''] = await townOf(1)
  const { body } = await bei.get(`/archive/customers/${no}/known?at=2020-03-31`)
  assert.equal(body.isKnown, false)
  assert.equal(body.name, null)
})

test('what differs by now is named, and another branch sees no history that is not its own', async () => {
  const no = (await owner.query<{ no: string }>(`select customer_no as no from identity.membership where source = 'savings' and key = $1 and to_event is null`, [records.ouyang.key])).rows[0]?.no ?? ''
  const at = await now()
  const { version } = (await bei.get(`/customer360/customers/${no}`)).body
  assert.equal((await bei.patch(`/archive/customers/${no}`, { version, email: 'ouyang@jiangzhou.cn', occupation: '教师' })).status, 200)
  const { body } = await bei.get(`/archive/customers/${no}/known?at=${encodeURIComponent(at)}`)
  assert.deepEqual(body.differs.toSorted(), ['email', 'occupation'])
  assert.equal((await (await bank.as(people.luo)).get(`/archive/customers/${no}/known?at=${encodeURIComponent(at)}`)).status, 404)
})

test('points never come from nowhere: what was earned is there, spent, lost or owed back', () => {
  const day = fc.integer({ min: 0, max: 700 }).map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10))
  const entry = fc.record({ points: fc.integer({ min: -500, max: 500 }).filter((n) => n !== 0), onDay: day, expiresOn: fc.option(day) }).map((one) => ({ ...one, expiresOn: one.points > 0 && one.expiresOn !== null && one.expiresOn >= one.onDay ? one.expiresOn : null, endedOn: null }))
  fc.assert(fc.property(fc.array(entry, { maxLength: 40 }), day, (entries, today) => {
    const { points, lost, expiring } = balanceOf(entries, today)
    const sum = entries.filter((one) => one.onDay <= today).reduce((all, one) => all + one.points, 0)
    assert.equal(points + lost, sum)
    assert.ok(lost >= 0 && expiring >= 0 && expiring <= Math.max(0, points))
  }))
})

// ---- what happens to a town, by its doors

const isCurrent = async (no: string): Promise<boolean> => (await owner.query('select 1 from customer.customer where customer_no = $1 and state = $2', [no, 'active'])).rowCount === 1

let settled: string[] | undefined
async function townOf(many: number): Promise<string[]> {
  if (!settled) {
    await deliver(MANY + 20, { updatedOn: '2026-01-01', road: '玄武区北京东路' })
    settled = (await owner.query<{ no: string }>(`select distinct customer_no as no from identity.membership where key like 'T%' and source = 'savings' and to_event is null order by 1`)).rows.map((row) => row.no)
  }
  return settled.slice(0, many)
}

const versionOf = async (no: string): Promise<number> => (await bei.get(`/customer360/customers/${no}`)).body.version

async function edits(numbers: readonly string[]): Promise<void> {
  for (const [n, no] of numbers.slice(0, MANY / 2).entries()) {
    const said = [{ phone: `1381111${String(2000 + n)}` }, { email: `k${n}@jiangzhou.cn`, employer: '江州设计院' }, { address: `江苏省苏州市姑苏区人民路${n + 1}号`, occupation: '会计' }][n % 3] ?? {}
    const changed = await bei.patch(`/archive/customers/${no}`, { version: await versionOf(no), ...said })
    assert.equal(changed.status, 200, changed.text)
  }
}

async function rows(numbers: readonly string[]): Promise<void> {
  for (const [n, no] of numbers.entries()) {
    const added = await bei.post(`/archive/customers/${no}/${n % 2 ? 'contacts' : 'addresses'}`, n % 2 ? { kind: 'mobile', value: `1391111${String(3000 + n)}` } : { kind: 'home', address: `江苏省南京市秦淮区中山南路${n + 1}号2幢301室` })
    assert.equal(added.status, 200, added.text)
  }
}

async function levels(numbers: readonly string[]): Promise<void> {
  for (const no of numbers.slice(5, 5 + MANY / 6)) {
    const given = await bei.patch(`/customer/customers/${no}`, { version: await versionOf(no), level: 'gold', levelReason: '重点培育客户', levelUntil: '2027-06-30' })
    assert.equal(given.status, 200, given.text)
  }
}

const imported = (): Promise<void> => deliver(MANY * 0.75, { updatedOn: '2026-11-01', road: '鼓楼区汉口路' })

/** The savings system's file, through the import as any file. */
async function deliver(many: number, { updatedOn, road }: { updatedOn: string; road: string }): Promise<void> {
  const rows = Array.from({ length: many }, (_, n) => ({
    key: `T${n}`, kind: 'retail', name: `${'赵钱孙李周吴郑王冯陈'[n % 10]}${'文明志国建海永春德家'[Math.floor(n / 10) % 10]}${'安平山川林松云石波宁远达'[Math.floor(n / 100)]}`, phone: `1361234${String(1000 + n)}`, org: n % 2 ? 'N1' : 'N2', openedOn: '2024-01-01', updatedOn, address: `江苏省南京市${road}${n + 1}号`,
  }))
  const title = { zh: '储蓄客户', en: 'Savings customers' }
  await importFolder({ folder: null, declarations: [{ source: 'savings', title, zone: 'Asia/Shanghai', interfaces: [{ name: 'savings.customer', title, entity: 'identity.record', rows }] }], asOf: AS_OF })
  await bank.drain()
}

async function merges(numbers: readonly string[]): Promise<void> {
  const steward = await bank.as(people.qian)
  for (const [one, other] of [[0, 1], [2, 3], [14, 15]] as const) {
    const [a, b] = [numbers[one] ?? '', numbers[other] ?? '']
    const versions = (await owner.query<{ customer_no: string; version: number }>('select customer_no, version from customer.customer where customer_no = any($1)', [[a, b]])).rows
    const of = (no: string) => versions.find((row) => row.customer_no === no)?.version
    const merged = await steward.post(`/identity/customers/${a}/merge`, { version: of(a), other: b, otherVersion: of(b), reason: '核实为同一人' })
    assert.ok([200, 403].includes(merged.status), merged.text)
  }
}

async function rowsAgain(numbers: readonly string[]): Promise<void> {
  for (const no of numbers.slice(4, 4 + MANY / 2)) {
    if (!(await isCurrent(no))) continue
    const { contact, address } = (await bei.get(`/archive/customers/${no}`)).body
    const [kind, row] = contact[0] ? (['contacts', contact[0]] as const) : (['addresses', address[0]] as const)
    const done = row.id % 3 === 0
      ? await bei.post(`/archive/customers/${no}/${kind}/${row.id}/end`, { version: row.version, why: '客户已停用' })
      : await bei.patch(`/archive/customers/${no}/${kind}/${row.id}`, { version: row.version, ...(kind === 'contacts' ? { bestTime: 'evening' } : { postcode: '210000' }) })
    assert.equal(done.status, 200, done.text)
  }
}
