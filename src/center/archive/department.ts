import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import { seen } from './attribute.ts'
import type { assignDepartment, Department, listDepartments } from './department.api.ts'

export async function departments(tx: Tx, { customerNo }: InputOf<typeof listDepartments>): Promise<ReplyOf<typeof listDepartments>> {
  await seen(tx, customerNo)
  const rows = await tx<(Omit<Department, 'owner'> & { staff: string | null; name: string | null })[]>`
    with kept as (
      select r.org, count(*)::int as records
      from identity.membership m
      join identity.source_record r on r.key = m.key and r.source = m.source and r.valid_to is null
      where m.customer_no = ${customerNo} and m.to_event is null
      group by r.org
    ), named as (
      select distinct on (d.org) d.org, d.owner, d.reason, d.at, d.version
      from customer.numbers(${customerNo}) as mine (no)
      join archive.department_owner d on d.customer_no = mine.no
      order by d.org, d.customer_no = ${customerNo} desc, d.at desc
    )
    select o.org, o.name as "orgName", coalesce(k.records, 0) as records, coalesce(o.org = c.org, false) as "isOwning",
      s.staff, s.name, n.reason, n.at as since, o.org between ${tx.who.lo} and ${tx.who.hi} as "isMine", coalesce(n.version, 0) as version
    from kept k
    full join named n on n.org = k.org
    join access.org o on o.org = coalesce(k.org, n.org)
    left join customer.customer c on c.customer_no = ${customerNo}
    left join access.staff s on s.staff = n.owner and s.status = 'active'
    order by "isOwning" desc, records desc, o.org`
  return { customerNo, rows: rows.map(({ staff, name, ...row }) => ({ ...row, owner: staff === null ? null : { staff, name: name ?? staff } })) }
}

export async function assignInDepartment(tx: Tx, { customerNo, org, version, owner, reason }: InputOf<typeof assignDepartment>): Promise<ReplyOf<typeof assignDepartment>> {
  const { rows } = await departments(tx, { customerNo })
  const department = rows.find((row) => row.org === org)
  if (!department) throw new Refused('not-found')
  if (!department.isMine) throw new Refused('forbidden', { org })
  if (version !== department.version) throw stale(department, owner, version)
  if (owner !== null) await refuseOutsider(tx, owner, org)
  const won = version === 0
    ? await tx.count`
      insert into archive.department_owner (customer_no, org, owner, reason, by)
      values (${customerNo}, ${org}, ${owner}, ${reason}, ${tx.who.staff})
      on conflict do nothing`
    : await tx.count`
      insert into archive.department_owner (customer_no, org, owner, reason, by, version)
      values (${customerNo}, ${org}, ${owner}, ${reason}, ${tx.who.staff}, ${version + 1})
      on conflict (customer_no, org) do update
      set owner = excluded.owner, reason = excluded.reason, by = excluded.by, at = now(), version = excluded.version
      where department_owner.version = ${version}`
  if (won === 0) throw stale((await departments(tx, { customerNo })).rows.find((row) => row.org === org) ?? department, owner, version)
  Object.assign(tx.facts, { org, reason, before: { owner: department.owner?.staff ?? null }, after: { owner } })
  return { customerNo, org, version: version + 1 }
}

/** Whoever is named works in that department or below it, and serves customers. */
async function refuseOutsider(tx: Tx, owner: string, org: number): Promise<void> {
  const found = await tx.one<{ staff: string }>`
    select s.staff from access.staff s join access.org o on o.org = ${org} and s.org between o.org and o.hi
    where s.staff = ${owner} and s.status = 'active' and s.side = 'business'`
  if (!found) throw new Refused('unprocessable', { field: 'owner', owner })
}

const stale = (theirs: Department, owner: string | null, version: number): Refused =>
  new Refused('stale', { yours: { owner, version }, theirs: { owner: theirs.owner?.name ?? null, version: theirs.version } })
