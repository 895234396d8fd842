/** A day at the core: money moves, and now and then a customer moves house, opens an account or closes one. */
import type pg from 'pg'
import { drawName } from '#demo/bank/names'
import { idCheckDigit } from '#demo/bank/numbers'
import type { Random } from '#demo/bank/random'

export type Known = { accounts: { zh: string; khh: string; jgh: string }[]; opened: string[]; born: number }
export type Done = { kind: 'entry' | 'change' | 'open' | 'close' | 'customer' | 'delete'; key: string; account?: string; changes: number }

type Note = readonly [code: string, channel: string, note: string]
const NOTES: Record<'in' | 'out', readonly Note[]> = {
  out: [['1301', 'POS', '消费'], ['1002', 'ATM', 'ATM取款'], ['1102', 'MOB', '转出'], ['1701', 'SYS', '电费']],
  in: [['1101', 'MOB', '转入'], ['1001', 'CNT', '现金存入'], ['1201', 'SYS', '工资']],
}

/** What is known of the core by whoever trades at it. */
export async function look(client: pg.Client): Promise<Known> {
  const { rows } = await client.query<Known['accounts'][number]>(`select zh, khh, jgh from hx.zhxx where zhlx = 'S' and zhzt = '0' order by zh`)
  return { accounts: rows, opened: [], born: 0 }
}

/** One thing that happens. `mark` keeps the keys of several traders apart. */
export async function happen(client: pg.Client, random: Random, known: Known, mark: string): Promise<Done> {
  const fate = random.share()
  if (fate < 0.93) return entry(client, random, known)
  if (fate < 0.96) return change(client, random, known)
  if (fate < 0.98) return openAccount(client, random, known, mark)
  if (fate < 0.985) return newCustomer(client, random, known, mark)
  return fate < 0.995 ? close(client, known, random) : remove(client, known, random)
}

async function entry(client: pg.Client, random: Random, { accounts }: Known): Promise<Done> {
  const { zh } = random.pick(accounts)
  const isIn = random.chance(0.45)
  const [code, channel, note] = random.pick(isIn ? NOTES.in : NOTES.out)
  const cents = Math.round(random.around(isIn ? 1500 : 260, 1) * 100) + 1
  const amount = `${isIn ? '' : '-'}${(cents / 100).toFixed(2)}`
  const { rows } = await client.query<{ lsh: string }>('select lsh from hx.jz($1, $2::numeric, $3, $4, $5, $6)', [zh, amount, code, channel, note, drawName(random, 'F', 1985).name])
  return { kind: 'entry', key: rows[0]?.lsh ?? '', account: zh, changes: 2 }
}

async function change(client: pg.Client, random: Random, { accounts }: Known): Promise<Done> {
  const { khh } = random.pick(accounts)
  const isPhone = random.chance(0.5)
  const value = isPhone ? `139${random.digits(8)}` : `江苏省南京市鼓楼区中山北路${random.between(1, 400)}号${random.between(1, 20)}幢${random.between(101, 2403)}室`
  await client.query(`update hx.khxx set ${isPhone ? 'sjhm' : 'lxdz'} = $2, whrq = current_date where khh = $1`, [khh, value])
  return { kind: 'change', key: khh, changes: 1 }
}

async function openAccount(client: pg.Client, random: Random, known: Known, mark: string): Promise<Done> {
  const { khh, jgh } = random.pick(known.accounts)
  const zh = `6299${mark}${random.digits(12)}`
  await client.query(`insert into hx.zhxx (zh, khh, zhlx, cpdm, ye, khrq, jgh) values ($1, $2, 'S', null, 0, current_date, $3)`, [zh, khh, jgh])
  known.opened.push(zh)
  return { kind: 'open', key: zh, changes: 1 }
}

async function newCustomer(client: pg.Client, random: Random, known: Known, mark: string): Promise<Done> {
  const { jgh } = random.pick(known.accounts)
  const khh = `9${mark}${String(++known.born).padStart(7, '0')}`
  const body = `320102${random.between(1955, 2004)}0${random.between(1, 9)}1${random.between(0, 9)}${random.digits(3)}`
  const zh = `6299${mark}${random.digits(12)}`
  await client.query('begin')
  await client.query(
    `insert into hx.khxx (khh, khmc, zjlx, zjhm, sjhm, khjg, khrq, whrq) values ($1, $2, '01', $3, $4, $5, current_date, current_date)`,
    [khh, drawName(random, random.chance(0.5) ? 'M' : 'F', 1985).name, body + idCheckDigit(body), `137${random.digits(8)}`, jgh])
  await client.query(`insert into hx.zhxx (zh, khh, zhlx, ye, khrq, jgh) values ($1, $2, 'S', 0, current_date, $3)`, [zh, khh, jgh])
  await client.query(`select hx.jz($1, 1000, '1001', 'CNT', '开户存入')`, [zh])
  await client.query('commit')
  known.accounts.push({ zh, khh, jgh })
  return { kind: 'customer', key: khh, changes: 4 }
}

async function close(client: pg.Client, known: Known, random: Random): Promise<Done> {
  const zh = takeOpened(known, random)
  if (zh === undefined) return entry(client, random, known)
  await client.query(`update hx.zhxx set zhzt = '9', xhrq = current_date where zh = $1`, [zh])
  return { kind: 'close', key: zh, changes: 1 }
}

/** A core that clears away an account opened by mistake: for whoever follows it is closed, never gone. */
async function remove(client: pg.Client, known: Known, random: Random): Promise<Done> {
  const zh = takeOpened(known, random)
  if (zh === undefined) return entry(client, random, known)
  await client.query('delete from hx.zhxx where zh = $1', [zh])
  return { kind: 'delete', key: zh, changes: 1 }
}

function takeOpened({ opened }: Known, random: Random): string | undefined {
  return opened.length === 0 ? undefined : opened.splice(random.below(opened.length), 1)[0]
}
