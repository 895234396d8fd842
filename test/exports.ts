/** Files of the named world: one that was made at once, one that another person let, one that waits; and a document of 陈静's. */
import type pg from 'pg'
import { people, type World } from './world.ts'

export async function layExports(bank: World, owner: pg.Client): Promise<void> {
  const wu = await bank.as(people.wu)
  const ask = async (note: string) => (await wu.post('/open/exports', { name: 'search.customers', filter: {}, purpose: 'care', note, format: 'csv', cap: 200 })).body.export
  await ask('马上就有的清单')
  await owner.query(`insert into open.export_rule (from_day, rows_at_once, rows_a_day, rows_at_most, decide_within, keep_for) values (current_date, 1, 2, 100000, '72 hours', '7 days')`)
  const allowed = await ask('另一人同意的清单')
  await (await bank.as(people.shen)).post(`/open/approvals/${allowed}/approve`, { version: 1 })
  await bank.drain()
  await ask('仍在等待的清单')
  const { rows } = await owner.query<{ no: string }>(`select customer_no as no from identity.membership where source = 'savings' and key = 'S0001' and to_event is null`)
  const payload = '--edge\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4\n%%EOF\n\r\n--edge--\r\n'
  await bank.app.inject({ method: 'POST', url: `/api/document/customers/${rows[0]?.no}/documents?kind=identity`, payload, headers: { cookie: wu.cookie, 'x-yilan': '1', 'idempotency-key': 'a document', 'content-type': 'multipart/form-data; boundary=edge' } })
}
