import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { bulk, engine } from '#kernel/tx'
import type { Batch, Loaded } from '#kernel/room'
import { openWorld, type World } from '#test/world'
import { target } from './product.ts'

let bank: World
before(async () => {
  bank = await openWorld()
})
after(() => bank.close())

type Row = Record<string, string | null>
const steady = { key: 'P1', name: '稳健理财90天', kind: 'wealth', risk: 'R2', term: '90' }

async function bring(run: number, rows: Row[]): Promise<Pick<Loaded, 'added' | 'changed' | 'same'>> {
  const staged = rows.map((row, i) => [i + 1, ...(target.prepare(row, {} as Batch) as (string | null)[])]) // prepare needs nothing of the batch; the rows are good
  const create = `create temporary table batch (line int, ${Object.entries(target.columns).map(([name, type]) => `${name} ${type}`).join(', ')}) on commit drop`
  const { added, changed, same } = await bulk('feed', async (tx) => {
    await tx`${{ sql: true, strings: [create], values: [] }}`
    await tx.copy('copy pg_temp.batch from stdin', staged.map((values) => `${values.map((value) => value ?? '\\N').join('\t')}\n`))
    return target.load(tx, { run, source: 'product', firstLine: 1, interface: 'product.product', asOf: null })
  })
  return { added, changed, same }
}
const named = async (product: string) => (await engine('test', (tx) => tx.one<{ name: string }>`select name from product.product where product = ${product}`))?.name

test('the catalogue is added, changed where it differs, and taken back run by run', async () => {
  assert.deepEqual(await bring(1, [steady]), { added: 1, changed: 0, same: 0 })
  assert.deepEqual(await bring(2, [steady]), { added: 0, changed: 0, same: 1 })
  assert.deepEqual(await bring(3, [{ ...steady, name: '稳健理财三个月' }, { ...steady, key: 'P2' }]), { added: 1, changed: 1, same: 0 })
  assert.deepEqual(await bulk('feed', (tx) => target.undo(tx, 3)), { removed: 1, restored: 1 })
  assert.deepEqual([await named('P1'), await named('P2')], ['稳健理财90天', undefined])
})

test('a product of an unknown kind or risk is refused with the reason', () => {
  assert.deepEqual(target.prepare({ ...steady, kind: 'lottery', risk: 'R9' }, {} as Batch), {
    reject: [{ field: 'kind', reason: 'unknown-code', value: 'lottery' }, { field: 'risk', reason: 'unknown-code', value: 'R9' }],
  })
})
