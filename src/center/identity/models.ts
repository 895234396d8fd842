/** 指纹与偏差法: versions with their difference, what another choice would do, and publication by a second person. */
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { Model } from './model.ts'
import type { Difference, judgeModel, listModels, ModelDetail, proposeModel, VersionRow, withdrawModel } from './models.api.ts'
import { precisionOf } from './precision.ts'
import { learned, modelNamed, publishedModel, shipped, weighed, type Kind } from './versions.ts'

type Row = VersionRow & { body: Model }

export async function models(tx: Tx, { kind }: InputOf<typeof listModels>): Promise<ReplyOf<typeof listModels>> {
  const rows = await versionsWhere(tx, sql`m.kind = ${kind}`)
  return { rows: [...rows, ...unwritten(rows, kind)].map(({ body: _body, ...row }) => row) }
}

export async function model(tx: Tx, name: string): Promise<ModelDetail> {
  const { body, ...row } = await versionOf(tx, name)
  const [held, precision, effect, systems] = await Promise.all([
    publishedModel(tx, row.kind),
    precisionOf(tx, body),
    tx.one<{ effect: ModelDetail['effect'] }>`select effect from identity.er_model where model = ${name}`,
    tx<ModelDetail['systems']>`select s.source, s.title from feed.source s where exists (select from identity.trust t where t.source = s.source) or exists (select from feed.interface i where i.source = s.source and i.entity = 'identity.record') order by s.source`,
  ])
  return {
    ...row,
    prior: body.prior,
    comparisons: body.comparisons.map(({ field, kind, tf, levels }) => ({
      field, kind, byFrequency: tf === true, levels: levels.map((level) => ({ level: level.id, bits: level.bits, learned: learned(level), pinned: level.pinned === true })),
    })),
    guards: body.guards.map(({ id, effect: does }) => ({ id, effect: does })),
    thresholds: linesOf(body),
    strata: (body.thresholds.strata ?? []).map(({ systems, ...rest }) => ({ ...rest, ...(systems && { systems: [...systems] }) })),
    systems,
    differences: differencesOf(held, body),
    precision,
    publishedModel: held.model,
    effect: effect?.effect ?? null,
  }
}

/** The model that a page asks about, under the weights it shows. */
export async function wanted(tx: Tx, { model: name, ...change }: Omit<InputOf<typeof proposeModel>, 'note'>): Promise<Model> {
  if (change.thresholds.review > change.thresholds.auto || change.strata.some(({ auto, review }) => review > auto)) throw new Refused('invalid', { field: 'thresholds', cause: 'order' })
  return weighed((await versionOf(tx, name)).body, change)
}

export async function propose(tx: Tx, { note, ...input }: InputOf<typeof proposeModel>): Promise<VersionRow> {
  const base = await versionOf(tx, input.model)
  const body = await wanted(tx, input)
  await tx`select pg_advisory_xact_lock(hashtext('identity.er_model'), hashtext(${base.kind}))`
  const waiting = await tx.one`select 1 from identity.er_model where kind = ${base.kind} and state = 'proposed'`
  if (waiting) throw new Refused('conflict', { cause: 'pending' })
  await writeShipped(tx, base.kind)
  const name = await nextName(tx, base.kind)
  await tx`
    insert into identity.er_model (model, kind, state, body, based_on, made_by, note)
    values (${name}, ${base.kind}, 'proposed', ${JSON.stringify({ ...body, model: name })}::jsonb, ${base.model}, ${tx.who.staff}, ${note})`
  Object.assign(tx.facts, { reason: note, target: name, differences: differencesOf(await publishedModel(tx, base.kind), body) })
  return rowOf(tx, name)
}

export async function withdraw(tx: Tx, { model: name, version }: InputOf<typeof withdrawModel>): Promise<VersionRow> {
  const found = await waitingFor(tx, name, version)
  if (found.made_by !== tx.who.staff) throw new Refused('conflict', { cause: 'not-own' })
  await tx`update identity.er_model set state = 'withdrawn', version = version + 1 where model = ${name}`
  return rowOf(tx, name)
}

/** 四眼: whoever proposed a version never judges it. What is published is what was frozen. */
export async function judge(tx: Tx, { model: name, version, verdict, reason }: InputOf<typeof judgeModel>): Promise<VersionRow> {
  const found = await waitingFor(tx, name, version)
  if (found.made_by === tx.who.staff) throw new Refused('conflict', { cause: 'own' })
  if (verdict === 'refuse' && !reason) throw new Refused('invalid', { field: 'reason' })
  if (verdict === 'publish') await tx`update identity.er_model set state = 'retired', version = version + 1 where kind = ${found.kind} and state = 'published'`
  await tx`
    update identity.er_model set state = ${verdict === 'publish' ? 'published' : 'refused'}, checked_by = ${tx.who.staff}, checked_at = now(),
      published_at = case when ${verdict} = 'publish' then now() end, refusal = ${reason ?? null}, version = version + 1
    where model = ${name}`
  Object.assign(tx.facts, { reason: reason ?? null, target: name, verdict })
  return rowOf(tx, name)
}

async function waitingFor(tx: Tx, name: string, version: number): Promise<{ kind: Kind; made_by: string }> {
  const found = await tx.one<{ kind: Kind; state: string; version: number; made_by: string }>`select kind, state, version, made_by from identity.er_model where model = ${name} for update`
  if (!found) throw new Refused('not-found')
  if (found.state !== 'proposed') throw new Refused('conflict', { state: found.state })
  if (found.version !== version) throw new Refused('stale', { theirs: { version: found.version } })
  return found
}

async function nextName(tx: Tx, kind: Kind): Promise<string> {
  const found = await tx.one<{ n: number }>`select count(*) as n from identity.er_model where kind = ${kind}`
  return `${kind}-${(found?.n ?? 0) + 1}`
}

/** The shipped version takes its place among the bank's own before the first of these is written. */
async function writeShipped(tx: Tx, kind: Kind): Promise<void> {
  const body = shipped(kind)
  await tx`
    insert into identity.er_model (model, kind, state, body, made_by)
    select ${body.model}, ${kind}, case when exists (select from identity.er_model where kind = ${kind} and state = 'published') then 'retired' else 'published' end, ${JSON.stringify(body)}::jsonb, 'service:identity'
    on conflict (model) do nothing`
}

async function versionOf(tx: Tx, name: string): Promise<Row> {
  const [found] = await versionsWhere(tx, sql`m.model = ${name}`)
  if (found) return found
  const body = await modelNamed(tx, name)
  const [own] = body ? unwritten(await versionsWhere(tx, sql`m.kind = ${body.kind}`), body.kind) : []
  if (!own) throw new Refused('not-found')
  return own
}

const rowOf = async (tx: Tx, name: string): Promise<VersionRow> => {
  const { body: _body, ...row } = await versionOf(tx, name)
  return row
}

function unwritten(rows: Row[], kind: Kind): Row[] {
  const body = shipped(kind)
  if (rows.some((row) => row.model === body.model)) return []
  return [{
    model: body.model, kind, state: rows.some((row) => row.state === 'published') ? 'retired' : 'published', mode: body.mode, base: null, ...linesOf(body), note: null, makerName: null, isMine: false,
    madeAt: SHIPPED, checkerName: null, checkedAt: null, refusal: null, version: 1, body,
  }]
}
const SHIPPED = '2026-01-01T00:00:00.000Z'

const linesOf = ({ thresholds: { auto, review } }: Model) => ({ auto, review })

async function versionsWhere(tx: Tx, which: Sql): Promise<Row[]> {
  const rows = await tx<(Omit<Row, 'mode' | 'auto' | 'review'>)[]>`
    select m.model, m.kind, m.state, m.based_on as base, m.note, coalesce(p.name, m.made_by) as "makerName", m.made_by = ${tx.who.staff} as "isMine", m.made_at as "madeAt",
      coalesce(c.name, m.checked_by) as "checkerName", coalesce(m.checked_at, m.published_at) as "checkedAt", m.refusal, m.version, m.body
    from identity.er_model m
    left join access.staff p on p.staff = m.made_by
    left join access.staff c on c.staff = m.checked_by
    where ${which} and m.state <> 'draft'
    order by m.made_at desc, m.model desc`
  return rows.map((row) => ({ ...row, makerName: row.makerName?.startsWith('service:') ? null : row.makerName, mode: row.body.mode, ...linesOf(row.body) }))
}

/** Every cell that differs, and the lines. */
function differencesOf(before: Model, after: Model): Difference[] {
  const held = new Map(before.comparisons.flatMap(({ field, levels }) => levels.map((level) => [`${field} ${level.id}`, level.bits] as const)))
  const cells = after.comparisons.flatMap(({ field, kind, levels }) => levels.map((level) => ({ field, kind, level: level.id, before: held.get(`${field} ${level.id}`) ?? null, after: level.bits })))
  const lines = (['auto', 'review'] as const).map((line) => ({ field: line, kind: null, level: null, before: before.thresholds[line], after: after.thresholds[line] }))
  return [...lines, ...cells].filter((one) => one.before !== one.after)
}
