/** How a file is made, behind the one way of reading it: whatever is no lines of text is turned into lines, so that evidence, resuming and the story of a line stay the same. */
import { Refused } from '#kernel/error'
import type { FileInterface, Format } from './declaration.ts'
import { splitFixed } from './fixed.ts'
import { splitArrays, splitObjects } from './jsonl.ts'
import { holdsNul, kindOf, type Kind } from './kind.ts'
import { parquetLines } from './parquet.ts'
import { split, type Broken, type Split } from './split.ts'
import { workbookLines } from './xlsx.ts'

/** What of an interface says how its file is read. Interfaces kept from before there was a choice say no format: delimited text. */
export type Layout = Pick<FileInterface, 'encoding' | 'delimiter' | 'quote'> & Partial<Pick<FileInterface, 'format' | 'skip' | 'sheet' | 'places' | 'columns' | 'header'>>
export type { Broken, Split }

/** The file is kept as it came, beside the lines that we made of it. */
export function isConverted(format: Format | undefined): boolean {
  return format === 'xlsx' || format === 'parquet'
}

export const encodingOf = (layout: Layout) => (isConverted(layout.format) ? 'utf-8' : layout.encoding)

export function splitBy(text: string, layout: Layout, firstLine: number, isEnd: boolean): Split {
  const found = splitLines(text, layout, firstLine, isEnd)
  return layout.skip === undefined || firstLine > layout.skip ? found : below(found, layout.skip)
}

/** The lines that a workbook or a Parquet file is turned into, the same ones whenever it is read. */
export function convertedLines(path: string, layout: Layout): AsyncIterable<Buffer> {
  return layout.format === 'xlsx' ? workbookLines(path, { sheet: layout.sheet, skip: layout.skip ?? 0 }) : parquetLines(path)
}

const WANTED: Record<Format, Kind[]> = { csv: ['text', 'gzip', 'empty'], fixed: ['text', 'gzip', 'empty'], jsonl: ['text', 'gzip', 'empty'], xlsx: ['zip'], parquet: ['parquet'] }

/** A file that is something else than its interface says is refused before it is read: a workbook is no text, and a picture named .csv neither. */
export function holdAgainst(path: string, format: Format = 'csv'): Kind {
  const kind = kindOf(path)
  // A program's sign is also how a line of text may begin (MZ001,…): only what no text begins with is refused.
  if (!WANTED[format].includes(kind) && !(kind === 'program' && WANTED[format].includes('text') && !holdsNul(path))) throw new Refused('unprocessable', { code: 'wrong-format', format, kind })
  return kind
}

function splitLines(text: string, layout: Layout, firstLine: number, isEnd: boolean): Split {
  if (layout.format === 'fixed') return splitFixed(text, layout, firstLine)
  if (layout.format === 'jsonl') return splitObjects(text, Object.keys(layout.columns ?? {}), firstLine)
  if (isConverted(layout.format)) return splitArrays(text, firstLine)
  return split(text, layout, firstLine, isEnd)
}

function below(found: Split, skip: number): Split {
  const from = found.lines.findIndex((line) => line > skip)
  return from < 0 ? { ...found, lines: [], records: [] } : { ...found, lines: found.lines.slice(from), records: found.records.slice(from) }
}
