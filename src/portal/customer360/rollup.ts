/** 家庭 and 集团 rolled up. The members are walked once each, so a circle of holdings counts nobody twice. */
import { householdWith, MOST, reached, tiesOf } from '#center/customer'
import { Refused } from '#kernel/error'
import type { InputOf } from '#kernel/endpoint'
import { compare, sum } from '#kernel/money'
import type { Tx } from '#kernel/tx'
import type { getRollup, Rollup } from './rollup.api.ts'

type Member = Rollup['members'][number]

export async function rollup(tx: Tx, { customerNo, of }: InputOf<typeof getRollup>): Promise<Rollup> {
  const { household, roles } = of === 'household' ? await family(tx, customerNo) : { household: null, roles: new Map<string, string | null>([[customerNo, null], ...(await reached(tx, customerNo, ['control'])).map((no): [string, null] => [no, null])]) }
  const numbers = [...roles.keys()]
  const [found, ties, reach] = await Promise.all([members(tx, numbers), of === 'group' ? tiesOf(tx, numbers, numbers.length + 1) : [], tx.one<{ day: string | null }>`select max(day) as day from account.as_of`])
  if (!found.some((member) => member.customerNo === customerNo)) throw new Refused('not-found')
  const order = (member: Member) => numbers.indexOf(member.customerNo)
  return {
    customerNo, household,
    members: found.map((member) => ({ ...member, role: roles.get(member.customerNo) ?? null })).toSorted((a, b) => order(a) - order(b)),
    ties: ties.filter((tie) => tie.carries === 'control' && tie.until === null && roles.has(tie.from) && roles.has(tie.to)).map(({ from, to, zh, en }) => ({ from, to, label: { zh, en } })),
    sums: sumsOf(found), isCut: numbers.length > MOST, asOf: reach?.day ?? null,
  }
}

async function family(tx: Tx, customerNo: string): Promise<{ household: number | null; roles: Map<string, string | null> }> {
  const { household, members: people } = await householdWith(tx, customerNo)
  return { household, roles: household === null ? new Map([[customerNo, null]]) : new Map(people.map((each) => [each.customerNo, each.role])) }
}

/** In the currency most of it is in; what stands in another is said and not added. */
export function sumsOf(of: readonly Omit<Member, 'role'>[]): Rollup['sums'] {
  const currency = of.find((member) => member.currency === 'CNY')?.currency ?? of.find((member) => member.currency !== null)?.currency ?? 'CNY'
  const counted = of.filter((member) => (member.currency ?? currency) === currency)
  const total = (key: 'aum' | 'lum' | 'limit' | 'overdue') => sum(counted.map((member) => member[key]))
  return {
    customers: of.length, currency, mixed: of.some((member) => member.mixed || (member.currency ?? currency) !== currency),
    aum: total('aum'), lum: total('lum'), limit: total('limit'), overdue: total('overdue'), late: of.filter((member) => compare(member.overdue, '0') > 0).length,
  }
}

function members(tx: Tx, customers: readonly string[]): Promise<Omit<Member, 'role'>[]> {
  return tx<Omit<Member, 'role'>[]>`
    select g.customer_no as "customerNo", g.name, g.kind, c.level, c.status, s.name as owner, p.currency, coalesce(p.mixed, false) as mixed,
      coalesce(p.aum, 0)::text as aum, coalesce(p.lum, 0)::text as lum, coalesce(p.overdue, 0)::text as overdue, coalesce(l.granted, 0)::text as limit
    from identity.golden g
    join customer.customer c on c.customer_no = g.customer_no
    left join account.position p on p.customer_no = g.customer_no and p.whole
    left join access.staff s on s.staff = c.owner
    left join lateral (
      select sum(a.credit_limit) as granted
      from account.holder h join account.account a on a.account_no = h.account_no
      where h.customer_no = g.customer_no and h.until is null and h.role = 'owner' and a.status <> 'closed' and a.currency = coalesce(p.currency, 'CNY')) l on true
    where g.customer_no = any(${customers}::text[]) and g.whole
    order by g.customer_no`
}
