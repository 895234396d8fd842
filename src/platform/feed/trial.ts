/** A design tried on its sample: what stood on each line, what would come of it, and why a line would be refused. */
import { record } from '#kernel/audit'
import { Refused } from '#kernel/error'
import type { Target } from '#kernel/room'
import type { Tx } from '#kernel/tx'
import { checkDeclaration, findProblems, isInline, type FileInterface, type Problem } from './declaration.ts'
import { catalogue } from './deliveries.ts'
import type { Trial } from './design.api.ts'
import { declarationOf, heldSample, openDesign, type Draft } from './design.ts'
import { fillableTargets } from './fillable.ts'
import { rereadSample } from './infer.ts'
import { columnsOfFields, compile } from './mapping.ts'
import { showings } from './personal.ts'
import { recognise } from './recognise.ts'
import { kindIn, seen, shownColumns } from './seen.ts'

const ROWS = 100

export async function trialOf(tx: Tx, name: string, said: Record<string, unknown>): Promise<Trial> {
  const opened = await openDesign(tx, name)
  const held = await heldSample(tx, name)
  if (!held) throw new Refused('not-found')
  const declaration = declarationOf(opened, { ...said, name })
  const known = await fillableTargets(tx)
  const problems = findProblems(declaration, catalogue(known))
  if (problems.length > 0) return { ...NOTHING, problems: problems.slice(0, 50).map(told) }
  const face = checkDeclaration(declaration, catalogue(known)).interfaces[0] as FileInterface // one interface, and designs are never inline
  const target = known.find(({ entity }) => entity === face.entity) as Target // held against the catalogue above
  if (isInline(face)) return NOTHING
  const { names, rows, lines } = rereadSample(held.raw, face, Object.keys(face.columns))
  const missing = Object.keys(face.columns).filter((column) => !names.includes(column))
  if (missing.length > 0) return { ...NOTHING, names, problems: [{ at: 'columns', code: 'wrong-header', about: missing }] }
  await record(tx, { action: 'POST /feed/interfaces/:name/trial', kind: 'look', fields: ['sample'], detail: { interface: name } })
  return run(tx, { face, target, zone: opened.zone, source: opened.source, names, rows: rows.slice(0, ROWS), lines })
}

const NOTHING: Trial = { problems: [], lines: 0, taken: 0, refused: 0, passed: 0, names: [], fields: [], rows: [] }
const told = ({ at, code, ...facts }: Problem) => ({ at: at.replace(/^interfaces\[[^\]]*\]\.?/, ''), code, about: Object.values(facts).flat().map(String).slice(0, 8) })

type Rehearsal = { face: FileInterface; target: Target; zone: string; source: string; names: string[]; rows: string[][]; lines: number[] }

function run(tx: Tx, { face, target, zone, source, names, rows, lines }: Rehearsal): Trial {
  const map = compile(face, target, zone, names)
  const columnOf = columnsOfFields(face)
  const shown = showings(face, target)
  const looks = shownColumns(new Map(names.map((name, i) => [name, recognise(name, rows.map((row) => row[i] ?? ''))])), face as Draft, target)
  const fields = ['key', ...Object.keys(face.map).filter((field) => field !== 'key')]
  const batch = { run: 0, source, interface: face.name, firstLine: 1, asOf: null }
  const orgs = target.choices?.org && new Set(target.choices.org)
  // Of what a line refers to only the organisation is known before the files that go with it: nobody brings branches from a sample.
  const strangers = ({ org }: Record<string, string | null>) => (orgs && typeof org === 'string' && !orgs.has(org) ? [{ field: 'org', reason: 'unknown-reference', value: org }] : [])
  const tell = (row: string[], i: number): Trial['rows'][number] => {
    const before = row.map((value, n) => seen(looks.get(names[n] ?? '') ?? null, value.trim(), tx.who.clear))
    const line = lines[i] as number // lines and rows go in pairs
    const mapped = map(row)
    if (mapped === null) return { line, fate: 'passed', before, after: [], reasons: [] }
    const refused = Array.isArray(mapped.reject) ? mapped.reject : [...reasonsOf(target.prepare(mapped as Record<string, string | null>, batch)), ...strangers(mapped as Record<string, string | null>)]
    const values = Array.isArray(mapped.reject) ? {} : (mapped as Record<string, string | null>)
    const after = fields.map((field) => seen(kindIn(target, field), values[field] ?? '', tx.who.clear))
    const reasons = refused.map(({ field, reason, value }) => ({ column: columnOf.get(field) ?? field, reason, value: value === undefined ? '' : seenReason(shown.get(field) as string | undefined, value, looks.get(field) ?? null, tx.who.clear) }))
    return { line, fate: reasons.length > 0 ? 'refused' : 'taken', before, after, reasons }
  }
  const all = rows.map(tell)
  const count = (fate: Trial['rows'][number]['fate']) => all.filter((each) => each.fate === fate).length
  return { problems: [], lines: all.length, taken: count('taken'), refused: count('refused'), passed: count('passed'), names, fields, rows: all }
}

function reasonsOf(prepared: ReturnType<Target['prepare']>): { field: string; reason: string; value?: string }[] {
  return 'reject' in prepared ? prepared.reject : []
}

function seenReason(shown: string | undefined, value: string, kind: Parameters<typeof seen>[0], clear: ReadonlySet<string>): string {
  return shown === 'clear' || shown === undefined ? seen(kind, value, clear) : shown === 'hidden' ? seen(kind ?? 'name', value, clear) : seen(shown as Parameters<typeof seen>[0], value, clear)
}
