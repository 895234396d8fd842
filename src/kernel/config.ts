import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { Misconfigured } from './error.ts'
import type { Bucket } from './object.ts'
import { generateKeys, parseKeys, type Keys } from './secret.ts'

export type Profile = 'demo' | 'production'
export type Role = 'owner' | 'app' | 'engine' | 'queue' | 'auth'

export type Config = {
  profile: Profile
  role: 'all' | 'web' | 'worker'
  host: string
  port: number
  /** Where the embedded server, its secrets, the demo's keys and the write-ahead log lie. */
  home: string
  /** Where the bank's systems drop their files, a folder for each source. */
  drop: string
  keys: Keys
  twoFactors: boolean
  tls?: { cert: Buffer; key: Buffer }
  /** Addresses or networks whose X-Forwarded-* headers are believed. */
  proxy: string[]
  /** The bank's own server; absent when the embedded one serves. */
  database?: Record<Role, string>
  /** Networks of the bank's own to which messages of what happens may go; all other private addresses are refused. */
  hookNetworks: string[]
  /** Looks documents through for viruses: `tcp://host:3310` (clamd) or a command. */
  scanner?: string
  /** Where sealed files lie: a folder of the home, or a bucket that speaks S3. */
  objects: { folder: string } | Bucket
  /** People in the demo bank; 0 is an empty bank. */
  demo: number
  /** The largest file that may be sent up. */
  uploadMegabytes: number
}

type Env = Record<string, string | undefined>

/** Reads every setting once; a bad one stops the start and is named. The demo makes its own keys on its first reading. */
export function readConfig(env: Env = process.env): Config {
  const profile = oneOf(env, 'YILAN_PROFILE', ['demo', 'production'], 'demo')
  const host = readHost(env, profile)
  const tls = readTls(env)
  const proxy = readNetworks(env, 'YILAN_PROXY')
  if (profile === 'production' && !tls && proxy.length === 0) {
    throw wrong('YILAN_TLS_CERT', '生产环境须用 TLS：请设置 YILAN_TLS_CERT 与 YILAN_TLS_KEY，或以 YILAN_PROXY 声明受信任的代理',
      'production needs TLS: set YILAN_TLS_CERT and YILAN_TLS_KEY, or declare the trusted proxy in YILAN_PROXY')
  }
  const home = resolve(env.YILAN_HOME || '.yilan')
  return {
    profile,
    role: oneOf(env, 'YILAN_ROLE', ['all', 'web', 'worker'], 'all'),
    host,
    port: whole(env, 'PORT', 3000, 65_535),
    home,
    drop: resolve(env.YILAN_DROP || join(home, 'drop')),
    keys: readKeys(env, profile, home),
    twoFactors: profile === 'production',
    tls,
    proxy,
    database: readDatabase(env),
    hookNetworks: readNetworks(env, 'YILAN_HOOK_NETWORKS'),
    scanner: env.YILAN_SCANNER || undefined,
    objects: readObjects(env, home),
    demo: readDemo(env, profile),
    uploadMegabytes: whole(env, 'YILAN_UPLOAD_MB', 200, 4000),
  }
}

/** The folder of this installation: closed to others, yet the embedded server's own user may walk through it. */
export function makeHome(home: string): void {
  const made = mkdirSync(home, { recursive: true, mode: 0o755 })
  if (made) chmodSync(home, process.getuid?.() === 0 ? 0o711 : 0o700)
}

function readHost(env: Env, profile: Profile): string {
  const host = env.HOST || '127.0.0.1'
  if (profile === 'demo' && !isLoopback(host)) {
    throw wrong('HOST', `演示环境只在本机开放，不能监听 ${host}；对外服务请用 YILAN_PROFILE=production`,
      `the demo listens on this machine only, not on ${host}; to serve others use YILAN_PROFILE=production`)
  }
  return host
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function readTls(env: Env): Config['tls'] {
  const { YILAN_TLS_CERT: cert, YILAN_TLS_KEY: key } = env
  if (!cert && !key) return undefined
  if (!cert || !key) {
    throw wrong(cert ? 'YILAN_TLS_KEY' : 'YILAN_TLS_CERT', '证书与私钥须同时设置', 'the certificate and its key must be set together')
  }
  return { cert: readNamed('YILAN_TLS_CERT', cert), key: readNamed('YILAN_TLS_KEY', key) }
}

function readNamed(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException // readFileSync throws nothing else
    throw wrong(name, `无法读取文件 ${path}（${code}）`, `cannot read ${path} (${code})`)
  }
}

function readNetworks(env: Env, name: 'YILAN_PROXY' | 'YILAN_HOOK_NETWORKS'): string[] {
  const list = split(env[name])
  for (const address of list) {
    const [ip = '', bits, more] = address.split('/')
    const widest = isIP(ip) === 4 ? 32 : 128
    if (!isIP(ip) || more !== undefined || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= widest))) {
      throw wrong(name, `“${address}” 不是地址或网段，例如 10.0.0.5 或 10.0.0.0/24`,
        `"${address}" is not an address or network, such as 10.0.0.5 or 10.0.0.0/24`)
    }
  }
  return list
}

function readObjects(env: Env, home: string): Config['objects'] {
  const place = env.YILAN_OBJECTS
  if (!place?.startsWith('s3://')) return { folder: place ? resolve(place) : join(home, 'objects') }
  const [bucket = '', ...rest] = place.slice('s3://'.length).split('/')
  const { YILAN_S3_ENDPOINT: endpoint, YILAN_S3_KEY_ID: keyId, YILAN_S3_SECRET: secret } = env
  if (!bucket || !endpoint || !URL.canParse(endpoint) || !keyId || !secret) {
    throw wrong('YILAN_OBJECTS', '使用对象存储须同时设置 YILAN_S3_ENDPOINT、YILAN_S3_KEY_ID 与 YILAN_S3_SECRET', 'a bucket needs YILAN_S3_ENDPOINT, YILAN_S3_KEY_ID and YILAN_S3_SECRET')
  }
  return { bucket, prefix: rest.filter(Boolean).join('/'), endpoint, region: env.YILAN_S3_REGION || 'us-east-1', keyId, secret }
}

function readKeys(env: Env, profile: Profile, home: string): Keys {
  if (env.YILAN_KEYS) return parseKeys(keyText(env.YILAN_KEYS))
  if (profile === 'production') {
    throw wrong('YILAN_KEYS', '生产环境须由行方提供密钥，格式见 README', 'production needs the bank’s own keys; the README shows the form')
  }
  return parseKeys(split(demoKeys(home)).join(','))
}

function keyText(value: string): string {
  const path = value.startsWith('file:') ? value.slice('file:'.length) : value
  const isFile = path !== value || value.startsWith('/')
  return isFile ? split(readNamed('YILAN_KEYS', path).toString('utf8')).join(',') : value
}

/** Written once, by whichever process comes first; losing this file loses the demo's personal data. */
function demoKeys(home: string): string {
  const path = join(home, 'keys')
  const draft = `${path}.${process.pid}`
  makeHome(home)
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return readNamed('YILAN_HOME', path).toString('utf8')
  }
  writeFileSync(draft, `${generateKeys()}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  } finally {
    rmSync(draft)
  }
  return readFileSync(path, 'utf8')
}

/** The three narrower roles log in to the same server under their own names, with their own URLs or the application's password. */
function readDatabase(env: Env): Config['database'] {
  const { DATABASE_URL: app, DATABASE_OWNER_URL: owner } = env
  if (!app && !owner) return undefined
  if (!app || !owner) {
    throw wrong(app ? 'DATABASE_OWNER_URL' : 'DATABASE_URL', '使用行方数据库时 DATABASE_URL 与 DATABASE_OWNER_URL 须同时设置',
      'with the bank’s own server DATABASE_URL and DATABASE_OWNER_URL must be set together')
  }
  return {
    app: postgresUrl('DATABASE_URL', app),
    owner: postgresUrl('DATABASE_OWNER_URL', owner),
    engine: roleUrl(env, 'DATABASE_ENGINE_URL', app, 'yilan_engine'),
    queue: roleUrl(env, 'DATABASE_QUEUE_URL', app, 'yilan_queue'),
    auth: roleUrl(env, 'DATABASE_AUTH_URL', app, 'yilan_auth'),
  }
}

function roleUrl(env: Env, name: string, app: string, user: string): string {
  const own = env[name]
  if (own) return postgresUrl(name, own)
  const url = new URL(app)
  url.username = user
  return url.href
}

function postgresUrl(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.username || url.pathname.length < 2) {
    throw wrong(name, '须为 postgresql://用户:口令@主机:端口/数据库', 'must read postgresql://user:password@host:port/database')
  }
  return value
}

function readDemo(env: Env, profile: Profile): number {
  if (profile === 'demo') return whole(env, 'YILAN_DEMO', 20_000, 10_000_000)
  if (whole(env, 'YILAN_DEMO', 0, 10_000_000) > 0) {
    throw wrong('YILAN_DEMO', '生产环境不造演示客户，请去掉此项或设为 0', 'production makes no invented customers: unset it or set it to 0')
  }
  return 0
}

function whole(env: Env, name: string, otherwise: number, most: number): number {
  const value = env[name]
  if (!value) return otherwise
  if (!/^\d{1,9}$/.test(value) || Number(value) > most) {
    throw wrong(name, `“${value}” 不是 0 到 ${most} 的整数`, `"${value}" is not a whole number from 0 to ${most}`)
  }
  return Number(value)
}

function oneOf<const T extends string>(env: Env, name: string, choices: readonly T[], otherwise: T): T {
  const value = env[name]
  if (!value) return otherwise
  const choice = choices.find((each) => each === value)
  if (choice) return choice
  throw wrong(name, `“${value}” 不可选，可选 ${choices.join('、')}`, `"${value}" is none of ${choices.join(', ')}`)
}

function split(list: string | undefined): string[] {
  return (list ?? '').split(/[,\s]+/).filter(Boolean)
}

function wrong(name: string, zh: string, en: string): Misconfigured {
  return new Misconfigured(`${name}：${zh}`, `${name}: ${en}`)
}
