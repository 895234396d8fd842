/** Documents of a customer: taken in, handed out, ended. */
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { record } from '#kernel/audit'
import type { FileBytes, InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { whileAlive } from '#kernel/job'
import { getObject, objectName, putObject, removeObject } from '#kernel/object'
import type { Call } from '#kernel/room'
import { today } from '#kernel/time'
import { sql, type Sql, type Tx } from '#kernel/tx'
import type { addDocument, Document, endDocument, getDocument, listDocuments } from './document.api.ts'
import { documentReceived } from './events.ts'
import { sortOf } from './kindOf.ts'
import { theScanner } from './scan.ts'

export async function documentsOf(tx: Tx, customerNo: string): Promise<ReplyOf<typeof listDocuments>> {
  await known(tx, customerNo)
  const [documents, kinds] = await Promise.all([
    documentsWhere(tx, sql`d.customer_no in (select customer.numbers(${customerNo}))`),
    tx<ReplyOf<typeof listDocuments>['kinds']>`select kind, jsonb_build_object('zh', zh, 'en', en) as title, most_bytes as "mostBytes" from document.kind order by sort`,
  ])
  return { customerNo, documents, kinds, scans: theScanner() !== undefined }
}

/** The bytes are sealed under a random name; who sees them is who sees the row. */
export async function add(tx: Tx, { customerNo, kind, contract }: InputOf<typeof addDocument>, call: Call): Promise<Document> {
  const file = call.file
  if (!file) throw new Refused('invalid', { field: 'file' })
  const [rule] = await Promise.all([tx.one<{ most: number }>`select most_bytes as most from document.kind where kind = ${kind}`, known(tx, customerNo)])
  if (!rule) throw new Refused('unprocessable', { field: 'kind' })
  if (file.bytes > rule.most) throw new Refused('too-large', { most: rule.most })
  if (contract !== undefined) await onContract(tx, customerNo, contract)
  const bytes = await readFile(file.path)
  const { type } = await sortOf(bytes, file.name, file.path)
  const object = objectName()
  const made = await tx.one<{ document: number }>`
    insert into document.document (customer_no, org, kind, title, type, bytes, sha256, object, state, contract, staff)
    values (${customerNo}, ${tx.who.org}, ${kind}, ${file.name}, ${type}, ${bytes.length}, ${file.sha256}, ${object}, ${theScanner() ? 'quarantined' : 'clean'}, ${contract ?? null}, ${tx.who.staff})
    on conflict (customer_no, sha256) where state in ('quarantined', 'clean') do nothing
    returning document`
  if (!made) throw new Refused('conflict', { cause: 'same' })
  await putObject(object, bytes)
  await documentReceived.publish(tx, { customerNo, document: made.document })
  Object.assign(tx.facts, { document: made.document, type, bytes: bytes.length })
  return one(tx, customerNo, made.document)
}

/** As an attachment, under a name that says who took it and when. Bytes that were exchanged are not handed out. */
export async function take(tx: Tx, { customerNo, document }: InputOf<typeof getDocument>, call: Call): Promise<FileBytes> {
  const found = await tx.one<{ title: string; type: string; state: string; object: string | null; sha256: string; customer_no: string }>`
    select title, type, state, object, sha256, customer_no from document.document
    where customer_no in (select customer.numbers(${customerNo})) and document = ${document}`
  if (!found) throw new Refused('not-found')
  if (found.state !== 'clean' || found.object === null) throw new Refused('conflict', { state: found.state })
  const bytes = await getObject(found.object)
  if (!bytes || hash('sha256', bytes) !== found.sha256) throw new Refused('unavailable', { cause: 'object' })
  await record(tx, { action: 'GET /document/customers/:customerNo/documents/:document/file', kind: 'export', subjects: [customerNo], fields: ['document'], screen: call.screen, request: call.request, detail: { document, ip: call.ip } })
  const extension = extname(found.title)
  return { name: `${found.title.slice(0, found.title.length - extension.length)}_${tx.who.staff.replace(/\W/g, '-')}_${today()}${extension}`, type: found.type, bytes }
}

export async function end(tx: Tx, { customerNo, document, version, reason }: InputOf<typeof endDocument>): Promise<Document> {
  const before = await one(tx, customerNo, document)
  if (before.version !== version) throw new Refused('stale', { yours: {}, theirs: { version: before.version } })
  const ended = await tx.count`
    update document.document d set state = 'ended', ended_at = now(), ended_by = ${tx.who.staff}, ended_why = ${reason}, version = version + 1,
      keep_until = now() + (select keep from document.kind k where k.kind = d.kind)
    where customer_no in (select customer.numbers(${customerNo})) and document = ${document} and version = ${version} and state in ('clean', 'quarantined')`
  if (ended === 0) throw new Refused('conflict', { state: before.state })
  Object.assign(tx.facts, { document, reason })
  return one(tx, customerNo, document)
}

/** The job: looks a document through. Without a verdict it stays where it is, and the job comes again. */
export async function scan(tx: Tx, { customerNo, document }: { customerNo: string; document: number }): Promise<void> {
  const scanner = theScanner()
  const found = await tx.one<{ object: string }>`
    select object from document.document where customer_no = ${customerNo} and document = ${document} and state = 'quarantined' for update`
  if (!scanner || !found) return
  const bytes = await getObject(found.object)
  if (!bytes) throw new Error('the bytes of a document are not there')
  const verdict = await whileAlive(tx, scanner(bytes))
  const isClean = verdict === 'clean'
  await tx`
    update document.document set state = ${verdict}, scanned_at = now(), verdict = ${verdict}, object = ${isClean ? found.object : null}, version = version + 1
    where customer_no = ${customerNo} and document = ${document}`
  await record(tx, { action: 'document.scan', kind: 'batch', subjects: [customerNo], fields: ['document'], detail: { document, verdict } })
  if (!isClean) await removeObject(found.object)
}

/** What was ended long enough ago loses its bytes; the row stays. */
export async function forget(tx: Tx): Promise<void> {
  const over = await tx<{ customer_no: string; document: number; object: string }[]>`
    select customer_no, document, object from document.document where state = 'ended' and keep_until < now() and object is not null limit 500`
  for (const each of over) {
    await removeObject(each.object)
    await tx`update document.document set object = null where customer_no = ${each.customer_no} and document = ${each.document}`
  }
}

async function known(tx: Tx, customerNo: string): Promise<void> {
  if (!(await tx.one`select 1 as there from identity.golden where customer_no = ${customerNo} limit 1`)) throw new Refused('not-found')
}

async function onContract(tx: Tx, customerNo: string, contract: number): Promise<void> {
  const found = await tx.one`select 1 as there from archive.contract where customer_no in (select customer.numbers(${customerNo})) and id = ${contract}`
  if (!found) throw new Refused('unprocessable', { field: 'contract' })
}

async function one(tx: Tx, customerNo: string, document: number): Promise<Document> {
  const [found] = await documentsWhere(tx, sql`d.customer_no in (select customer.numbers(${customerNo})) and d.document = ${document}`)
  if (!found) throw new Refused('not-found')
  return found
}

function documentsWhere(tx: Tx, which: Sql): Promise<Document[]> {
  return tx<Document[]>`
    select d.document, d.kind, d.title, d.type, d.bytes, d.state, d.contract, s.name as "staffName", o.name as branch, d.at, d.scanned_at as "scannedAt", d.ended_at as "endedAt",
      d.ended_why as "endedWhy", d.keep_until as "keepUntil", d.version
    from document.document d
    join access.org o on o.org = d.org
    left join access.staff s on s.staff = d.staff
    where ${which}
    order by d.document desc
    limit 500`
}
