import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { engine } from '#kernel/tx'
import { files } from '#test/cooperative'
import { openWorld, people, type Answer, type World } from '#test/world'

let world: World
before(async () => {
  world = await openWorld()
})
after(() => world.close())

/** A file as a browser sends it. */
export async function send(cookie: string, path: string, name: string, bytes: Buffer): Promise<Answer> {
  const edge = 'yilan-edge'
  const head = Buffer.from(`--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`)
  const payload = Buffer.concat([head, bytes, Buffer.from(`\r\n--${edge}--\r\n`)])
  const reply = await world.app.inject({ method: 'POST', url: `/api${path}`, headers: { cookie, 'x-yilan': '1', 'idempotency-key': crypto.randomUUID(), 'content-type': `multipart/form-data; boundary=${edge}` }, payload })
  return { status: reply.statusCode, body: reply.body ? reply.json() : undefined, text: reply.body, headers: reply.headers }
}

const begin = async (file: string) => {
  const qian = await world.as(people.qian)
  const answer = await send(qian.cookie, `/feed/interfaces?source=qinghe&sourceTitle=${encodeURIComponent('清河农商行')}`, file, files[file] as Buffer)
  assert.equal(answer.status, 200, answer.text)
  return (await qian.get(`/feed/interfaces/${answer.body.name}`)).body
}

test('an unknown bank’s customers are recognised: encoding, delimiter, columns, types and what they fill', async () => {
  const design = await begin('清河客户资料20261120.txt')
  const { face } = design
  assert.deepEqual([face.entity, face.encoding, face.delimiter, face.header, face.files], ['identity.record', 'gb18030', '|', true, ['清河客户资料*.txt']])
  assert.deepEqual(face.map, {
    kind: { value: 'retail' }, name: '户名', idType: '证件种类', idNumber: '证件号', gender: '性别', birthday: '出生年月日', phone: '移动电话', address: '居住地址', employer: '就业单位', income: '年收入金额', org: '归属机构', openedOn: '建档日期',
  })
  assert.deepEqual(face.key, ['客户编号'])
  assert.deepEqual(face.columns['出生年月日'], { type: 'date', format: 'YYYY年M月D日' })
  assert.deepEqual(face.columns['年收入金额'], { type: 'amount', thousands: true })
  assert.deepEqual(face.codes['证件种类'], { 居民身份证: 'id-card', 护照: 'passport' })
  const phone = design.columns.find((each: { column: string }) => each.column === '移动电话')
  assert.equal(phone.kind, 'mobile')
  assert.ok(phone.confidence > 0.9)
  assert.equal(phone.values[0], '138****0001', 'a designer sees no more digits than elsewhere')
})

test('its accounts, called by initials and counted in cents, its entries and its holdings are recognised too', async () => {
  const accounts = (await begin('QH_ZHXX_20261120.csv')).face
  assert.equal(accounts.entity, 'account.account')
  assert.deepEqual(accounts.columns['余额(分)'], { type: 'amount', scale: 'cents' })
  assert.deepEqual([accounts.key, accounts.map.customer, accounts.map.balance, accounts.map.status], [['ZHBH'], 'KHBH', '余额(分)', 'ZHZT'])
  const entries = (await begin('QH_JYLS_20261120.csv')).face
  assert.equal(entries.entity, 'account.transaction')
  assert.deepEqual(entries.map.amount, { column: '交易金额', sign: { column: '收支标志', negative: ['支出'] } })
  assert.deepEqual(entries.columns['发生时间'], { type: 'instant', format: 'YYYY/M/D H:mm' })
  const holdings = (await begin('QH_LCCY_20261120.csv')).face
  assert.deepEqual([holdings.entity, holdings.delimiter, holdings.map.value, holdings.map.cost], ['account.holding', ';', '参考市值', '投资本金'])
})

test('a design is tried on its sample, saved as a version, put in force, and files are read by it', async () => {
  const qian = await world.as(people.qian)
  for (const name of ['qinghe.record', 'qinghe.account', 'qinghe.transaction', 'qinghe.holding']) {
    const { face, version } = (await qian.get(`/feed/interfaces/${name}`)).body
    const trial = (await qian.post(`/feed/interfaces/${name}/trial`, { face })).body
    assert.deepEqual([trial.problems, trial.refused], [[], 0], `${name} ${JSON.stringify(trial.rows.filter((row: { fate: string }) => row.fate === 'refused').slice(0, 2))}`)
    const saved = await qian.post(`/feed/interfaces/${name}/versions`, { version, note: '第一版', activate: true })
    assert.equal(saved.status, 200, saved.text)
  }
  for (const [file, bytes] of Object.entries(files)) assert.equal((await send(qian.cookie, '/feed/uploads', file, bytes)).status, 200)
  await world.drain()
  const { rows } = (await qian.get('/feed/uploads')).body
  assert.deepEqual(rows.map((row: { state: string; note: string | null }) => [row.state, row.note]), [['done', null], ['done', null], ['done', null], ['done', null]])
  const runs = (await qian.get('/feed/runs?source=qinghe')).body.rows
  assert.deepEqual(Object.fromEntries(runs.map((run: { interface: string; added: number; rejected: number }) => [run.interface, [run.added, run.rejected]])), {
    'qinghe.record': [6, 0], 'qinghe.account': [7, 0], 'qinghe.transaction': [24, 0], 'qinghe.holding': [3, 0],
  })
  const left = await engine('test', (tx) => tx.one<{ parts: number }>`select count(*)::int as parts from feed.original`)
  assert.equal(left?.parts, 0, 'nothing is kept twice')
})

test('a file of a new month with an unknown code: the code is mapped in one click and its lines are loaded', async () => {
  const qian = await world.as(people.qian)
  const iconv = await import('iconv-lite')
  const text = iconv.default.encode('ZHBH,KHBH,CZ,BZ,余额(分),ZHZT,KHRQ,DQRQ,KHJG\r\n8801000000000086,QH10002,活期储蓄,瑞郎,500,正常,20261101,,N1\r\n8801000000000094,QH10003,活期储蓄,人民币,600,未激活,20261101,,N2\r\n', 'gb18030')
  await send(qian.cookie, '/feed/uploads', 'QH_ZHXX_20261220.csv', text)
  await world.drain()
  const waiting = (await qian.get('/feed/codes')).body.rows
  assert.deepEqual(waiting.map(({ set, code, lines, firstLine }: { set: string; code: string; lines: number; firstLine: number }) => [set, code, lines, firstLine]).toSorted(), [['BZ', '瑞郎', 1, 2], ['ZHZT', '未激活', 1, 3]])
  const answer = await qian.post('/feed/codes', { name: 'qinghe.account', set: 'ZHZT', code: '未激活', ours: 'dormant' })
  assert.deepEqual([answer.status, answer.body.replays], [200, 1], answer.text)
  await world.drain()
  assert.deepEqual((await qian.get('/feed/codes')).body.rows.map((row: { code: string }) => row.code), ['瑞郎'])
  const found = await engine('test', (tx) => tx.one<{ status: string }>`select status from account.account where account_no = 'qinghe:8801000000000094'`)
  assert.equal(found?.status, 'dormant')
  assert.equal((await qian.post('/feed/codes', { name: 'qinghe.account', set: 'ZHZT', code: 'x', ours: 'elsewhere' })).status, 400)
})

test('another bank’s branch numbers are asked for at the design, and a file of whose lines none goes in is no success', async () => {
  const qian = await world.as(people.qian)
  const text = (org: string) => Buffer.from(`客户代码,客户名称,证件号码,网点号\nK1,闻一舟,,${org}\nK2,闻二舟,,02\n`)
  const begun = await send(qian.cookie, `/feed/interfaces?source=linhu&sourceTitle=${encodeURIComponent('临湖村镇银行')}`, '临湖客户.csv', text('01'))
  const { face, version, title } = (await qian.get(`/feed/interfaces/${begun.body.name}`)).body
  assert.deepEqual([face.map.org, face.columns['网点号'], face.codes['网点号']], ['网点号', { type: 'code', set: '网点号' }, {}], 'whose these are only a person knows')
  const tried = async (codes: object, columns: object) => (await qian.post(`/feed/interfaces/${begun.body.name}/trial`, { face: { ...face, codes: { ...face.codes, 网点号: codes }, columns: { ...face.columns, 网点号: columns } } })).body
  const fate = (trial: { taken: number; rows: { reasons: { reason: string }[] }[] }) => [trial.taken, ...new Set(trial.rows.flatMap(({ reasons }) => reasons.map(({ reason }) => reason)))]
  assert.deepEqual(fate(await tried({}, face.columns['网点号'])), [0, 'unknown-code'])
  assert.deepEqual(fate(await tried({}, { type: 'text' })), [0, 'unknown-reference'], 'nor does a trial take what the load would refuse')
  assert.deepEqual(fate(await tried({ '01': 'N1', '02': 'N2' }, face.columns['网点号'])), [2])
  const choices = (await qian.get('/feed/targets')).body.targets.find((each: { entity: string }) => each.entity === 'identity.record').fields.find((each: { field: string }) => each.field === 'org').choices
  assert.ok(choices.includes('N1'), 'the bank’s own organisations are offered')

  const kept = await qian.patch(`/feed/interfaces/${begun.body.name}`, { title, version, face: { ...face, codes: { ...face.codes, 网点号: { '02': 'N2' } } } })
  assert.equal((await qian.post(`/feed/interfaces/${begun.body.name}/versions`, { version: kept.body.version, note: '第一版', activate: true })).status, 200)
  await send(qian.cookie, '/feed/uploads', '临湖客户1.csv', text('01'))
  await send(qian.cookie, '/feed/uploads', '临湖客户2.csv', Buffer.from('客户代码,客户名称,证件号码,网点号\nK3,闻三舟,,01\n'))
  await world.drain()
  const { rows } = (await qian.get('/feed/uploads')).body
  const sent = Object.fromEntries(rows.map((row: { file: string; lines: number; rejected: number; runs: number[] }) => [row.file, [row.lines, row.rejected, row.runs.length]]))
  assert.deepEqual([sent['临湖客户1.csv'], sent['临湖客户2.csv']], [[2, 1, 1], [1, 1, 1]], 'each file sent up knows its own lines, though both were read together')
})

test('figures in quotes, contacts and kinds told by a summary: what a newcomer’s files look like', async () => {
  const qian = await world.as(people.qian)
  const look = async (file: string, lines: string[]) => {
    const begun = await send(qian.cookie, `/feed/interfaces?source=linhu&sourceTitle=${encodeURIComponent('临湖村镇银行')}`, file, Buffer.from(`\ufeff${lines.join('\n')}\n`))
    const { face } = (await qian.get(`/feed/interfaces/${begun.body.name}`)).body
    return { face, trial: (await qian.post(`/feed/interfaces/${begun.body.name}/trial`, { face })).body }
  }
  const accounts = await look('存款户.csv', ['账号,所属客户,产品类型,币别,当前余额,开户日,状态,网点号', ...['32,640.34', '82,088.01', '1,000,000.00'].map((balance, n) => `621700300000000${n},K${n + 1},活期,人民币,"${balance}",20220413,正常,02`)])
  assert.deepEqual([accounts.face.quote, accounts.face.columns['当前余额'].type, accounts.face.map.balance], ['"', 'amount', '当前余额'])
  assert.deepEqual(accounts.face.codes['网点号'], { '02': 'N2' }, 'what the branch is has been said for another file of this source')
  assert.deepEqual([accounts.trial.taken, accounts.trial.refused], [3, 0])

  const contacts = await look('联系记录.csv', ['编号,客户代码,渠道,电话或邮箱,登记时间', 'L1,K1,家庭电话,0571-54038040,2025年5月22日', 'L2,K2,电子邮箱,user002@mail.example,2025年6月5日', 'L3,K2,手机,13900001111,2025年6月5日'])
  assert.deepEqual([contacts.face.entity, contacts.face.map.customer, contacts.face.map.value], ['archive.contact', '客户代码', '电话或邮箱'])
  assert.ok(!JSON.stringify(contacts.trial.rows).includes('13900001111'), 'and a number leaves masked, whatever its column is called')
  assert.deepEqual(contacts.face.codes['渠道'], { 家庭电话: 'phone', 电子邮箱: 'email', 手机: 'mobile' })

  const entries = await look('流水.csv', ['流水编号,账户,交易时间,方向,发生额,摘要', ...['工资', '消费', '利息', '房租'].map((summary, n) => `T${n},6217003000000000,2026-03-13 08:26:39,${n === 1 ? 'D' : 'C'},1375.25,${summary}`)])
  assert.deepEqual([entries.face.map.kind, entries.face.map.summary, entries.face.codes['摘要']], ['摘要', { expression: '摘要' }, { 工资: 'salary', 消费: 'purchase', 利息: 'interest' }])
  const [first] = entries.trial.rows.filter((row: { fate: string }) => row.fate === 'taken')
  assert.equal(first.after[entries.trial.fields.indexOf('summary')], '工资', 'the text stays what the source wrote')
})

test('a broken design is told every place, and never put in force', async () => {
  const qian = await world.as(people.qian)
  const { face, version, title } = (await qian.get('/feed/interfaces/qinghe.record')).body
  const broken = { ...face, map: { ...face.map, phone: 'NOWHERE', name: { expression: 'concat(户名, ' } } }
  const trial = (await qian.post('/feed/interfaces/qinghe.record/trial', { face: broken })).body
  assert.deepEqual(trial.problems.map(({ at, code }: { at: string; code: string }) => [at, code]).toSorted(), [['map.name', 'expression-broken'], ['map.phone', 'column-unknown']])
  const saved = await qian.patch('/feed/interfaces/qinghe.record', { title, face: broken, version })
  assert.equal(saved.status, 200)
  assert.equal((await qian.post('/feed/interfaces/qinghe.record/versions', { version: saved.body.version, note: '坏的', activate: true })).status, 422)
  assert.equal((await qian.patch('/feed/interfaces/qinghe.record', { title, face, version })).status, 412, 'whoever was faster is shown')
  const rows = (await qian.post('/feed/interfaces/qinghe.record/difference', { face: broken })).body.rows
  assert.deepEqual(rows.map(({ at }: { at: string }) => at).toSorted(), ['map.name', 'map.name.expression', 'map.phone'].filter((at) => rows.some((row: { at: string }) => row.at === at)).toSorted())
})

test('only who may design does, only of the whole bank, and only files go up', async () => {
  for (const person of [people.wu, people.xi, people.shen]) {
    const client = await world.as(person)
    assert.equal((await send(client.cookie, '/feed/uploads', 'a.csv', Buffer.from('a,b\n'))).status, 403, person.name)
  }
  const qian = await world.as(people.qian)
  assert.equal((await qian.post('/feed/uploads', {})).status, 400)
  assert.equal((await send(qian.cookie, '/feed/uploads', '空.csv', Buffer.alloc(0))).status, 422)
  assert.equal((await send(qian.cookie, '/feed/interfaces?source=pic&sourceTitle=x', '照片.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]))).status, 422)
  const mock = await qian.get('/feed/interfaces/qinghe.record/mock?rows=5')
  assert.equal(mock.body.text.split('\n').length, 7)
})
