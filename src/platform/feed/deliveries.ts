/** What lies in a folder for whom: files matched to interfaces by their names, in the order in which entities must be loaded. */
import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { allTargets, type Target } from '#kernel/room'
import { isInline, type Catalogue, type Declaration, type Interface } from './declaration.ts'

export type Expected = { declaration: Declaration; face: Interface; target: Target; path: string | null; bytes: number }

/** Declared rows and found files, lowest rank first; of one interface by name, so that the month before comes before. */
export function findDeliveries(folders: readonly string[], declarations: readonly Declaration[], known: readonly Target[], as?: string): Expected[] {
  const files = folders.flatMap(filesBelow)
  const targets = new Map(known.map((target) => [target.entity, target]))
  const found = declarations.flatMap((declaration) =>
    declaration.interfaces.flatMap((face): Expected[] => {
      const target = targets.get(face.entity) as Target // the declaration was checked against the catalogue of these very targets
      if (isInline(face)) return [{ declaration, face, target, path: null, bytes: JSON.stringify(face.rows).length }]
      return files.filter((path) => (as === undefined ? isFor(face, path) : as === face.name && !/\.zip$/i.test(path))).map((path) => ({ declaration, face, target, path, bytes: statSync(path).size }))
    }),
  )
  return found.toSorted((a, b) => a.target.rank - b.target.rank)
}

/** Whether anything below the folder is meant for this source. */
export function isExpecting(declaration: Declaration, folder: string): boolean {
  return filesBelow(folder).some((path) => declaration.interfaces.some((face) => isFor(face, path)))
}

/** What declarations may map to: the fields of every target of the house, as the program or the database declares them. */
export function catalogue(known: readonly Target[] = allTargets()): Catalogue {
  return Object.fromEntries(known.map(({ entity, fields, required }) => [entity, { fields: Object.keys(fields), required }]))
}

/** The day of the data, where the name of the file says it: CORE_CUST_20261120.csv. */
export function dayInName(path: string): string | null {
  const [, year, month, day] = /(?<!\d)(20\d\d|19\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(basename(path)) ?? []
  return day === undefined ? null : `${year}-${month}-${day}`
}

function isFor(face: Interface, path: string): boolean {
  return !isInline(face) && face.files.some((pattern) => matches(pattern, basename(path)))
}

/** `*` stands for anything; each part is looked for behind the one before, so that no pattern takes long. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*')
  const [head = '', ...rest] = parts
  const tail = rest.pop()
  if (tail === undefined) return name === pattern
  if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false
  let at = head.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= name.length - tail.length
}

/** Regular files only, by name; what begins with a dot is none of ours, and a link may lead anywhere. */
function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.name.startsWith('.'))
  return entries
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : []
    })
    .toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1))
}
