/** Walks the audit chain from its first link and names where it is broken. */
import { bySealingOrder, chain, ENTRY, GENESIS, type Entry, type Head, type NotedHead } from './seal.ts'
import type { Tx } from './tx.ts'

/**
 * altered    the entry or its hash is not what was sealed
 * moved      the entry stands in another place than it was sealed in
 * deleted    a link whose entry is gone
 * gap        a link is missing
 * inserted   an entry behind the horizon that was never sealed, or of a transaction that has not been
 * cut        the chain ends before its head
 * rewritten  the chain is whole, but a head noted outside the database knew another
 * hidden     the entry is there, but the customer's own list of lookers lacks it (or has one too many)
 */
export type Break = { kind: 'altered' | 'moved' | 'deleted' | 'gap' | 'inserted' | 'cut' | 'rewritten' | 'hidden'; link: number | null; entry: number | null }
export type Verdict = { links: number; unsealed: number; breaks: Break[]; more: boolean }

/** The breaks in the order of the chain, the first first; at most a hundred are named. */
export async function verify(tx: Tx, noted: readonly NotedHead[], onLink: (link: number, of: number) => void = () => {}): Promise<Verdict> {
  const head = await tx.one<Head>`select current_database()::text as database, link, hash, horizon::text as horizon from kernel.audit_head`
  const end = head?.link ?? 0
  const breaks: Break[] = []
  const walk = await walkChain(tx, head, breaks, new Map(noted.map((each) => [each.link, each.hash])), (link) => onLink(link, end))
  checkEnd(head, walk, noted, breaks)
  breaks.push(...(await findInserted(tx, head?.horizon ?? '0')), ...(await findHidden(tx, head?.horizon ?? '0')))
  const tail = await tx.one<{ unsealed: number }>`
    select count(*) as unsealed from kernel.audit_entry where xid >= ${head?.horizon ?? '0'}::xid8`
  const named = breaks.toSorted((a, b) => (a.link ?? Infinity) - (b.link ?? Infinity) || (a.entry ?? 0) - (b.entry ?? 0))
  return { links: walk.links, unsealed: tail?.unsealed ?? 0, breaks: named.slice(0, MOST), more: named.length > MOST }
}

const MOST = 100
const AT_ONCE = 10_000

type Link = { link: number; entry: number; hash: Buffer } & (Entry | { [K in keyof Entry]: null })
type Walk = { links: number; last: number; hash: Buffer }

async function walkChain(tx: Tx, head: Head | undefined, breaks: Break[], noted: ReadonlyMap<number, string>, onLink: (link: number) => void): Promise<Walk> {
  const walk: Walk = { links: 0, last: 0, hash: GENESIS }
  let before: Pick<Entry, 'xid' | 'id'> = { xid: '0', id: 0 }
  let next = linksAfter(tx, 0, head)
  for (;;) {
    const rows = await next
    const last = rows.at(-1)
    if (!last) return walk
    next = linksAfter(tx, last.link, head) // the server reads the next while this one is checked
    for (const row of rows) {
      before = step(walk, row, before, breaks)
      const known = noted.get(row.link)
      if (known !== undefined && known !== row.hash.toString('hex')) breaks.push({ kind: 'rewritten', link: row.link, entry: row.entry })
    }
    onLink(walk.last)
  }
}

/** Only links of the head read at the start: those sealed since are not in question. Without a head every link is. */
function linksAfter(tx: Tx, link: number, head: Head | undefined): Promise<Link[]> {
  return tx<Link[]>`
    select l.link, l.entry, l.hash, ${ENTRY}
    from kernel.audit_link l left join kernel.audit_entry e on e.id = l.entry
    where l.link > ${link} and l.link <= ${head?.link ?? Number.MAX_SAFE_INTEGER}
    order by l.link
    limit ${AT_ONCE}`
}

/** Checks one link against the one before, and goes on from the hash as it stands, so that a second break is a second break. */
function step(walk: Walk, row: Link, before: Pick<Entry, 'xid' | 'id'>, breaks: Break[]): Pick<Entry, 'xid' | 'id'> {
  const isNext = row.link === walk.last + 1
  if (!isNext) breaks.push({ kind: 'gap', link: walk.last + 1, entry: null })
  const found = row.id === null ? 'deleted' : bySealingOrder(before, row) >= 0 ? 'moved' : isNext && !chain(walk.hash, row.link, row).equals(row.hash) ? 'altered' : null
  if (found) breaks.push({ kind: found, link: row.link, entry: row.entry })
  Object.assign(walk, { links: walk.links + 1, last: row.link, hash: row.hash })
  // An entry that does not belong here says nothing about the order of the next.
  return found || row.id === null ? before : row
}

function checkEnd(head: Head | undefined, walk: Walk, noted: readonly NotedHead[], breaks: Break[]): void {
  const outside = Math.max(0, ...noted.map((each) => each.link))
  const inside = head?.link ?? 0
  if (walk.last < Math.max(inside, outside) || (!head && walk.last > 0)) breaks.push({ kind: 'cut', link: walk.last + 1, entry: null })
  else if (head && !head.hash.equals(walk.hash) && !breaks.some((each) => each.link === walk.last)) breaks.push({ kind: 'altered', link: walk.last, entry: null })
}

async function findInserted(tx: Tx, horizon: string): Promise<Break[]> {
  const rows = await tx<{ id: number }[]>`
    select e.id
    from kernel.audit_entry e
    where (e.xid < ${horizon}::xid8 or e.xid >= pg_snapshot_xmax(pg_current_snapshot()))
      and not exists (select from kernel.audit_link l where l.entry = e.id)
    order by e.xid, e.id
    limit ${MOST + 1}`
  return rows.map(({ id }) => ({ kind: 'inserted', link: null, entry: id }))
}

/** The narrow rows by which one asks who saw a customer repeat what the entries say, no more and no less. Compared row by row only where the sums differ. */
async function findHidden(tx: Tx, horizon: string): Promise<Break[]> {
  const sums = await tx.one<{ same: boolean }>`
    with said as (
      select count(*) as n, sum(hashtextextended(s.subject || ' ' || e.id || ' ' || extract(epoch from e.at), 0)) as total
      from kernel.audit_entry e, lateral (select distinct subject from unnest(e.subjects) subject) s),
    listed as (
      select count(*) as n, sum(hashtextextended(subject || ' ' || entry || ' ' || extract(epoch from at), 0)) as total from kernel.audit_subject)
    select (said.n, coalesce(said.total, 0)) = (listed.n, coalesce(listed.total, 0)) as same from said, listed`
  if (sums?.same) return []
  const rows = await tx<{ entry: number; link: number | null }[]>`
    with said as (
      select distinct s as subject, e.at, e.id as entry from kernel.audit_entry e, unnest(e.subjects) s where e.xid < ${horizon}::xid8),
    listed as (
      select a.subject, a.at, a.entry from kernel.audit_subject a
      where not exists (select from kernel.audit_entry e where e.id = a.entry and e.xid >= ${horizon}::xid8)),
    differing as ((select * from said except select * from listed) union all (select * from listed except select * from said))
    select distinct d.entry, l.link from differing d left join kernel.audit_link l on l.entry = d.entry order by l.link, d.entry limit ${MOST + 1}`
  return rows.map(({ entry, link }) => ({ kind: 'hidden', link, entry }))
}
