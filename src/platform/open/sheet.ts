/** Rows as files: CSV that no spreadsheet runs, XLSX, Parquet. */
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { SchemaElement } from 'hyparquet'
import type { ExportColumn } from '#kernel/room'
import type { Language } from '#kernel/text'
import { formatInstant } from '#kernel/time'

export type Sheet = {
  name: string
  columns: readonly ExportColumn[]
  rows: readonly Record<string, unknown>[]
  language: Language
  /** Beside every row. */
  marks: readonly string[]
  /** Who took it, when, under which number: seen on each row and page. */
  stamp: string
}
export type Format = 'csv' | 'xlsx' | 'parquet'

export const TYPES: Record<Format, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
}

export async function write(format: Format, sheet: Sheet): Promise<Buffer> {
  return format === 'csv' ? csv(sheet) : format === 'xlsx' ? xlsx(sheet) : parquet(sheet)
}

const OWN = { stamp: { zh: '水印', en: 'Watermark' }, mark: { zh: '追踪号', en: 'Trace number' } }

function csv(sheet: Sheet): Buffer {
  const { language, columns } = sheet
  const head = [...columns.map((column) => column.title[language]), OWN.stamp[language], OWN.mark[language]].map(safe)
  const lines = sheet.rows.map((row, i) => [...columns.map((column) => cell(column, row[column.key], language)), safe(sheet.stamp), sheet.marks[i] ?? ''])
  // The mark at the front makes Excel read UTF-8.
  return Buffer.from(`\uFEFF${[head, ...lines].map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`)
}

function cell(column: ExportColumn, value: unknown, language: Language): string {
  const told = tell(column, value, language)
  return isNumeric(column) && NUMBER.test(told) ? told : safe(told)
}

const NUMBER = /^-?\d+(\.\d+)?$/
const isNumeric = ({ kind }: ExportColumn): boolean => kind === 'amount' || kind === 'number' || kind === 'integer'
// What a spreadsheet takes for the beginning of a formula or of a command, full-width signs and leading blanks included.
const RUNS = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/

/** Text that begins like a formula is made plain text, else a spreadsheet would run it. */
function safe(text: string): string {
  const clean = text.replaceAll('\u0000', '')
  return RUNS.test(clean) ? `'${clean}` : clean
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const YES = { zh: ['否', '是'], en: ['no', 'yes'] } as const

/** A value as people read it. */
function tell({ kind, words }: ExportColumn, value: unknown, language: Language): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return YES[language][Number(value)] ?? ''
  if (Array.isArray(value)) return value.map((each) => tell({ kind, words } as ExportColumn, each, language)).join(language === 'zh' ? '、' : ', ')
  const text = String(value)
  return kind === 'instant' && !Number.isNaN(Date.parse(text)) ? formatInstant(text) : (words?.[text]?.[language] ?? text)
}

async function xlsx(sheet: Sheet): Promise<Buffer> {
  const { language, columns } = sheet
  const { default: ExcelJS } = await import('exceljs') // takes as long to load as all of our own
  const book = new ExcelJS.Workbook()
  const page = book.addWorksheet(sheet.name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31), {
    views: [{ state: 'frozen', ySplit: 1 }],
    headerFooter: { oddHeader: `&L${sheet.stamp.replaceAll('&', '&&')}`, oddFooter: '&C&P / &N' },
  })
  page.columns = [
    ...columns.map((column) => ({ header: column.title[language], key: column.key, width: isNumeric(column) || column.kind === 'day' ? 16 : 22 })),
    { header: OWN.stamp[language], key: '__stamp', width: 40 },
    { header: OWN.mark[language], key: '__mark', width: 32 },
  ]
  page.getRow(1).font = { bold: true }
  // Written as text, a cell is never a formula, whatever it begins with.
  for (const [i, row] of sheet.rows.entries()) page.addRow([...columns.map((column) => figure(column, row[column.key], language)), sheet.stamp, sheet.marks[i]])
  return Buffer.from(await book.xlsx.writeBuffer())
}

/** A spreadsheet counts in doubles: what it could not hold to the cent stays text. */
function figure(column: ExportColumn, value: unknown, language: Language): string | number {
  const told = tell(column, value, language)
  return isNumeric(column) && NUMBER.test(told) && told.replace(/\D/g, '').length <= 15 ? Number(told) : told
}

function parquet(sheet: Sheet): Buffer {
  const columns = sheet.columns.map((column) => ({ column, values: sheet.rows.map((row) => row[column.key] ?? null) }))
  const made = columns.map(({ column, values }) => packed(column, values, sheet.language))
  made.push(texts('_watermark', sheet.rows.map(() => sheet.stamp)), texts('_trace', [...sheet.marks]))
  return Buffer.from(parquetWriteBuffer({
    columnData: made.map(({ schema, data }) => ({ name: schema.name, data })),
    schema: [{ name: 'root', num_children: made.length }, ...made.map(({ schema }) => schema)],
    kvMetadata: [{ key: 'yilan.watermark', value: sheet.stamp }],
    createdBy: 'Yilan',
  }))
}

type Packed = { schema: SchemaElement; data: unknown[] }

/** Columns are named by their keys: what reads Parquet is a program. */
function packed(column: ExportColumn, values: unknown[], language: Language): Packed {
  const { key: name, kind } = column
  const isWhole = (test: (value: unknown) => boolean) => values.every((value) => value === null || test(value))
  if (kind === 'boolean' && isWhole((value) => typeof value === 'boolean')) return { schema: { name, type: 'BOOLEAN', repetition_type: 'OPTIONAL' }, data: values }
  if (isNumeric(column) && isWhole((value) => NUMBER.test(String(value)))) return decimals(name, values)
  if (kind === 'day' && isWhole((value) => /^\d{4}-\d\d-\d\d$/.test(String(value)))) return { schema: { name, type: 'INT32', converted_type: 'DATE', repetition_type: 'OPTIONAL' }, data: values.map((value) => value && new Date(`${String(value)}T00:00:00Z`)) }
  if (kind === 'instant' && isWhole((value) => !Number.isNaN(Date.parse(String(value))))) return { schema: { name, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' }, data: values.map((value) => value && new Date(String(value))) }
  return texts(name, values.map((value) => (value === null ? null : column.words ? String(value) : tell(column, value, language))))
}

/** To the last digit: an amount is no floating point number. */
function decimals(name: string, values: unknown[]): Packed {
  const scale = Math.max(0, ...values.map((value) => (value === null ? 0 : (String(value).split('.')[1]?.length ?? 0))))
  const unscaled = (value: unknown) => {
    const [whole = '0', part = ''] = String(value).split('.')
    return BigInt(whole + part.padEnd(scale, '0'))
  }
  return {
    schema: { name, type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, converted_type: 'DECIMAL', precision: 38, scale, repetition_type: 'OPTIONAL' },
    data: values.map((value) => (value === null ? null : unscaled(value))),
  }
}

function texts(name: string, data: unknown[]): Packed {
  return { schema: { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }, data }
}
