import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttp } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import pg from 'pg'
import { bucketStore, type Store } from '#kernel/object'
import { engine } from '#kernel/tx'
import { openWorld, people, type Person, type World } from '#test/world'
import { forget } from './document.ts'
import { setScanner } from './scan.ts'

let bank: World
let owner: pg.Client
let chen = ''
const servers: { close(): unknown }[] = []
before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
  chen = (await owner.query<{ no: string }>(`select customer_no as no from identity.membership where source = 'savings' and key = 'S0001' and to_event is null`)).rows[0]?.no ?? ''
})
after(async () => {
  setScanner(undefined)
  for (const server of servers) server.close()
  await owner.end()
  await bank.close()
})

async function send(person: Person, name: string, bytes: Buffer, query = 'kind=identity', customerNo = chen) {
  const edge = randomUUID()
  const payload = Buffer.concat([Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`), bytes, Buffer.from(`\r\n--${edge}--\r\n`)])
  const reply = await bank.app.inject({ method: 'POST', url: `/api/document/customers/${customerNo}/documents?${query}`, payload, headers: { cookie: (await bank.as(person)).cookie, 'x-yilan': '1', 'idempotency-key': randomUUID(), 'content-type': `multipart/form-data; boundary=${edge}` } })
  return { status: reply.statusCode, body: reply.json(), text: reply.body }
}
const list = async (person: Person) => (await bank.as(person)).get(`/document/customers/${chen}/documents`)
async function fetch(person: Person, no: number) {
  return bank.app.inject({ method: 'GET', url: `/api/document/customers/${chen}/documents/${no}/file`, headers: { cookie: (await bank.as(person)).cookie } })
}

let nth = 0
const chunk = (kind: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(kind), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
/** A real picture, unlike any before it. */
function png(width = 2, height = 2): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head[8] = 8
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('tEXt', Buffer.from(`n\0${nth++}`)), chunk('IDAT', deflateSync(Buffer.alloc(6))), chunk('IEND', Buffer.alloc(0))])
}
const pdf = (inside = '') => Buffer.from(`%PDF-1.4\n% ${nth++}\n${inside}\ntrailer\n%%EOF\n`)

test('a document comes in sealed, is seen by whoever sees the customer, and leaves as an attachment with a trace', async () => {
  const bytes = png()
  const made = await send(people.wu, '身份证正面.png', bytes)
  assert.equal(made.status, 200, made.text)
  assert.deepEqual([made.body.type, made.body.state, made.body.title], ['image/png', 'clean', '身份证正面.png'])
  assert.equal((await list(people.shen)).body.documents.length, 1)
  assert.equal((await list(people.he)).body.documents.length, 0, 'a branch that only keeps a card of hers does not see what the owning branch took in')
  assert.equal((await list(people.luo)).status, 404)
  assert.equal((await fetch(people.he, made.body.document)).statusCode, 404)
  const taken = await fetch(people.wu, made.body.document)
  assert.deepEqual(taken.rawPayload, bytes)
  assert.match(String(taken.headers['content-disposition']), /^attachment; .*E1001_\d{4}-\d\d-\d\d\.png/)
  assert.match(String(taken.headers['content-security-policy']), /sandbox/)
  const { rows } = await owner.query<{ kind: string; subjects: string[] }>(`select kind, subjects from kernel.audit_entry order by id desc limit 1`)
  assert.deepEqual(rows[0], { kind: 'export', subjects: [chen] })
  assert.equal((await send(people.wu, '又一次.png', bytes)).status, 409, 'the same bytes once')
})

test('what another branch takes in the owning branch sees, and not the other way', async () => {
  assert.equal((await send(people.he, '信用卡申请.pdf', pdf())).status, 200)
  assert.deepEqual([(await list(people.he)).body.documents.length, (await list(people.wu)).body.documents.length], [1, 2])
  for (const person of [people.kong, people.zhou]) assert.equal((await send(person, 'x.pdf', pdf())).status, 403, 'reading is not adding')
  assert.equal((await send(people.luo, 'x.pdf', pdf())).status, 404)
})

test('what a file is its bytes say, and it is nothing else besides', async () => {
  const book = new ExcelJS.Workbook()
  book.addWorksheet('a').addRow(['x'])
  const xlsx = Buffer.from(await book.xlsx.writeBuffer())
  const zipEnd = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)])
  const wrong: [string, Buffer, string][] = [
    ['空.pdf', Buffer.alloc(0), 'empty'], ['页面.pdf', Buffer.from('<html><script>alert(1)</script>'), 'type'], ['图.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'type'],
    ['程序.exe', Buffer.from('MZ\x90\0'), 'type'], ['压缩.zip', zipEnd, 'type'], ['照片.jpg', png(), 'name'], ['照片.png', pdf(), 'name'], ['照片.pdf.exe', pdf(), 'name'],
    ['两用.png', Buffer.concat([png(), zipEnd]), 'polyglot'], ['两用.pdf', Buffer.concat([pdf(), zipEnd]), 'polyglot'], ['巨图.png', png(100_000, 100_000), 'pixels'],
    ['脚本.pdf', pdf('<< /S /JavaScript /JS (app.alert(1)) >>'), 'active'], ['启动.pdf', pdf('<< /S /Launch /F (cmd.exe) >>'), 'active'], ['断.png', png().subarray(0, 40), 'broken'], ['断.pdf', Buffer.from('%PDF-1.4\n'), 'broken'],
    ['断.xlsx', xlsx.subarray(0, xlsx.length - 40), 'broken'], ['断.jpg', Buffer.from('\xff\xd8\xff\xe0\0\x10', 'latin1'), 'broken'],
  ]
  for (const [name, bytes, cause] of wrong) {
    const answer = await send(people.wu, name, bytes)
    assert.deepEqual([answer.status, answer.body.facts.cause], [422, cause], name)
  }
  assert.equal((await send(people.wu, '对账单.xlsx', xlsx, 'kind=income')).status, 200)
})

test('an office file that is a bomb, leads out of its folder or carries a program is refused within two seconds', async () => {
  for (const [make, cause] of [[bomb, 'bomb'], [many, 'bomb'], [shared, 'bomb'], [slip, 'broken'], [macro, 'active'], [nested, 'nested']] as const) {
    const began = Date.now()
    const answer = await send(people.wu, '材料.docx', make())
    assert.deepEqual([answer.status, answer.body.facts.cause], [422, cause], make.name)
    assert.ok(Date.now() - began < 2000)
  }
})

test('with a scanner a document waits until it was looked through; an infected one loses its bytes', async () => {
  const clamd = createServer((line) => {
    let heard = Buffer.alloc(0)
    line.on('error', () => {})
    line.on('data', (part: Buffer) => {
      heard = Buffer.concat([heard, part])
      if (heard.subarray(-4).equals(Buffer.alloc(4))) line.end(heard.includes('EICAR') ? 'stream: Eicar-Test FOUND\0' : 'stream: OK\0')
    })
  })
  servers.push(clamd)
  await once(clamd.listen(0, '127.0.0.1'), 'listening')
  setScanner(`tcp://127.0.0.1:${(clamd.address() as AddressInfo).port}`)
  const [good, bad] = [await send(people.wu, '好.pdf', pdf()), await send(people.wu, '坏.pdf', pdf('EICAR'))]
  assert.deepEqual([good.body.state, bad.body.state], ['quarantined', 'quarantined'])
  assert.equal((await fetch(people.wu, good.body.document)).statusCode, 409, 'nobody opens what was not looked through')
  await bank.drain()
  const states = Object.fromEntries((await list(people.wu)).body.documents.map((each: { document: number; state: string }) => [each.document, each.state]))
  assert.deepEqual([states[good.body.document], states[bad.body.document]], ['clean', 'infected'])
  assert.equal((await owner.query('select object from document.document where document = $1', [bad.body.document])).rows[0].object, null)
  assert.equal((await fetch(people.wu, good.body.document)).statusCode, 200)
  assert.equal((await fetch(people.wu, bad.body.document)).statusCode, 409)
  setScanner('grep -q -v VIRUS')
  const third = await send(people.wu, '再一.pdf', pdf())
  await bank.drain()
  assert.equal((await fetch(people.wu, third.body.document)).statusCode, 200, 'a command of the bank’s does as well')
  setScanner(undefined)
})

test('ended, never deleted: the row stays, the bytes go when the time of its kind is over', async () => {
  const made = await send(people.wu, '作废.pdf', pdf())
  const wu = await bank.as(people.wu)
  const end = (version: number) => wu.post(`/document/customers/${chen}/documents/${made.body.document}/end`, { version, reason: '客户已换证' })
  assert.equal((await end(7)).status, 412)
  assert.equal((await end(1)).body.state, 'ended')
  assert.equal((await end(2)).status, 409)
  assert.equal((await fetch(people.wu, made.body.document)).statusCode, 409)
  await engine('test', forget)
  const at = async () => (await owner.query<{ object: string | null }>('select object from document.document where document = $1', [made.body.document])).rows[0]?.object
  assert.ok(await at(), 'kept for its years')
  await owner.query(`update document.document set keep_until = now() - interval '1 day' where document = $1`, [made.body.document])
  await engine('test', forget)
  assert.equal(await at(), null)
  assert.ok((await list(people.wu)).body.documents.some((each: { document: number }) => each.document === made.body.document))
})

test('a bucket that speaks S3 keeps the same bytes, signed for and sealed', async () => {
  const kept = new Map<string, Buffer>()
  const server = createHttp((request, reply) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      if (!/^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/cn-east\/s3\/aws4_request, SignedHeaders=.*host.*, Signature=[0-9a-f]{64}$/.test(request.headers.authorization ?? '')) return reply.writeHead(403).end()
      const name = String(request.url)
      if (request.method === 'PUT') kept.set(name, Buffer.concat(parts))
      if (request.method === 'DELETE') kept.delete(name)
      const found = kept.get(name)
      return request.method === 'GET' ? reply.writeHead(found ? 200 : 404).end(found) : reply.writeHead(request.method === 'PUT' ? 200 : 204).end()
    })
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const store: Store = bucketStore({ bucket: 'yilan', prefix: 'a', endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, region: 'cn-east', keyId: 'key', secret: 'secret' })
  await store.put('x', Buffer.from('sealed bytes'))
  assert.deepEqual([...kept.keys()], ['/yilan/a/x'])
  assert.equal(String(await store.get('x')), 'sealed bytes')
  await store.remove('x')
  assert.equal(await store.get('x'), undefined)
})

type Part = { name: string; data?: Buffer; size?: number; at?: number; count?: number }

/** A zip written by hand, whose table of contents may say what it likes. */
function zip(parts: Part[]): Buffer {
  const bodies: Buffer[] = []
  const table: Buffer[] = []
  let place = 0
  for (const { name, data = Buffer.from('x'), size, at } of parts) {
    const packed = deflateSync(data).subarray(2, -4)
    const label = Buffer.from(name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(size ?? data.length, 22)
    local.writeUInt16LE(label.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50)
    central.writeUInt16LE(20, 6)
    central.writeUInt16LE(8, 10)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(size ?? data.length, 24)
    central.writeUInt16LE(label.length, 28)
    central.writeUInt32LE(at ?? place, 42)
    table.push(central, label)
    bodies.push(local, label, packed)
    place += 30 + label.length + packed.length
  }
  const directory = Buffer.concat(table)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(place, 16)
  return Buffer.concat([...bodies, directory, end])
}
const word: Part = { name: 'word/document.xml', data: Buffer.from(`<w:document>${nth}</w:document>`) }
function bomb(): Buffer {
  return zip([word, { name: 'word/big.xml', size: 4_000_000_000 }])
}
function many(): Buffer {
  return zip([word, ...Array.from({ length: 1200 }, (_, i) => ({ name: `word/${i}.xml` }))])
}
function shared(): Buffer {
  return zip([word, { name: 'word/a.xml', at: 0 }, { name: 'word/b.xml', at: 0 }])
}
function slip(): Buffer {
  return zip([word, { name: '../../etc/cron.d/x' }])
}
function macro(): Buffer {
  return zip([word, { name: 'word/vbaProject.bin' }])
}
function nested(): Buffer {
  return zip([word, { name: 'word/embeddings/inner.zip' }])
}
