/** 关系图谱: rings around a customer. What is drawn is bounded in every direction, so that a company with ten thousand payees costs what a family costs. */
import { flowsOf, type Flow } from '#center/account'
import { MOST as MOST_REACHED, reached, tiesOf, type Carries, type Tie } from '#center/customer'
import { Refused } from '#kernel/error'
import type { InputOf } from '#kernel/endpoint'
import { sum as addUp } from '#kernel/money'
import type { Tx } from '#kernel/tx'
import type { CustomerMap, getMap, MapFlow, MapNode, MapTie, Sum } from './map.api.ts'

/** As many as a screen bears without becoming a hairball several times over; the page draws sixty and lists all. */
const MOST = 500
const TIES_EACH = 200
/** The largest partners of each; the tail of a payroll is no relation. */
const FLOWS_EACH = 12

export async function map(tx: Tx, { customerNo, hops = 2 }: InputOf<typeof getMap>): Promise<CustomerMap> {
  const [[centre], exposure, reach] = await Promise.all([seen(tx, [customerNo], 0, true), exposureOf(tx, customerNo), asOf(tx)])
  if (!centre) throw new Refused('not-found')
  const around = await gather(tx, centre, hops)
  return { customerNo, ...around, exposure, asOf: reach }
}

type Around = Pick<CustomerMap, 'nodes' | 'ties' | 'flows' | 'isCut'>

async function gather(tx: Tx, centre: MapNode, hops: number): Promise<Around> {
  const nodes = new Map([[centre.customerNo, centre]])
  const ties = new Map<string, MapTie>()
  const flows = new Map<string, MapFlow>()
  let frontier = [centre.customerNo]
  let isCut = false
  for (let ring = 1; ring <= hops && frontier.length > 0; ring++) {
    const [found, moved] = await neighbours(tx, frontier)
    const fresh = [...new Set([...found, ...moved].flatMap(({ from, to }) => [from, to]))].filter((no) => !nodes.has(no))
    isCut ||= fresh.length > MOST - nodes.size
    const shown = await seen(tx, fresh.slice(0, MOST - nodes.size), ring)
    for (const node of shown) nodes.set(node.customerNo, node)
    for (const tie of found) if (nodes.has(tie.from) && nodes.has(tie.to)) ties.set(`${tie.from} ${tie.to} ${tie.type}`, tie)
    for (const flow of moved) if (nodes.has(flow.from) && nodes.has(flow.to)) flows.set(`${flow.from} ${flow.to} ${flow.currency}`, flow)
    frontier = shown.map((node) => node.customerNo)
  }
  return { nodes: [...nodes.values()], ties: outward([...ties.values()], [...nodes.values()]), flows: [...flows.values()], isCut }
}

/** What reads alike from both sides is read from the middle outwards, and along a path. */
export function outward(ties: MapTie[], nodes: readonly MapNode[]): MapTie[] {
  const ring = new Map(nodes.map((node) => [node.customerNo, node.ring]))
  return ties.map((tie) => (tie.mutual && (ring.get(tie.from) ?? 0) > (ring.get(tie.to) ?? 0) ? { ...tie, from: tie.to, to: tie.from } : tie))
}

export async function neighbours(tx: Tx, customers: readonly string[]): Promise<[MapTie[], Flow[]]> {
  const [ties, flows] = await Promise.all([tiesOf(tx, customers, TIES_EACH), flowsOf(tx, customers, FLOWS_EACH)])
  return [ties.map(tieShown), flows]
}

function tieShown({ zh, en, ...tie }: Tie): MapTie {
  return { ...tie, label: { zh, en } }
}

/** Those of `customers` whom the viewer sees whole; the one in the middle also where only a part is seen. */
export function seen(tx: Tx, customers: readonly string[], ring: number, evenInPart = false): Promise<MapNode[]> {
  return tx<MapNode[]>`
    select distinct on (g.customer_no) g.customer_no as "customerNo", g.name, g.kind, ${ring}::int as ring, c.level, c.status,
      p.aum::text, p.lum::text, p.overdue::text, p.currency, p.moved_on as "movedOn", s.name as owner
    from identity.golden g
    left join customer.customer c on c.customer_no = g.customer_no
    left join account.position p on p.customer_no = g.customer_no and p.org = g.org
    left join access.staff s on s.staff = c.owner
    where g.customer_no = any(${customers}::text[]) and (g.whole or ${evenInPart})
    order by g.customer_no, g.whole desc, g.records desc, g.org`
}

/** What this customer answers for: along 控股 and 集团, along 担保, and along both in any order. Nobody counts twice. */
async function exposureOf(tx: Tx, customerNo: string): Promise<CustomerMap['exposure']> {
  const walk = (...along: Carries[]) => reached(tx, customerNo, along)
  const [control, guarantee, all] = await Promise.all([walk('control'), walk('guarantee'), walk('control', 'guarantee')])
  if (all.length === 0) return null
  const positions = await held(tx, [customerNo, ...all])
  const currency = positions.find((each) => each.no === customerNo)?.currency ?? 'CNY'
  const sum = (of: readonly string[]): Sum => total(positions.filter((each) => of.includes(each.no) && each.currency === currency), of.length)
  return { currency, control: sum(control), guarantee: sum(guarantee), all: sum([customerNo, ...all].slice(0, MOST_REACHED)), mixed: positions.some((each) => each.currency !== currency || each.mixed) }
}

const total = (of: readonly Held[], customers: number): Sum => ({ customers, aum: addUp(of.map((each) => each.aum)), lum: addUp(of.map((each) => each.lum)), overdue: addUp(of.map((each) => each.overdue)) })

async function asOf(tx: Tx): Promise<string | null> {
  return (await tx.one<{ day: string | null }>`select max(day) as day from account.as_of`)?.day ?? null
}

type Held = { no: string; currency: string; mixed: boolean; aum: string; lum: string; overdue: string }

function held(tx: Tx, customers: readonly string[]): Promise<Held[]> {
  return tx<Held[]>`
    select customer_no as no, currency, mixed, aum::text, lum::text, overdue::text
    from account.position where customer_no = any(${customers}::text[]) and whole`
}
