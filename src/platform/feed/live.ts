/** The interfaces by which files are read now: of each the newest version in force, whether a page or a file declared it. */
import type { Tx } from '#kernel/tx'
import type { Declaration, Interface } from './declaration.ts'

export async function liveDeclarations(tx: Tx): Promise<Declaration[]> {
  const rows = await tx<{ source: string; title: { zh: string; en: string }; zone: string; declaration: Interface & { zone: string } }[]>`
    select s.source, s.title, s.zone, i.declaration
    from (select distinct on (name) name, source, coalesce(said, declaration::json) as declaration from feed.interface order by name, version desc) i
    join feed.source s on s.source = i.source
    left join feed.design d on d.name = i.name
    where (d.name is null or d.active is not null) and coalesce(json_array_length(i.declaration -> 'files'), 0) > 0
    order by s.source, i.name`
  const found = new Map<string, Declaration>()
  for (const { source, title, zone, declaration: { zone: own, ...face } } of rows) {
    const one = found.get(source) ?? { source, title, zone: own ?? zone, interfaces: [] }
    one.interfaces.push(face as Interface) // written by registerInterface from a checked declaration
    found.set(source, one)
  }
  return [...found.values()]
}

/** What people have said since that codes of an interface mean: part of the declaration as it stands. */
export async function withMappedCodes(tx: Tx, face: Interface): Promise<void> {
  if ('rows' in face) return
  const rows = await tx<{ set: string; code: string; ours: string }[]>`select code_set as set, code, ours from feed.code where name = ${face.name} order by code_set, code`
  for (const { set, code, ours } of rows) if (face.codes[set] && !Object.hasOwn(face.codes[set], code)) face.codes[set] = { ...face.codes[set], [code]: ours }
}
