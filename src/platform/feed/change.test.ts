/** Changes become rows, or refusals that say truly why. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Target } from '../../kernel/room.ts'
import { stageChanges } from './change.ts'
import type { FileInterface } from './declaration.ts'
import type { Envelope } from './envelope.ts'
import { columnsOfFields, compile } from './mapping.ts'
import { showings } from './personal.ts'

const face: FileInterface = {
  name: 'core.card', title: { zh: '卡', en: 'Cards' }, entity: 'card', format: 'csv', delimiter: ',', quote: '"', header: false, encoding: 'utf-8', files: [],
  columns: { kh: { type: 'text', required: true }, xm: { type: 'text' } }, codes: {}, key: ['kh'], map: { key: 'kh', name: 'xm' },
} as unknown as FileInterface // what a declaration of changes has and a file needs besides
const target: Target = {
  entity: 'card', title: face.title, rank: 50, fields: { key: 'text', name: 'text' }, required: ['key'], columns: { key: 'text', name: 'text' },
  prepare: ({ key, name }) => [key as string, (name as string).slice(0, 60)], // a name is missing now and then: a slip that no test of its own found
  load: async () => ({ added: 0, changed: 0, same: 0, rejected: [] }),
  undo: async () => ({ removed: 0, restored: 0 }),
}
const told = (op: Envelope['op'], kh: string, xm: string | null): Envelope => ({ op, before: null, after: { kh, xm }, ts_ms: 0, source: { db: 'core', table: 'hx.kxx', lsn: null, txId: null, ts_ms: 0 } })
const staged = (envelopes: (Envelope | null)[]) => stageChanges(envelopes, 7, face, compile(face, target, 'Asia/Shanghai', Object.keys(face.columns)), {
  target, batch: { run: 1, source: 'core', interface: face.name, asOf: null, stream: true }, shown: showings(face, target), columnOf: columnsOfFields(face),
})

test('a change that our own program stumbles over is refused as such, with the place in the program and nothing of the customer', () => {
  const { rejects, stagedLines } = staged([told('c', '6222029001', '苏月'), told('c', '6222029002', null), told('c', '6222029003', '陈静')])
  assert.deepEqual(stagedLines, [7, 9])
  assert.deepEqual(rejects.map(({ line, column, reason }) => ({ line, column, reason })), [{ line: 8, column: '', reason: 'unread' }])
  assert.match(rejects[0]?.value ?? '', /^TypeError change\.test\.ts:\d+$/)
})

test('of one key only the last of the moment is loaded, and a line that is no change is refused', () => {
  const { rejects, stagedLines, skipped } = staged([told('c', '6222029001', '苏月'), null, told('u', '6222029001', '苏越')])
  assert.deepEqual([stagedLines, skipped], [[9], 1])
  assert.deepEqual(rejects, [{ line: 8, column: '', reason: 'bad-format', value: null }])
})
