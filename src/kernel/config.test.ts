import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readConfig } from './config.ts'
import { Misconfigured } from './error.ts'
import { generateKeys } from './secret.ts'

const folder = mkdtempSync(join(tmpdir(), 'yilan-config-'))
after(() => rmSync(folder, { recursive: true }))
const home = join(folder, 'home')
const keys = generateKeys()
const production = { YILAN_PROFILE: 'production', YILAN_HOME: home, YILAN_KEYS: keys, YILAN_PROXY: '10.0.0.5' }

test('the demo needs no setting at all', () => {
  const config = readConfig({ YILAN_HOME: home })
  assert.deepEqual([config.profile, config.role, config.host, config.port, config.demo, config.twoFactors],
    ['demo', 'all', '127.0.0.1', 3000, 20_000, false])
  assert.equal(config.database, undefined)
})

test('the home is an absolute folder, .yilan here unless said otherwise', () => {
  assert.equal(readConfig({ YILAN_KEYS: keys }).home, join(process.cwd(), '.yilan'))
  assert.equal(readConfig({ YILAN_KEYS: keys, YILAN_HOME: 'elsewhere' }).home, join(process.cwd(), 'elsewhere'))
})

test('the demo makes its keys once and nobody else may read them', () => {
  const first = readConfig({ YILAN_HOME: home }).keys
  const file = join(home, 'keys')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readConfig({ YILAN_HOME: home }).keys, first)
  assert.ok(readFileSync(file, 'utf8').includes(first.field[0]?.key.toString('base64') ?? 'no key'))
})

test('the demo listens on this machine only', () => {
  for (const host of ['127.0.0.1', '127.8.0.1', 'localhost', '::1']) assert.equal(readConfig({ YILAN_KEYS: keys, HOST: host }).host, host)
  for (const host of ['0.0.0.0', '::', '10.0.0.8', '127.example.com']) refuses({ YILAN_KEYS: keys, HOST: host }, 'HOST')
})

test('production serves others with its own keys, two factors and no invented customers', () => {
  const config = readConfig({ ...production, HOST: '0.0.0.0' })
  assert.deepEqual([config.host, config.twoFactors, config.demo, config.proxy], ['0.0.0.0', true, 0, ['10.0.0.5']])
  refuses({ ...production, YILAN_KEYS: undefined }, 'YILAN_KEYS')
  refuses({ ...production, YILAN_DEMO: '100' }, 'YILAN_DEMO')
})

test('production is encrypted on the wire, by itself or by a declared proxy', () => {
  const cert = join(folder, 'cert.pem')
  writeFileSync(cert, 'a certificate')
  refuses({ ...production, YILAN_PROXY: undefined }, 'YILAN_TLS_CERT')
  refuses({ ...production, YILAN_TLS_CERT: cert }, 'YILAN_TLS_KEY')
  refuses({ ...production, YILAN_TLS_KEY: cert }, 'YILAN_TLS_CERT')
  refuses({ ...production, YILAN_TLS_CERT: cert, YILAN_TLS_KEY: join(folder, 'none') }, 'YILAN_TLS_KEY')
  const config = readConfig({ ...production, YILAN_PROXY: undefined, YILAN_TLS_CERT: cert, YILAN_TLS_KEY: cert })
  assert.equal(config.tls?.cert.toString(), 'a certificate')
})

test('a trusted proxy is an address or a network', () => {
  assert.deepEqual(readConfig({ ...production, YILAN_PROXY: '10.0.0.0/24, fd00::/8' }).proxy, ['10.0.0.0/24', 'fd00::/8'])
  for (const proxy of ['gateway', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '*']) refuses({ ...production, YILAN_PROXY: proxy }, 'YILAN_PROXY')
})

test('keys come from the environment or from a file of any layout', () => {
  const file = join(folder, 'keys')
  writeFileSync(file, `${keys.replace(',', '\n')}\n`)
  const wanted = readConfig({ YILAN_KEYS: keys }).keys
  assert.deepEqual(readConfig({ YILAN_KEYS: file }).keys, wanted)
  assert.deepEqual(readConfig({ YILAN_KEYS: `file:${file}` }).keys, wanted)
  refuses({ YILAN_KEYS: join(folder, 'none') }, 'YILAN_KEYS')
})

test('a key that is short, nameless or without a purpose is refused, and never shown', () => {
  const [field = '', token = ''] = keys.split(',')
  for (const bad of [field, token, `${field},token.1:c2hvcnQ=`, `${keys},mail.1:${field.split(':')[1]}`, keys.replace('field.2', 'field')]) {
    const error = refuses({ YILAN_KEYS: bad }, 'YILAN_KEYS')
    assert.ok(!error.message.includes(field.slice(-20)))
  }
})

test('the bank’s own server is reached by five roles, each under its own name', () => {
  const { database } = readConfig({
    YILAN_KEYS: keys,
    DATABASE_URL: 'postgresql://yilan_app:p%40ss@db.bank:5432/crm?sslmode=require',
    DATABASE_OWNER_URL: 'postgresql://yilan_owner:o@db.bank:5432/crm',
    DATABASE_QUEUE_URL: 'postgresql://yilan_queue:q@db.bank:5432/crm',
  })
  assert.deepEqual(database, {
    app: 'postgresql://yilan_app:p%40ss@db.bank:5432/crm?sslmode=require',
    owner: 'postgresql://yilan_owner:o@db.bank:5432/crm',
    engine: 'postgresql://yilan_engine:p%40ss@db.bank:5432/crm?sslmode=require',
    queue: 'postgresql://yilan_queue:q@db.bank:5432/crm',
    auth: 'postgresql://yilan_auth:p%40ss@db.bank:5432/crm?sslmode=require',
  })
})

test('half an own server is refused', () => {
  const url = 'postgresql://yilan_app:p@db.bank/crm'
  refuses({ YILAN_KEYS: keys, DATABASE_URL: url }, 'DATABASE_OWNER_URL')
  refuses({ YILAN_KEYS: keys, DATABASE_OWNER_URL: url }, 'DATABASE_URL')
  refuses({ YILAN_KEYS: keys, DATABASE_OWNER_URL: url, DATABASE_URL: 'mysql://a@b/c' }, 'DATABASE_URL')
  refuses({ YILAN_KEYS: keys, DATABASE_OWNER_URL: url, DATABASE_URL: url, DATABASE_AUTH_URL: 'nowhere' }, 'DATABASE_AUTH_URL')
})

test('numbers and choices out of range are named', () => {
  for (const port of ['65536', '-1', 'http', '3000.5']) refuses({ YILAN_KEYS: keys, PORT: port }, 'PORT')
  refuses({ YILAN_KEYS: keys, YILAN_DEMO: 'many' }, 'YILAN_DEMO')
  refuses({ YILAN_KEYS: keys, YILAN_ROLE: 'database' }, 'YILAN_ROLE')
  refuses({ YILAN_KEYS: keys, YILAN_PROFILE: 'test' }, 'YILAN_PROFILE')
  assert.equal(readConfig({ YILAN_KEYS: keys, YILAN_DEMO: '0' }).demo, 0)
})

function refuses(env: Record<string, string | undefined>, name: string): Misconfigured {
  try {
    readConfig(env)
  } catch (error) {
    assert.ok(error instanceof Misconfigured, String(error))
    assert.ok(error.zh.includes(name) && error.en.includes(name), error.message)
    return error
  }
  return assert.fail(`${name} was accepted`)
}
