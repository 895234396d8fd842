import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { after, test } from 'node:test'
import iconv from 'iconv-lite'
import { idCheckDigit } from './documents.ts'
import { withDuck } from './pairs.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'yilan-files-'))
after(() => rmSync(work, { recursive: true }))

const HEAD = '编号,姓名,证件,生日,手机,住址'
const COLUMNS = { 姓名: 'name', 证件: 'id', 生日: 'birthday', 手机: 'phone', 住址: 'address' }
const CONFIG = { kind: 'person', id: '编号', columns: COLUMNS }
const card = (n: number) => { const body = `32010219${60 + (n % 30)}04${10 + (n % 19)}${String(n).padStart(3, '0')}`; return body + idCheckDigit(body) }
const GIVEN = ['静', '伟明', '芳', '修远', '晓光', '建国', '秀英', '海', '雨桐', '子轩']
const name = (n: number) => `${'陈张王李赵周吴郑孙何'[n % 10]}${GIVEN[Math.floor(n / 10) % 10]}`
const person = (n: number, key = `A${n}`) => [key, name(n), card(n), `19${60 + (n % 30)}-04-${10 + (n % 19)}`, `138${String(n * 7919).padStart(8, '0')}`, `南京市玄武区柳岸路${n}号3栋${100 + n}室`].join(',')
/** Sixty people; the first ten are there again as another list knows them. */
const FIRST = Array.from({ length: 60 }, (_, n) => person(n))
const AGAIN = Array.from({ length: 10 }, (_, n) => person(n, `B${n}`))

/** `bin/identity resolve` as one types it. */
function resolve(inputs: (string | [file: string, content: string | Buffer])[], config: unknown, more: string[] = []) {
  const paths = inputs.map((input) => (typeof input === 'string' ? input : write(...input)))
  const out = join(work, 'out.csv')
  rmSync(out, { force: true })
  const told = spawnSync(join(ROOT, 'bin/identity'), ['resolve', ...paths.flatMap((path) => ['--input', path]), '--config', write('config.json', JSON.stringify(config)), '--out', out, ...more], { encoding: 'utf8' })
  return { status: told.status, said: told.stderr, clusters: told.status === 0 ? clustersOf(out) : new Map<string, string>() }
}
function write(file: string, content: string | Buffer): string {
  writeFileSync(join(work, file), content)
  return join(work, file)
}
function clustersOf(path: string): Map<string, string> {
  const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n')
  assert.equal(head, 'record,cluster')
  return new Map(rows.map((row) => row.split(',') as [string, string]))
}
const csv = (rows: string[], head = HEAD) => `${[head, ...rows].join('\n')}\n`
function joinsTheTen(clusters: Map<string, string>): void {
  assert.equal(clusters.size, 70)
  for (let n = 0; n < 10; n++) assert.equal(clusters.get(`B${n}`), clusters.get(`A${n}`), name(n))
  assert.equal(new Set(clusters.values()).size, 60)
}

test('people of one file are found again in it, whether it is UTF-8, UTF-16, GB18030, has a byte order mark or is Parquet', async () => {
  const text = csv([...FIRST, ...AGAIN])
  for (const [kind, content] of Object.entries({ utf8: text, bom: `\ufeff${text}`, gb18030: iconv.encode(text, 'gb18030'), utf16: iconv.encode(text, 'utf-16le', { addBOM: true }), crlf: text.replaceAll('\n', '\r\n') })) {
    const { status, said, clusters } = resolve([[`${kind}.csv`, content]], CONFIG)
    assert.equal(status, 0, `${kind}: ${said}`)
    joinsTheTen(clusters)
  }
  const parquet = join(work, 'people.parquet')
  await withDuck('200MB', async (duck) => { await duck.run(`copy (select * from read_csv('${write('plain.csv', text)}', all_varchar = true, header = true)) to '${parquet}' (format parquet)`) })
  joinsTheTen(resolve([parquet], CONFIG).clusters)
})

const DOOR = { phone: 'phone', street: 'street', city: 'locality', zip: 'postcode', state: 'region' }

test('a town of families: who shares a name, a door and a phone is somebody else, who moved is the same', () => {
  const { rows, of } = town()
  const columns = { first_name: 'given', last_name: 'surname', dob: 'birthday', ...DOOR }
  tellsApart(resolve([['town.csv', csv(rows, 'id,FIRST_NAME,last_name,dob,phone,street,city,zip,state')]], { id: 'id', kind: 'person', columns }), of)
})

test('the same town with each name in one column, written as people write names', () => {
  const { rows, of } = town()
  const written = rows.map((row, at) => {
    const [id = '', first = '', last = '', ...rest] = row.split(',')
    return [id, [`${first} ${last}`, `"${last}, ${first}"`, `${first} Q. ${last}`, `Mr. ${first} ${last}`, `${first} ${last} Jr.`][at % 5], ...rest].join(',')
  })
  tellsApart(resolve([['names.csv', csv(written, 'id,full_name,dob,phone,street,city,zip,state')]], { id: 'id', kind: 'person', columns: { full_name: 'name', dob: 'birthday', ...DOOR } }), of)
})

function tellsApart({ status, said, clusters }: ReturnType<typeof resolve>, of: Map<string, string>): void {
  assert.equal(status, 0, said)
  const together = (one: Map<string, string>) => {
    const members = new Map<string, string[]>()
    for (const [record, cluster] of one) members.set(cluster, [...(members.get(cluster) ?? []), record])
    return new Set([...members.values()].flatMap((mine) => mine.flatMap((a, at) => mine.slice(at + 1).map((b) => [a, b].toSorted().join(' ')))))
  }
  const [claimed, wanted] = [together(clusters), together(of)]
  const right = [...claimed].filter((pair) => wanted.has(pair)).length
  assert.ok(right / claimed.size > 0.97, `${claimed.size - right} of ${claimed.size} pairs are of two people`)
  assert.ok(right / wanted.size > 0.93, `${wanted.size - right} of ${wanted.size} pairs were not found`)
}

/** Six hundred couples in four towns, a third of the people known twice, some since they moved, some with a slip of the pen; whose record each is. */
function town() {
  let state = 20261123
  const draw = (many: number) => (state = (state * 48_271) % 2_147_483_647) % many
  const pick = <T>(all: readonly T[]): T => all[draw(all.length)] as T // not empty
  const firsts = 'James Mary Robert Linda David Susan Mark Karen Paul Lisa Peter Nancy Kevin Betty Brian Emily Jason Carol Scott Helen'.split(' ')
  const lasts = Array.from({ length: 180 }, (_, n) => `${'Al Ber Car Dan El Far Gal Hol In Jor'.split(' ')[n % 10]}${'den der ling mar nor'.split(' ')[Math.floor(n / 10) % 5]}${'son ton ley man'.split(' ')[Math.floor(n / 50)]}`)
  const doors = () => [`${1 + draw(900)} ${pick('Oak Elm Lake Hill Park Main'.split(' '))} ${pick(['St', 'Ave', 'Rd'])}`, ...pick([['Salem', '97301', 'OR'], ['Dover', '19901', 'DE'], ['Milton', '30004', 'GA'], ['Hudson', '44236', 'OH']])]
  const phone = () => `${201 + draw(700)}${1_000_000 + draw(8_999_999)}`
  const day = () => `${1940 + draw(60)}-${String(1 + draw(12)).padStart(2, '0')}-${String(1 + draw(28)).padStart(2, '0')}`
  const slip = (word: string) => { const at = 1 + draw(word.length - 2); return `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}` }
  const [rows, of] = [[] as string[], new Map<string, string>()]
  for (let couple = 0; couple < 600; couple++) {
    const [last, door, line] = [pick(lasts), doors(), phone()]
    for (const who of ['a', 'b']) {
      const [first, born] = [pick(firsts), day()]
      const say = (said: string[]) => { of.set(`R${rows.length}`, `${couple}${who}`); rows.push([`R${rows.length}`, ...said].join(',')) }
      say([first, last, born, line, ...door])
      if (draw(3) === 0) say([draw(8) === 0 ? slip(first) : first, draw(8) === 0 ? slip(last) : last, born, draw(3) === 0 ? phone() : line, ...(draw(3) === 0 ? doors() : door)])
    }
  }
  return { rows, of }
}

test('two lists are linked one to one: nobody is joined within a list, and nobody twice', () => {
  const twice = [...AGAIN, person(3, 'B-again')]
  const { clusters } = resolve([['first.csv', csv(FIRST)], ['second.csv', csv(twice)]], { ...CONFIG, mode: 'link' })
  const members = new Map<string, string[]>()
  for (const [record, cluster] of clusters) members.set(cluster, [...(members.get(cluster) ?? []), record])
  for (const each of members.values()) assert.ok(each.filter((record) => record.startsWith('A')).length <= 1 && each.filter((record) => record.startsWith('B')).length <= 1, each.join(' '))
  assert.equal([...members.values()].filter((each) => each.length === 2).length, 10)
  const loose = resolve([['first.csv', csv(FIRST)], ['second.csv', csv(twice)]], { ...CONFIG, mode: 'link', duplicates: true })
  assert.equal(loose.clusters.get('B-again'), loose.clusters.get('B3'), 'unless the lists are said to have duplicates of their own')
})

test('the pairs tell why: the prior and the bits of every field add up to the whole', () => {
  const pairs = join(work, 'pairs.csv')
  assert.equal(resolve([['whole.csv', csv([...FIRST, ...AGAIN])]], CONFIG, ['--pairs', pairs]).status, 0)
  const [head = '', ...rows] = readFileSync(pairs, 'utf8').trimEnd().split('\n')
  const columns = head.split(',')
  const at = (row: string, column: string) => row.split(',')[columns.indexOf(column)] ?? ''
  const priors = rows.filter((row) => at(row, 'guards') === '').map((row) => Number(at(row, 'bits')) - columns.filter((column) => column.endsWith('_bits')).reduce((sum, column) => sum + Number(at(row, column)), 0))
  assert.ok(priors.length > 0)
  for (const prior of priors) assert.ok(Math.abs(prior - (priors[0] ?? NaN)) < 0.06, `${prior} is the prior of every pair`)
  const same = rows.find((row) => at(row, 'a') === 'A1' && at(row, 'b') === 'B1') ?? assert.fail('no such pair')
  assert.deepEqual([at(same, 'zone'), at(same, 'id_level'), at(same, 'birthday_level')], ['auto', 'equal', ''])
})

test('a record without a name of its own has its line; a field in quotes may hold what it likes', () => {
  const rows = [...FIRST.slice(0, 20), '"A,20","陈""静",,,,"南京市\n玄武区"']
  const numbered = resolve([['lines.csv', csv(rows)]], { kind: 'person', columns: COLUMNS })
  assert.deepEqual([...numbered.clusters.keys()].slice(0, 3), ['1', '2', '3'])
  assert.equal(numbered.clusters.size, 21)
  const named = resolve([['lines.csv', csv(rows)]], CONFIG)
  assert.equal(named.status, 0, named.said)
  assert.match(readFileSync(join(work, 'out.csv'), 'utf8'), /"A,20","A,20"/)
})

test('nothing to compare is no fault: a head without rows, one row, and the same id twice', () => {
  assert.deepEqual(resolve([['head.csv', csv([])]], CONFIG, ['--quiet']), { status: 0, said: '', clusters: new Map() })
  assert.deepEqual([...resolve([['one.csv', csv([person(1)])]], CONFIG).clusters], [['A1', 'A1']])
  const twice = resolve([['twice.csv', csv([person(1), person(1), person(2)])]], CONFIG)
  assert.equal(twice.status, 0, twice.said)
  assert.equal(twice.clusters.size, 2)
})

test('what is wrong is said in words of both languages, and nothing is written', () => {
  const good: [string, string] = ['good.csv', csv(FIRST)]
  const faults: [RegExp, RegExp, ReturnType<typeof resolve>][] = [
    [/没有列 手机号码；有：编号、姓名/, /has no column 手机号码/, resolve([good], { ...CONFIG, columns: { ...COLUMNS, 手机号码: 'phone' } })],
    [/字段 telefon 不认识；可用：name、/, /unknown field telefon/, resolve([good], { ...CONFIG, columns: { 手机: 'telefon' } })],
    [/没有文件 .*nowhere\.csv/, /there is no file .*nowhere\.csv/, resolve([join(work, 'nowhere.csv')], CONFIG)],
    [/empty\.csv 是空文件/, /empty\.csv is empty/, resolve([['empty.csv', '']], CONFIG)],
    [/kind 应为 person 或 company/, /kind is person or company/, resolve([good], { ...CONFIG, kind: 'people' })],
    [/mode 应为 dedupe 或 link/, /mode is dedupe or link/, resolve([good], { ...CONFIG, mode: 'match' })],
    [/配置缺少 columns/, /the config lacks columns/, resolve([good], { kind: 'person' })],
    [/broken\.parquet 无法读取/, /cannot read .*broken\.parquet/, resolve([['broken.parquet', 'PAR0']], CONFIG)],
  ]
  for (const [zh, en, { status, said }] of faults) {
    assert.notEqual(status, 0)
    assert.match(said, zh)
    assert.match(said, en)
    assert.doesNotMatch(said, /\n\s+at /, 'no stack')
  }
  const words = spawnSync(join(ROOT, 'bin/identity'), ['resolve', '--input', 'x.csv'], { encoding: 'utf8' })
  assert.match(words.stderr, /用法：bin\/identity resolve/)
})
