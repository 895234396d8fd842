/** Field encryption and keyed tokens. Nothing here ever puts a plain value into a message. */
import { createCipheriv, createDecipheriv, createSecretKey, hash, hkdfSync, randomBytes, randomFillSync, type KeyObject } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Misconfigured } from './error.ts'

/** The first of each writes; the others still open what was written under them. */
export type Keys = { field: Key[]; token: Key[] }
export type Key = { id: string; key: Buffer }

/** Called once at the start, with what config read. */
export function installKeys(keys: Keys): void {
  fieldKeys = new Map(keys.field.map(({ id, key }) => [id, createSecretKey(key)]))
  const [writer] = keys.field
  if (!writer || !keys.token.length) throw missingKeys()
  writing = { lead: `${AES_256_GCM}.${writer.id}.`, blockLead: blockLead(writer.id), key: createSecretKey(writer.key) }
  tokenKeys = keys.token.map(({ key }) => key)
}

/** Reads `field.2026a:BASE64,token.1:BASE64`. */
export function parseKeys(text: string): Keys {
  const keys: Keys = { field: [], token: [] }
  for (const entry of text.split(',').map((part) => part.trim()).filter(Boolean)) {
    const found = /^(field|token)\.([A-Za-z0-9_-]{1,16}):([A-Za-z0-9+/_-]+={0,2})$/.exec(entry)
    const key = Buffer.from(found?.[3] ?? '', 'base64')
    if (!found || key.length !== KEY_BYTES) throw unreadableKey()
    keys[found[1] as keyof Keys].push({ id: found[2] as string, key }) // the pattern above guarantees both groups
  }
  if (!keys.field.length || !keys.token.length) throw missingKeys()
  return keys
}

/** Fresh keys in the form `parseKeys` reads. */
export function generateKeys(): string {
  const id = new Date().getUTCFullYear()
  return `field.${id}:${randomBytes(KEY_BYTES).toString('base64')},token.${id}:${randomBytes(KEY_BYTES).toString('base64')}`
}

/** `1.<key id>.<base64url of iv, ciphertext, tag>`; the leading 1 names the algorithm. */
export function seal(value: string): string {
  const { lead, key } = writer()
  const iv = nextIv()
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const body = cipher.update(value, 'utf8')
  cipher.final()
  return lead + Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url')
}

export function open(sealed: string): string {
  const [algorithm, id, body] = sealed.split('.', 3)
  if (algorithm !== AES_256_GCM || id === undefined || body === undefined) throw new Error('not a sealed value')
  return unlock(readingKey(id), Buffer.from(body, 'base64url')).toString('utf8')
}

/** Whole blocks of raw lines: compressed first, since ciphertext does not compress. */
export function sealBlock(block: Buffer): Buffer {
  const { blockLead: lead, key } = writer()
  const iv = nextIv()
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  // Level 1: three times as fast as the default and the lines of a bank's file still shrink to a quarter.
  const body = cipher.update(gzipSync(block, { level: 1 }))
  cipher.final()
  return Buffer.concat([lead, iv, body, cipher.getAuthTag()])
}

export function openBlock(sealed: Buffer): Buffer {
  const idLength = sealed[1] ?? 0
  if (sealed[0] !== Number(AES_256_GCM) || sealed.length < 2 + idLength + IV_BYTES + TAG_BYTES) throw new Error('not a sealed block')
  const id = sealed.toString('latin1', 2, 2 + idLength)
  return gunzipSync(unlock(readingKey(id), sealed.subarray(2 + idLength)))
}

/** Equality without the value: the first 64 bits of SHA-256(key ‖ rule ‖ value ‖ key), signed. */
export function token(rule: string, value: string): bigint {
  return tokenUnder(writingTokenKey(), rule, value)
}

/** The key of today's tokens, for who locks many small things at once. */
export function tokenKey(): Buffer {
  return writingTokenKey()
}

/** Keys of one purpose, made from the token keys, the writing one first: who reads tries each while keys rotate. */
export function keysFor(purpose: string, bytes = KEY_BYTES): Buffer[] {
  writingTokenKey()
  return tokenKeys.map((key) => Buffer.from(hkdfSync('sha256', key, '', purpose, bytes)))
}

/** The token under every key installed, the writing one first: a search asks for any of them while keys rotate. */
export function tokens(rule: string, value: string): bigint[] {
  writingTokenKey()
  return tokenKeys.map((key) => tokenUnder(key, rule, value))
}

/** The same token in PostgreSQL; `key` is bytea, `rule` and `value` are text. */
export const tokenSql =
  "('x' || encode(substr(sha256(key || convert_to(rule, 'UTF8') || convert_to(value, 'UTF8') || key), 1, 8), 'hex'))::bit(64)::bigint"

const AES_256_GCM = '1'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16

let fieldKeys = new Map<string, KeyObject>()
let tokenKeys: Buffer[] = []
let writing: { lead: string; blockLead: Buffer; key: KeyObject } | undefined

function writer() {
  if (!writing) throw new Error('no keys installed')
  return writing
}

function writingTokenKey(): Buffer {
  const [key] = tokenKeys
  if (!key) throw new Error('no keys installed')
  return key
}

function readingKey(id: string): KeyObject {
  const key = fieldKeys.get(id)
  if (!key) throw new Error(`sealed under key ${/^[A-Za-z0-9_-]{1,16}$/.test(id) ? id : '?'}, which is not installed`)
  return key
}

function unlock(key: KeyObject, sealed: Buffer): Buffer {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new Error('sealed value is cut short')
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  cipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  const value = cipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES))
  try {
    cipher.final()
  } catch {
    throw new Error('sealed value was altered, or its key has the same id but is another')
  }
  return value
}

function tokenUnder(key: Buffer, rule: string, value: string): bigint {
  // Hexadecimal: a new Buffer for the digest costs as much again as the digest.
  const digest = hash('sha256', Buffer.concat([key, Buffer.from(rule + value, 'utf8'), key]), 'hex')
  return BigInt.asIntN(64, BigInt(`0x${digest.slice(0, 16)}`))
}

function blockLead(id: string): Buffer {
  return Buffer.concat([Buffer.from([Number(AES_256_GCM), id.length]), Buffer.from(id, 'latin1')])
}

// One call for a thousand vectors: asking the system for 12 bytes at a time costs as much as the encryption itself.
const ivPool = Buffer.alloc(IV_BYTES * 1000)
let ivTaken = ivPool.length

function nextIv(): Buffer {
  if (ivTaken === ivPool.length) {
    randomFillSync(ivPool)
    ivTaken = 0
  }
  ivTaken += IV_BYTES
  return ivPool.subarray(ivTaken - IV_BYTES, ivTaken)
}

function missingKeys(): Misconfigured {
  return new Misconfigured('YILAN_KEYS 至少要有一把 field 密钥和一把 token 密钥', 'YILAN_KEYS needs at least one field key and one token key')
}

function unreadableKey(): Misconfigured {
  return new Misconfigured(
    'YILAN_KEYS 的每一项应为 field.编号:BASE64 或 token.编号:BASE64，密钥 32 字节',
    'each entry of YILAN_KEYS is field.ID:BASE64 or token.ID:BASE64 with a key of 32 bytes',
  )
}
