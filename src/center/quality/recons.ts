/** Reconciliations as they stand, what differs from the whole down to the account, and the steps people take. */
import { refOf } from '#center/account'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { flow } from '#kernel/flow'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { compareAgain, Difference, explainDifference, listDifferences, listReconciliations, ReconDetail, ReconRow, signReconciliation } from './reconcile.api.ts'
import { reconcile } from './reconcile.ts'

export async function reconciliations(tx: Tx, { source, state, after, limit = 50 }: InputOf<typeof listReconciliations>): Promise<ReplyOf<typeof listReconciliations>> {
  const [, day, recon] = /^(\d{4}-\d{2}-\d{2})\.(\d{1,12})$/.exec(after ?? '') ?? []
  if (after !== undefined && recon === undefined) throw new Refused('invalid', { field: 'after' })
  const rows = await rowsOf(tx, sql`
    where (${day ?? null}::date is null or (r.day, r.recon) < (${day ?? null}::date, ${recon ?? null}::bigint))
      and (${source ?? null}::text is null or r.source = ${source ?? null}) and (${state ?? null}::text is null or r.state = ${state ?? null})
    order by r.day desc, r.recon desc limit ${limit}`)
  const last = rows.at(-1)
  return { rows, next: rows.length === limit && last ? `${last.day}.${last.recon}` : null }
}

export async function reconciliation(tx: Tx, { recon }: { recon: number }): Promise<ReconDetail> {
  const [[found], kinds, steps] = await Promise.all([
    rowsOf(tx, sql`where r.recon = ${recon}::bigint`),
    tx.one<Pick<ReconDetail, 'kinds'>>`select kinds from quality.reconciliation where recon = ${recon}::bigint`,
    tx<ReconDetail['steps']>`
      select s.step, s.name, s.staff, p.name as "staffName", s.note, s.at
      from quality.recon_step s left join access.staff p on p.staff = s.staff
      where s.recon = ${recon}::bigint order by s.step`,
  ])
  if (!found || !kinds) throw new Refused('not-found')
  return { ...found, ...kinds, steps }
}

export async function differences(tx: Tx, { recon, kind, after, limit = 60 }: InputOf<typeof listDifferences>): Promise<ReplyOf<typeof listDifferences>> {
  if (after !== undefined && !/^\d{1,9}$/.test(after)) throw new Refused('invalid', { field: 'after' })
  const found = await tx<(Omit<Difference, 'ref' | 'customerNo'> & { account_no: string; customer_no: string | null })[]>`
    select d.nth, d.level, o.name as "orgName", nullif(coalesce(p.name, d.product), '') as product, nullif(split_part(d.account_no, ':', 2), '') as "accountNo", d.account_no, h.customer_no,
      d.currency, d.kind, d.theirs_rows as "theirsRows", d.ours_rows as "oursRows", d.theirs_amount::text as "theirsAmount", d.ours_amount::text as "oursAmount"
    from quality.difference d
    left join access.org o on o.org = d.org and d.level <> 'total' and (d.org <> 0 or d.level = 'account')
    left join product.product p on p.product = d.product
    left join lateral (select customer_no from account.holder where account_no = d.account_no and until is null order by role = 'owner' desc, since limit 1) h on true
    where d.recon = ${recon}::bigint and d.nth > ${after ?? 0}::int ${kind === undefined ? sql`` : sql`and d.kind = ${kind}`}
    order by d.nth
    limit ${limit}`
  const rows = found.map(({ account_no, customer_no, ...each }) => ({ ...each, ref: account_no === '' ? null : refOf(account_no), ...(customer_no === null ? {} : { customerNo: customer_no }) }))
  return { rows, next: rows.length === limit ? String(rows.at(-1)?.nth) : null }
}

function rowsOf(tx: Tx, which: Sql): Promise<ReconRow[]> {
  return tx<ReconRow[]>`
    select r.recon, r.source, coalesce(s.title, jsonb_build_object('zh', r.source, 'en', r.source)) as "sourceTitle", r.day, r.entity, r.state, r.level, r.compared, r.differences, r.currency,
      r.theirs_rows as "theirsRows", r.ours_rows as "oursRows", r.theirs_amount::text as "theirsAmount", r.ours_amount::text as "oursAmount", r.at, r.version
    from quality.reconciliation r left join feed.source s on s.source = r.source
    ${which}`
}

type State = ReconRow['state']
const states = flow<State, 'explain' | 'sign'>({
  steps: { explain: { from: ['differs'], to: 'explained' }, sign: { from: ['matched', 'explained'], to: 'signed' } },
  thing: (id) => sql`select state from quality.reconciliation where recon = ${id}::bigint`,
  move: (id, to) => sql`update quality.reconciliation set state = ${to}, version = version + 1 where recon = ${id}::bigint`,
  log: (id, step, from, to, who, note) => sql`insert into quality.recon_step (recon, name, from_state, to_state, staff, note) values (${id}::bigint, ${step}, ${from}, ${to}, ${who}, ${note})`,
})

type Reply = ReplyOf<typeof signReconciliation>

export async function explain(tx: Tx, { recon, version, note }: InputOf<typeof explainDifference>): Promise<Reply> {
  await beAt(tx, recon, version)
  Object.assign(tx.facts, { target: recon, reason: note })
  return { recon, state: await states.step(tx, recon, 'explain', note), version: version + 1 }
}

/** Four eyes: whoever explained does not sign. */
export async function sign(tx: Tx, { recon, version, note }: InputOf<typeof signReconciliation>): Promise<Reply> {
  await beAt(tx, recon, version)
  const explained = await tx.one<{ staff: string }>`select staff from quality.recon_step where recon = ${recon}::bigint and name = 'explain' order by step desc limit 1`
  if (explained?.staff === tx.who.staff) throw new Refused('conflict', { cause: 'oneself' })
  Object.assign(tx.facts, { target: recon, ...(note !== undefined && { reason: note }) })
  return { recon, state: await states.step(tx, recon, 'sign', note), version: version + 1 }
}

/** Only who sees the whole bank asks for it: its rows are those of every branch. */
export async function again(tx: Tx, { recon, version }: InputOf<typeof compareAgain>): Promise<Reply> {
  if (tx.who.lo !== 0) throw new Refused('not-found')
  await beAt(tx, recon, version)
  const [found] = await rowsOf(tx, sql`where r.recon = ${recon}::bigint`)
  if (!found || found.state === 'signed') throw new Refused('conflict', { state: found?.state })
  await reconcile(tx, found)
  const [now] = await rowsOf(tx, sql`where r.recon = ${recon}::bigint`)
  if (!now) throw new Refused('not-found')
  return { recon, state: now.state, version: now.version }
}

async function beAt(tx: Tx, recon: number, version: number): Promise<void> {
  const found = await tx.one<{ version: number; state: State }>`select version, state from quality.reconciliation where recon = ${recon}::bigint for update`
  if (!found) throw new Refused('not-found')
  if (found.version !== version) throw new Refused('stale', { yours: { version }, theirs: { version: found.version, state: found.state } })
}
