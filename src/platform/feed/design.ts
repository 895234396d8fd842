/** 接口设计: an interface is begun from a sample, changed on a page, tried, saved as a version and put in force. What is saved is a declaration like any file's. */
import { Refused } from '#kernel/error'
import { presentTargets, type Target } from '#kernel/room'
import { openBlock, sealBlock } from '#kernel/secret'
import type { Tx } from '#kernel/tx'
import { inScratch, type Upload } from '#kernel/upload'
import { checkDeclaration, findProblems, type Declaration, type FileInterface } from './declaration.ts'
import { catalogue } from './deliveries.ts'
import type { Design, Difference, InterfaceRow, Suggestion } from './design.api.ts'
import { fillableTargets, orgTitles } from './fillable.ts'
import { inferFile, patternOf, rereadSample, type Sample } from './infer.ts'
import { kindOf } from './kind.ts'
import { recognise, type Recognised } from './recognise.ts'
import { registerInterface } from './run.ts'
import { seenColumns } from './seen.ts'
import { choicesOf, suggest, suggestEntities } from './suggest.ts'
import { unpackZip } from './zip.ts'

/** As far as a design has come: any part of it may be missing or wrong until it is saved as a version. */
export type Draft = Partial<FileInterface> & { name: string }
export type Opened = { name: string; source: string; title: { zh: string; en: string }; sourceTitle: { zh: string; en: string }; zone: string; draft: Draft; version: number; active: number | null }
export type Held = { file: string; layout: Sample['layout']; sheets: string[]; raw: Buffer }

const ZONE = 'Asia/Shanghai'

export function wholeBank(tx: Tx): void {
  if (tx.who.lo !== 0 || tx.who.hi !== 2147483647) throw new Refused('forbidden', { scope: 'whole-bank' })
}

export async function interfaces(tx: Tx): Promise<{ rows: InterfaceRow[] }> {
  const rows = await tx<InterfaceRow[]>`
    with newest as (
      select distinct on (i.name) i.name, i.source, i.title, i.entity, i.version, i.declaration, i.declared_at
      from feed.interface i
      order by i.name, i.version desc),
    known as (
      select coalesce(n.name, d.name) as name, coalesce(d.title, n.title) as title, coalesce(n.source, d.source) as source, coalesce(n.entity, d.draft ->> 'entity', '') as entity,
        coalesce(d.draft ->> 'format', n.declaration ->> 'format', case when n.declaration -> 'rows' is not null then 'inline' when n.declaration -> 'change' is not null then 'change' else 'csv' end) as format,
        case when d.name is null then 'file' else 'page' end as origin, case when n.name is null then 'draft' else 'active' end as state, coalesce(n.version, 0) as version,
        d.staff, coalesce(d.changed_at, n.declared_at) as changed_at
      from newest n
      full join feed.design d on d.name = n.name)
    select k.name, k.title, k.source, s.title as "sourceTitle", k.entity, k.format, k.origin, k.state, k.version, p.name as "staffName", k.changed_at as "changedAt",
      r.run as "lastRun", r.started_at as "lastAt"
    from known k
    join feed.source s on s.source = k.source
    left join access.staff p on p.staff = k.staff
    left join lateral (
      select r.run, r.started_at from feed.run r join feed.interface i on i.interface = r.interface where i.name = k.name order by r.run desc limit 1) r on true
    order by k.source, k.name`
  return { rows }
}

export async function targets(tx: Tx) {
  const all = await fillableTargets(tx)
  return {
    targets: all.map((target) => ({
      entity: target.entity, title: target.title,
      fields: Object.entries(target.fields).map(([field, type]) => ({ field, type, required: target.required.includes(field), choices: choicesOf(target, field).slice(0, MOST_CHOICES) })),
    })),
  }
}

/** Of a bank with more branches the rest are found by no list, but by their code in the file. */
const MOST_CHOICES = 1000

/** Titles of the organisations are those of every entity: `*`. */
export async function fieldTitles(tx: Tx) {
  const [all, orgs] = await Promise.all([presentTargets(tx), orgTitles(tx)])
  return {
    titles: [...[...orgs].slice(0, MOST_CHOICES).map(([choice, title]) => ({ entity: '*', field: 'org', choice, title })), ...all.flatMap(({ entity, titles = {}, choiceTitles = {} }) => [
      ...Object.entries(titles).map(([field, title]) => ({ entity, field, choice: null, title })),
      ...Object.entries(choiceTitles).flatMap(([field, choices]) => Object.entries(choices).map(([choice, title]) => ({ entity, field, choice, title }))),
    ])],
  }
}

export async function begin(tx: Tx, asked: { source: string; sourceTitle: string; title?: string }, file: Upload): Promise<{ name: string }> {
  wholeBank(tx)
  const { sample, called } = await sampleOf(file)
  await tx`
    insert into feed.source (source, title, zone) values (${asked.source}, ${JSON.stringify({ zh: asked.sourceTitle, en: asked.sourceTitle })}, ${ZONE})
    on conflict (source) do nothing`
  const hint = `${called} ${asked.title ?? ''}`
  const known = await fillableTargets(tx)
  const [best] = suggestEntities(known, sample.columns, hint)
  const target = known.find(({ entity }) => entity === best?.entity) as Target // there are always targets
  const suggested = suggest(target, sample.columns, hint)
  const { entity, key, map, columns } = suggested
  const codes = withKnown(await knownCodes(tx, asked.source), suggested, sample.columns)
  const name = await freeName(tx, `${asked.source}.${entity.split('.')[1] ?? 'file'}`)
  const title = asked.title === undefined ? target.title : { zh: asked.title, en: asked.title }
  const draft: Draft = { name, title, entity, files: [patternOf(called)], ...sample.layout, columns, codes, key, map }
  await tx`
    insert into feed.design (name, source, title, draft, staff) values (${name}, ${asked.source}, ${JSON.stringify(draft.title)}, ${JSON.stringify(draft)}, ${tx.who.staff})`
  await tx`
    insert into feed.sample (name, file, layout, sheets, sealed, staff)
    values (${name}, ${called}, ${JSON.stringify(sample.layout)}, ${sample.sheets}, ${sealBlock(sample.raw)}, ${tx.who.staff})`
  return { name }
}

/** By field what a source's codes have been said to mean in its other interfaces: 网点号 01 is one branch in all its files. */
async function knownCodes(tx: Tx, source: string): Promise<Map<string, Record<string, string>>> {
  const drafts = await tx<{ draft: Draft }[]>`select draft from feed.design where source = ${source} order by changed_at limit 50`
  const known = new Map<string, Record<string, string>>()
  for (const { draft: { map = {}, columns = {}, codes = {} } } of drafts) {
    for (const [field, column] of Object.entries(map)) {
      const plan = typeof column === 'string' ? columns[column] : undefined
      if (plan?.type === 'code') known.set(field, { ...known.get(field), ...codes[plan.set] })
    }
  }
  return known
}

function withKnown(known: ReadonlyMap<string, Record<string, string>>, { map, codes }: Pick<Suggestion, 'map' | 'codes'>, columns: Sample['columns']): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(codes as Record<string, Record<string, string>>).map(([column, said]) => {
    const field = Object.keys(map).find((each) => (map as Record<string, unknown>)[each] === column) ?? ''
    const before = (columns.get(column)?.distinct ?? []).flatMap((code) => { const ours = known.get(field)?.[code]; return ours === undefined ? [] : [[code, ours]] })
    return [column, { ...said, ...Object.fromEntries(before) }]
  }))
}

export async function designOf(tx: Tx, name: string): Promise<Design> {
  const opened = await openDesign(tx, name)
  const held = await heldSample(tx, name)
  const columns = columnsHeld(held, opened.draft)
  const known = await presentTargets(tx)
  const saved = await tx<Design['saved']>`
    select v.seq, v.note, p.name as "staffName", v.at, v.interface
    from feed.saved v left join access.staff p on p.staff = v.staff where v.name = ${name} order by v.seq desc limit 50`
  const { draft, title, source, sourceTitle, version, active } = opened
  return {
    name, title, source, sourceTitle, version, active, face: draft, file: held?.file ?? null, sheets: held?.sheets ?? [], saved,
    columns: seenColumns(columns, held ? valuesHeld(held, draft) : new Map(), draft, known.find(({ entity }) => entity === draft.entity), tx.who.clear),
    entities: suggestEntities(known, columns, `${held?.file ?? ''} ${title.zh}`).slice(0, 12),
  }
}

export async function suggestionFor(tx: Tx, name: string, entity: string): Promise<Suggestion> {
  const opened = await openDesign(tx, name)
  const held = await heldSample(tx, name)
  const target = (await fillableTargets(tx)).find((each) => each.entity === entity)
  if (!target || !held) throw new Refused('not-found')
  const there = columnsHeld(held, opened.draft)
  const suggested = suggest(target, there, `${held.file} ${opened.title.zh}`)
  const { key, map, columns, matches } = suggested
  return { entity, key, map, columns, codes: withKnown(await knownCodes(tx, opened.source), suggested, there), matches }
}

export async function save(tx: Tx, { name, title, face, version }: { name: string; title: Opened['title']; face: Record<string, unknown>; version: number }): Promise<{ version: number }> {
  const now = await openDesign(tx, name)
  const draft = { ...face, name, title }
  const taken = await tx.count`
    update feed.design set draft = ${JSON.stringify(draft)}, title = ${JSON.stringify(title)}, version = version + 1, staff = ${tx.who.staff}, changed_at = now()
    where name = ${name} and version = ${version}`
  if (taken === 0) throw new Refused('stale', { theirs: { face: now.draft, title: now.title, version: now.version }, yours: { face: draft, title } })
  return { version: version + 1 }
}

export async function saveAs(tx: Tx, { name, version, note, activate }: { name: string; version: number; note: string; activate: boolean }): Promise<{ seq: number; problems: [] }> {
  const opened = await openDesign(tx, name)
  if (opened.version !== version) throw new Refused('stale', { theirs: { version: opened.version }, yours: { version } })
  const problems = findProblems(declarationOf(opened, opened.draft), catalogue(await presentTargets(tx)))
  if (problems.length > 0) throw new Refused('unprocessable', { code: 'design-broken', problems: problems.slice(0, 20).map(({ at, code }) => `${at} ${code}`) })
  const made = await tx.one<{ seq: number }>`
    insert into feed.saved (name, seq, face, note, staff)
    select ${name}, coalesce(max(seq), 0) + 1, ${JSON.stringify(opened.draft)}, ${note}, ${tx.who.staff} from feed.saved where name = ${name}
    returning seq`
  const { seq } = made as { seq: number } // an insert without a conflict clause returns its row
  if (activate) await putInForce(tx, opened, seq, opened.draft)
  return { seq, problems: [] }
}

export async function activate(tx: Tx, name: string, seq: number): Promise<void> {
  const opened = await openDesign(tx, name)
  const found = await tx.one<{ face: Draft }>`select face from feed.saved where name = ${name} and seq = ${seq}`
  if (!found) throw new Refused('not-found')
  await putInForce(tx, opened, seq, found.face)
}

/** What is different from the version in force, else from nothing. */
export async function differenceOf(tx: Tx, name: string, face: Record<string, unknown>): Promise<{ rows: Difference[] }> {
  await openDesign(tx, name)
  const last = await tx.one<{ face: Draft }>`select face from feed.saved where name = ${name} order by seq desc limit 1`
  const [before, after] = [leaves(last?.face ?? {}), leaves(face)]
  const places = [...new Set([...before.keys(), ...after.keys()])].filter((at) => before.get(at) !== after.get(at))
  return { rows: places.slice(0, 500).map((at) => ({ at, before: before.get(at) ?? null, after: after.get(at) ?? null })) }
}

export function declarationOf({ source, sourceTitle, zone }: Pick<Opened, 'source' | 'sourceTitle' | 'zone'>, face: object): unknown {
  return { source, title: sourceTitle, zone, interfaces: [face] }
}

export async function openDesign(tx: Tx, name: string): Promise<Opened> {
  const found = await tx.one<Opened>`
    select d.name, d.source, d.title, s.title as "sourceTitle", s.zone, d.draft, d.version, d.active
    from feed.design d join feed.source s on s.source = d.source where d.name = ${name}`
  if (!found) throw new Refused('not-found')
  return found
}

export async function heldSample(tx: Tx, name: string): Promise<Held | null> {
  const found = await tx.one<{ file: string; layout: Sample['layout']; sheets: string[]; sealed: Buffer }>`select file, layout, sheets, sealed from feed.sample where name = ${name}`
  return found ? { file: found.file, layout: found.layout, sheets: found.sheets, raw: openBlock(found.sealed) } : null
}

async function putInForce(tx: Tx, opened: Opened, seq: number, draft: Draft): Promise<void> {
  const declaration = checkDeclaration(declarationOf(opened, draft), catalogue(await presentTargets(tx)))
  const version = await registerInterface(tx, declaration, declaration.interfaces[0] as Declaration['interfaces'][number]) // a design is one interface
  await tx`update feed.saved set interface = ${version} where name = ${opened.name} and seq = ${seq}`
  await tx`update feed.design set active = ${seq} where name = ${opened.name}`
}

/** A zip is opened for its first file; a workbook is one by its nature. */
async function sampleOf(file: Upload): Promise<{ sample: Sample; called: string }> {
  try {
    return { sample: await inferFile(file.path), called: file.name }
  } catch (error) {
    const isArchive = error instanceof Refused && error.facts.code === 'broken-workbook' && kindOf(file.path) === 'zip'
    if (!isArchive) throw error
    return inScratch(async (folder) => {
      const [first] = await unpackZip(file.path, folder)
      if (!first) throw new Refused('unprocessable', { code: 'empty-file' })
      return { sample: await inferFile(first.path), called: first.name }
    })
  }
}

async function freeName(tx: Tx, wanted: string): Promise<string> {
  const taken = await tx<{ name: string }[]>`
    select name from feed.design where starts_with(name, ${wanted}) union select name from feed.interface where starts_with(name, ${wanted})`
  const names = new Set(taken.map(({ name }) => name))
  let name = wanted
  for (let i = 2; names.has(name); i++) name = `${wanted}-${i}`
  return name
}

/** Recognised anew from the sample as it was read at first: names do not change with what a person corrects. */
function columnsHeld(held: Held | null, draft: Draft): Map<string, Recognised> {
  if (!held) return new Map()
  const { names, rows } = rereadSample(held.raw, held.layout, Object.keys(draft.columns ?? {}))
  return new Map(names.map((name, i) => [name, recognise(name, rows.map((row) => row[i] ?? ''))]))
}

function valuesHeld(held: Held, draft: Draft): Map<string, string[]> {
  const { names, rows } = rereadSample(held.raw, held.layout, Object.keys(draft.columns ?? {}))
  return new Map(names.map((name, i) => [name, rows.slice(0, 5).map((row) => row[i] ?? '')]))
}

function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value) && path.split('.').length < 4
  if (isBranch) for (const [key, inner] of Object.entries(value)) leaves(inner, path === '' ? key : `${path}.${key}`, found)
  else if (path !== '') found.set(path, typeof value === 'string' ? value : JSON.stringify(value) ?? '')
  return found
}
