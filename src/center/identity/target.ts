/** What feed can load into this room. */
import type { Both } from '#kernel/text'
import type { Target } from '#kernel/room'
import { sql, type Tx } from '#kernel/tx'
import { load } from './load.ts'
import { columns, fields, prepare } from './record.ts'
import { settle } from './settle.ts'
import { stands } from './stands.ts'
import { undo } from './undo.ts'

export const target: Target = {
  entity: 'identity.record',
  title: { zh: '客户记录', en: 'Customer records' },
  rank: 30,
  fields,
  required: ['key', 'name', 'org'],
  choices: { kind: ['retail', 'corporate', 'institution'], idType: ['id-card', 'passport', 'hk-macau', 'taiwan', 'foreign', 'uscc', 'org-code', 'other'], gender: ['M', 'F'] },
  columns,
  prepare,
  load,
  brought: (source) => sql`
    select b.line, r.run, r.line as at
    from pg_temp.batch b
    cross join lateral (select run, line from identity.source_record r where r.key = b.key and r.source = ${source} and r.valid_to is null limit 1) r`,
  undo,
  stands,
  settle,
  trace,
  census,
}

/** From a line of a file to its record and its customer. */
async function trace(tx: Tx, run: number, line: number): Promise<{ label: Both; href: string | null }[]> {
  const found = await tx<{ key: string; version: number; customer_no: string }[]>`
    select r.key, r.version, m.customer_no
    from identity.source_record r
    join identity.membership m on m.key = r.key and m.source = r.source and m.to_event is null
    where r.run = ${run} and r.line = ${line}`
  return found.flatMap(({ key, version, customer_no }) => [
    { label: { zh: `客户记录 ${key}（第 ${version} 版）`, en: `Record ${key}, version ${version}` }, href: null },
    { label: { zh: `客户 ${customer_no}`, en: `Customer ${customer_no}` }, href: `/customer360/customers/${customer_no}` },
  ])
}

async function census(tx: Tx, source: string): Promise<{ title: Both; count: number }[]> {
  // A customer of several sources is counted once, where it was first known. Asked for each record: a night's file is small beside the bank.
  const [counts] = await tx<[{ records: number; customers: number }]>`
    select count(*) as records, count(*) filter (where not exists (
      select from identity.membership e
      where e.customer_no = m.customer_no and e.to_event is null and (e.from_event, e.source, e.key) < (m.from_event, m.source, m.key))) as customers
    from identity.membership m
    where m.source = ${source} and m.to_event is null`
  return [
    { title: { zh: '客户记录', en: 'Customer records' }, count: counts.records },
    { title: { zh: '客户', en: 'Customers' }, count: counts.customers },
  ]
}
