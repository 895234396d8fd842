/** 未映射代码: codes that no set knew wait in a queue; what a person says they mean becomes part of the declaration, and the lines refused for them are loaded again. */
import { Refused } from '#kernel/error'
import type { Target } from '#kernel/room'
import type { Tx } from '#kernel/tx'
import type { CodeRow } from './code.api.ts'
import { columnsIn, isInline, type Declaration, type FileInterface, type Interface } from './declaration.ts'
import { wholeBank, type Draft } from './design.ts'
import { fillableTargets } from './fillable.ts'
import { withMappedCodes } from './live.ts'
import { openReplay } from './replay.ts'
import { registerInterface } from './run.ts'
import { choicesOf, codesFor } from './suggest.ts'

type Newest = { name: string; source: string; sourceTitle: { zh: string; en: string }; declaration: Interface & { zone: string } }

export async function unmapped(tx: Tx, { after, limit = 50 }: { after?: string; limit?: number }) {
  const at = after === undefined ? ['', '', ''] : after.split('\u001f')
  const rows = await tx<(Omit<CodeRow, 'choices' | 'suggested' | 'key' | 'fills'> & { declaration: Interface })[]>`
    select u.name, i.title, i.entity, u.code_set as set, u.code, u.lines, u.first_run as "firstRun", u.first_line as "firstLine", u.last_at as "lastAt", i.declaration
    from feed.unmapped u
    join lateral (select title, entity, coalesce(i.said, i.declaration::json) as declaration from feed.interface i where i.name = u.name order by version desc limit 1) i on true
    where (u.name, u.code_set, u.code) > (${at[0] ?? ''}, ${at[1] ?? ''}, ${at[2] ?? ''})
    order by u.name, u.code_set, u.code
    limit ${limit}`
  const targets = new Map((await fillableTargets(tx)).map((target) => [target.entity, target]))
  const last = rows.at(-1)
  return {
    rows: rows.map(({ declaration, ...row }) => {
      const fills = fieldsOf(declaration, row.set)
      const target = targets.get(declaration.entity)
      const choices = choicesFor(fills, target)
      return { ...row, fills, key: `${row.name}\u001f${row.set}\u001f${row.code}`, choices, suggested: codesFor(choices, [row.code], Object.assign({}, ...fills.map((field) => target?.choiceTitles?.[field])))[row.code] ?? null }
    }),
    next: rows.length === limit && last ? `${last.name}\u001f${last.set}\u001f${last.code}` : null,
  }
}

export async function mapOne(tx: Tx, { name, set, code, ours }: { name: string; set: string; code: string; ours: string }): Promise<{ replays: number }> {
  wholeBank(tx)
  const newest = await tx.one<Newest>`
    select i.name, i.source, s.title as "sourceTitle", coalesce(i.said, i.declaration::json) as declaration
    from feed.interface i join feed.source s on s.source = i.source where i.name = ${name} order by i.version desc limit 1`
  if (!newest || isInline(newest.declaration) || !newest.declaration.codes?.[set]) throw new Refused('not-found')
  const target = (await fillableTargets(tx)).find(({ entity }) => entity === newest.declaration.entity)
  const choices = choicesFor(fieldsOf(newest.declaration, set), target)
  if (ours !== '' && choices.length > 0 && !choices.includes(ours)) throw new Refused('invalid', { field: 'ours', choices })
  await tx`
    insert into feed.code (name, code_set, code, ours, staff) values (${name}, ${set}, ${code}, ${ours}, ${tx.who.staff})
    on conflict (name, code_set, code) do update set ours = excluded.ours, staff = excluded.staff, at = now()`
  await tx`delete from feed.unmapped where name = ${name} and code_set = ${set} and code = ${code}`
  await renew(tx, newest, { set, code, ours })
  return { replays: await loadAgain(tx, name, set, newest.declaration) }
}

/** The codes become part of the interface: its next version, and the draft of its page. */
async function renew(tx: Tx, { source, sourceTitle, declaration: { zone, ...said } }: Newest, { set, code, ours }: { set: string; code: string; ours: string }): Promise<void> {
  const face = said as FileInterface // the caller has seen that it has codes
  face.codes = { ...face.codes, [set]: { ...face.codes[set], [code]: ours } }
  await withMappedCodes(tx, face)
  await registerInterface(tx, { source, title: sourceTitle, zone, interfaces: [face] } satisfies Declaration, face)
  const design = await tx.one<{ draft: Draft }>`select draft from feed.design where name = ${face.name}`
  if (!design?.draft.codes?.[set]) return
  const draft = { ...design.draft, codes: { ...design.draft.codes, [set]: { ...design.draft.codes[set], [code]: ours } } }
  await tx`update feed.design set draft = ${JSON.stringify(draft)}, version = version + 1 where name = ${face.name}`
}

/** Of the runs of this interface those whose lines were refused for a code of this set. */
async function loadAgain(tx: Tx, name: string, set: string, declaration: Interface): Promise<number> {
  if (isInline(declaration)) return 0
  const columns = Object.entries(declaration.columns).flatMap(([column, plan]) => (plan.type === 'code' && plan.set === set ? [column] : []))
  const runs = await tx<{ run: number }[]>`
    select distinct x.run
    from feed.reject x
    join feed.run r on r.run = x.run
    join feed.interface i on i.interface = r.interface
    where i.name = ${name} and x.reason = 'unknown-code' and x.column_name = any (${columns}::text[]) and x.replay is null and r.state in ('done', 'failed')
    order by x.run
    limit 20`
  for (const { run } of runs) await openReplay(tx, { run, reason: 'unknown-code', why: 'code-mapped' })
  return runs.length
}

/** The fields of ours that a code set fills. */
function fieldsOf(face: Interface, set: string): string[] {
  if (isInline(face)) return []
  const columns = Object.entries(face.columns).flatMap(([column, plan]) => (plan.type === 'code' && plan.set === set ? [column] : []))
  return Object.entries(face.map).flatMap(([field, mapping]) => (columnsIn(mapping).some((column) => columns.includes(column)) ? [field] : []))
}

function choicesFor(fields: string[], target: Target | undefined): string[] {
  return target ? [...new Set(fields.flatMap((field) => [...choicesOf(target, field)]))] : []
}
