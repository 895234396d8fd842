/** Rows such as an interface might bring, invented from its declaration alone: the same ones whenever they are asked for. */
import type { Tx } from '#kernel/tx'
import type { Column } from './declaration.ts'
import { openDesign, type Draft } from './design.ts'
import { columnsIn, type Mapping } from './declaration.ts'

export async function mockOf(tx: Tx, name: string, rows = 20): Promise<{ file: string; text: string }> {
  const { draft } = await openDesign(tx, name)
  return { file: `${name}.csv`, text: mockText(draft, rows) }
}

export function mockText(draft: Draft, rows: number): string {
  const columns = Object.entries(draft.columns ?? {})
  const fields = new Map<string, string>(draft.key?.length === 1 ? [[draft.key[0] as string, 'key']] : [])
  for (const [field, mapping] of Object.entries(draft.map ?? {})) for (const column of columnsIn(mapping as Mapping)) if (!fields.has(column)) fields.set(column, field)
  const delimiter = draft.delimiter ?? ','
  const lines = Array.from({ length: rows }, (_, i) => columns.map(([column, plan], n) => quoted(invent(plan, fields.get(column) ?? '', draft.codes ?? {}, i, n), delimiter)).join(delimiter))
  return `${[columns.map(([column]) => quoted(column, delimiter)).join(delimiter), ...lines].join('\n')}\n`
}

const SURNAMES = '林周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜'
const GIVEN = ['安', '明远', '思齐', '若水', '清扬', '子墨', '静姝', '嘉禾', '云帆', '知行']
const pick = <T>(from: ArrayLike<T>, n: number): T => from[n % from.length] as T // a list that is not empty

function invent(column: Column, field: string, codes: Record<string, Record<string, string>>, i: number, n: number): string {
  const seed = (i * 7919 + n * 104_729) % 1_000_003
  if (column.type === 'code') return pick(Object.keys(codes[column.set] ?? { 1: '' }).filter((code) => code !== '*').concat([]), seed) ?? ''
  if (column.type === 'date' || column.type === 'instant') return moment(column.format, new Date(Date.UTC(2026, seed % 11, 1 + (seed % 28), seed % 24, seed % 60, seed % 60)))
  if (column.type === 'amount') return column.scale === 'cents' ? String(seed * 37) : ((seed * 37) / 100).toFixed(2)
  if (column.type === 'number') return ((seed % 500) / 100).toFixed(2)
  if (column.type === 'integer') return String(seed % 1000)
  if (field === 'key' || field === 'customer' || field === 'account' || field === 'holder') return `${field === 'account' ? '6222' : ''}${String(10_000_000 + i)}`
  if (/idNumber$/i.test(field)) return idNumber(seed)
  if (field.startsWith('phone')) return `1${3 + (seed % 7)}${String(seed % 10_000).padStart(4, '0')}${String(i).padStart(5, '0')}`.slice(0, 11)
  if (/name$/i.test(field) || field === 'counterparty') return pick(SURNAMES, seed) + pick(GIVEN, i + n)
  if (field === 'address') return `江州市青石区柳岸路${(seed % 200) + 1}号${(seed % 20) + 1}栋${(seed % 30) + 1}01室`
  return column.max !== undefined && column.max < 4 ? String(seed % 10 ** column.max) : `示例${(seed % 900) + 100}`
}

function idNumber(seed: number): string {
  const body = `320102${1950 + (seed % 55)}${String((seed % 12) + 1).padStart(2, '0')}${String((seed % 28) + 1).padStart(2, '0')}${String(seed % 1000).padStart(3, '0')}`
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((total, weight, i) => total + weight * Number(body[i]), 0)
  return body + '10X98765432'[sum % 11]
}

function moment(format: string, at: Date): string {
  if (format === 'iso') return at.toISOString()
  if (format === 'epoch-ms') return String(at.getTime())
  const parts: Record<string, string> = {
    YYYY: String(at.getUTCFullYear()), YY: String(at.getUTCFullYear() % 100).padStart(2, '0'), MMM: pick(['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'], at.getUTCMonth()),
    MM: String(at.getUTCMonth() + 1).padStart(2, '0'), M: String(at.getUTCMonth() + 1), DD: String(at.getUTCDate()).padStart(2, '0'), D: String(at.getUTCDate()),
    HH: String(at.getUTCHours()).padStart(2, '0'), H: String(at.getUTCHours()), mm: String(at.getUTCMinutes()).padStart(2, '0'), ss: String(at.getUTCSeconds()).padStart(2, '0'),
  }
  return format.replace(/YYYY|YY|MMM|MM|DD|HH|mm|ss|M|D|H/g, (token) => parts[token] as string) // every token is a key of parts
}

function quoted(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
