/** Brings records to the identity room as feed does, one chunk a call, for tests that need people beside those of the world. */
import { columns } from '../src/center/identity/record.ts'
import { idCheckDigit } from '../src/center/identity/documents.ts'
import { target } from '../src/center/identity/target.ts'
import type { Batch, Loaded } from '../src/kernel/room.ts'
import { bulk } from '../src/kernel/tx.ts'

export type Row = Record<string, string | null>
export const record = (key: string, more: Row = {}): Row => ({ key, kind: 'retail', name: '林可', org: 'N1', openedOn: '2024-01-01', updatedOn: '2026-01-01', ...more })

/** A thousand people born on one day of each year. */
const idOf = (n: number) => `320102${1950 + Math.floor(n / 1000)}0412${String(n % 1000).padStart(3, '0')}`
export const card = (n: number) => idOf(n) + idCheckDigit(idOf(n))

let run = 1000
export async function bring(source: string, rows: Row[], batch: Partial<Batch> = {}): Promise<Loaded> {
  const staged = rows.map((row) => target.prepare(row, {} as Batch)) // prepare needs nothing of the batch
  const good = staged.filter((values) => Array.isArray(values))
  const names = Object.keys(columns)
  return bulk('feed', async (tx) => {
    await tx`${words(`create temporary table batch (line int not null, ${names.map((name) => `${name} ${columns[name as keyof typeof columns]}`).join(', ')}) on commit drop`)}`
    await tx.copy(`copy pg_temp.batch from stdin`, good.map((values, i) => [i + 1, ...values].map((value) => (value === null ? '\\N' : String(value))).join('\t') + '\n'))
    return target.load(tx, { run: run++, source, firstLine: 1, interface: 'test', asOf: null, ...batch })
  })
}
const words = (text: string) => ({ sql: true as const, strings: [text], values: [] })
