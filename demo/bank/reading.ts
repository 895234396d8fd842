/** Reads generated files back, for tests and checks: a reader of its own, so that it does not share the product's mistakes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Layout } from './files.ts'

export type Row = Record<string, string>

export function readRows(folder: string, layout: Layout, day: string): Row[] {
  const path = layout.path.replace('{day}', day)
  const bytes = readFileSync(join(folder, path))
  const text = new TextDecoder(layout.encoding, { fatal: true }).decode(path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
  const [header, ...lines] = text.split(layout.end).slice(0, -1).map((line) => split(line, layout))
  return lines.map((cells) => Object.fromEntries((header ?? []).map((name, at) => [name, cells[at] ?? '<missing>'])))
}

export function readHeader(folder: string, layout: Layout, day: string): string[] {
  return Object.keys(readRows(folder, layout, day)[0] ?? {})
}

/** No value of ours holds a line end, so a line is a row. */
function split(line: string, { delimiter, quote }: Layout): string[] {
  if (quote === 'never') return line.split(delimiter)
  const cells = line.match(new RegExp(`("(?:[^"]|"")*"|[^${delimiter}]*)(${delimiter}|$)`, 'g')) ?? []
  return cells.slice(0, line.endsWith(delimiter) ? cells.length : -1).map((cell) => {
    const bare = cell.endsWith(delimiter) ? cell.slice(0, -1) : cell
    return bare.startsWith('"') ? bare.slice(1, -1).replaceAll('""', '"') : bare
  })
}
