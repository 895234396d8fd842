/** What people decide about one customer: level by hand, remark, owner. Each with its version: of two editors one wins. */
import { Refused } from '#kernel/error'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { addMonths, today } from '#kernel/time'
import type { Tx } from '#kernel/tx'
import type { assignOwner, editCustomer, listUnowned, Standing } from './customer.api.ts'
import { ownerAssigned } from './events.ts'

/** A level given by hand is looked at again within two years. */
const LEVEL_MONTHS = 24

type Edit = InputOf<typeof editCustomer>

export async function edit(tx: Tx, input: Edit): Promise<Standing> {
  checkLevel(input)
  const before = await standing(tx, input.customerNo)
  const wanted = changed(before, input)
  const won = await tx.count`
    update customer.customer
    set level = ${wanted.level}, level_by = ${wanted.levelBy}, level_reason = ${wanted.levelReason}, level_until = ${wanted.levelUntil}::date, remark = ${wanted.remark},
        version = version + 1
    where customer_no = ${input.customerNo} and version = ${input.version} and state = 'active'`
  if (won === 0) await lose(tx, input.customerNo, input.version, wanted)
  if (wanted.level !== before.level) await noteLevel(tx, before, wanted)
  tx.facts.before = { level: before.level, levelBy: before.levelBy, levelUntil: before.levelUntil }
  tx.facts.after = { level: wanted.level, levelBy: wanted.levelBy, levelUntil: wanted.levelUntil }
  tx.facts.reason = input.levelReason ?? null
  return standing(tx, input.customerNo)
}

/** 分配管户. The whole golden record moves with the owning organisation: identity hears of it. */
export async function assign(tx: Tx, { customerNo, version, owner, reason }: InputOf<typeof assignOwner>): Promise<Standing> {
  const before = await standing(tx, customerNo)
  const chosen = await tx.one<{ org: number; name: string }>`select org, name from access.staff where staff = ${owner} and status = 'active' and side = 'business'`
  if (!chosen || chosen.org < tx.who.lo || chosen.org > tx.who.hi) throw new Refused('unprocessable', { owner })
  const won = await tx.count`
    update customer.customer set owner = ${owner}, org = ${chosen.org}, owner_by = 'person', version = version + 1
    where customer_no = ${customerNo} and version = ${version} and state = 'active'`
  if (won === 0) await lose(tx, customerNo, version, { owner, ownerName: chosen.name })
  await tx`
    insert into customer.owner_step (customer_no, before, after, before_org, after_org, who, reason)
    values (${customerNo}, ${before.owner}, ${owner}, ${before.org}, ${chosen.org}, ${tx.who.staff}, ${reason})`
  Object.assign(tx.facts, { reason, before: { owner: before.owner, org: before.org }, after: { owner, org: chosen.org } })
  await ownerAssigned.publish(tx, { customers: [customerNo] })
  return standing(tx, customerNo)
}

export async function unowned(tx: Tx, { after, limit = 50 }: InputOf<typeof listUnowned>): Promise<ReplyOf<typeof listUnowned>> {
  const rows = await tx<ReplyOf<typeof listUnowned>['rows']>`
    select c.customer_no as "customerNo", c.version, g.name, g.kind, c.level, c.status, c.org, o.name as "orgName", c.since
    from customer.customer c
    join identity.golden g on g.customer_no = c.customer_no and g.whole
    join access.org o on o.org = c.org
    left join access.staff s on s.staff = c.owner and s.status = 'active'
    where s.staff is null and c.state = 'active' and c.customer_no > ${after ?? ''}
    order by c.customer_no
    limit ${limit + 1}`
  return { rows: rows.slice(0, limit), next: rows.length > limit ? (rows[limit - 1]?.customerNo ?? null) : null }
}

function checkLevel({ level, levelReason, levelUntil }: Edit): void {
  const isGiven = level !== undefined && level !== null
  if (!isGiven) return
  if (!levelReason) throw new Refused('invalid', { field: 'levelReason' })
  if (!levelUntil || levelUntil <= today() || levelUntil > addMonths(today(), LEVEL_MONTHS)) throw new Refused('invalid', { field: 'levelUntil', latest: addMonths(today(), LEVEL_MONTHS) })
}

type Wanted = Pick<Standing, 'level' | 'levelBy' | 'levelReason' | 'levelUntil' | 'remark'>

function changed(before: Standing, input: Edit): Wanted {
  const remark = input.remark === undefined ? before.remark : input.remark
  if (input.level === undefined) return { ...before, remark }
  // Back to the rule: the next grading decides, and until then the level stays.
  if (input.level === null) return { level: before.level, levelBy: 'rule', levelReason: null, levelUntil: null, remark }
  return { level: input.level, levelBy: 'person', levelReason: input.levelReason ?? null, levelUntil: input.levelUntil ?? null, remark }
}

async function noteLevel(tx: Tx, before: Standing, wanted: Wanted): Promise<void> {
  await tx`
    insert into customer.level_step (customer_no, before, after, rule, who, why)
    values (${before.customerNo}, ${before.level}, ${wanted.level}, 'person', ${tx.who.staff}, ${JSON.stringify({ reason: wanted.levelReason, until: wanted.levelUntil })}::jsonb)`
}

/** The race is lost: whoever was quicker, both values go back to the editor. */
async function lose(tx: Tx, customerNo: string, version: number, wanted: object): Promise<never> {
  const theirs = await standing(tx, customerNo)
  if (theirs.version === version) throw new Refused('conflict', { customerNo })
  const pick = Object.keys(wanted).filter((key): key is keyof Standing => key in theirs)
  throw new Refused('stale', {
    yours: { ...Object.fromEntries(pick.map((key) => [key, (wanted as Partial<Standing>)[key]])), version },
    theirs: { ...Object.fromEntries(pick.map((key) => [key, theirs[key]])), version: theirs.version },
  })
}

async function standing(tx: Tx, customerNo: string): Promise<Standing> {
  const found = await tx.one<Standing>`
    select c.customer_no as "customerNo", c.version, c.status, c.level, c.level_by as "levelBy", c.level_reason as "levelReason", c.level_until as "levelUntil",
      c.remark, c.owner, s.name as "ownerName", c.org, o.name as "orgName"
    from customer.customer c
    join access.org o on o.org = c.org
    left join access.staff s on s.staff = c.owner
    where c.customer_no = ${customerNo}`
  if (!found) throw new Refused('not-found')
  return found
}
