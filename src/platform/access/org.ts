import type { Static } from 'typebox'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { addOrg as addDoor, Org, renameOrg as renameDoor } from './org.api.ts'

export async function listOrgs(tx: Tx): Promise<{ rows: Org[] }> {
  return { rows: await orgs(tx, sql`o.org between ${tx.who.lo} and ${tx.who.hi}`) }
}

/** Puts a branch or a department under its parent, in the parent's next free block. */
export async function addOrg(tx: Tx, { parent, code, name, kind }: Static<typeof addDoor.input>): Promise<Org> {
  await within(tx, parent)
  const [block] = await tx<{ org: number; hi: number }[]>`select org, hi from access.place(${parent})`
  if (!block) throw new Refused('conflict', { field: 'parent', cause: 'full' })
  const added = await tx.count`
    insert into access.org (org, hi, parent, code, name, kind) values (${block.org}, ${block.hi}, ${parent}, ${code}, ${name.trim()}, ${kind})
    on conflict (code) do nothing`
  if (added === 0) throw new Refused('conflict', { field: 'code', cause: 'taken' })
  return one(tx, block.org)
}

export async function renameOrg(tx: Tx, { org, name, version }: Static<typeof renameDoor.input>): Promise<Org> {
  await within(tx, org)
  const before = await tx.one<{ name: string }>`select name from access.org where org = ${org} for update`
  const changed = await tx.count`update access.org set name = ${name.trim()}, version = version + 1 where org = ${org} and version = ${version}`
  const now = await one(tx, org)
  if (changed === 0) throw new Refused('stale', { yours: { name }, theirs: { name: now.name, version: now.version } })
  Object.assign(tx.facts, { before: before?.name, after: now.name })
  return now
}

/** Refuses an organisation outside one's own block as if it did not exist. */
export async function within(tx: Tx, org: number): Promise<void> {
  const found = org >= tx.who.lo && org <= tx.who.hi && (await tx.one`select 1 from access.org where org = ${org}`)
  if (!found) throw new Refused('not-found', { field: 'org' })
}

async function one(tx: Tx, org: number): Promise<Org> {
  const [found] = await orgs(tx, sql`o.org = ${org}`)
  if (!found) throw new Refused('not-found')
  return found
}

function orgs(tx: Tx, which: Sql): Promise<Org[]> {
  return tx<Org[]>`
    select o.org, o.parent, o.code, o.name, o.kind, o.version,
      (select count(*) from access.staff s where s.org = o.org and s.status = 'active') as staff
    from access.org o
    where ${which}
    order by o.org`
}
