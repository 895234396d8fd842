import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { buildWeb } from './build.ts'

const root = join(import.meta.dirname, '../..')
const out = mkdtempSync(join(tmpdir(), 'yilan-web-'))
after(() => rmSync(out, { recursive: true }))

test('the pages are built once and not again until a source changes', async () => {
  const shares: number[] = []
  assert.equal(await buildWeb(root, out, (share) => shares.push(share)), true)
  assert.equal(shares.at(-1), 1)
  assert.deepEqual(shares, shares.toSorted((a, b) => a - b))
  assert.equal(await buildWeb(root, out), false)
})

test('the first page needs at most 500 kB of script', () => {
  const bytes = firstScripts().reduce((sum, name) => sum + gzipSync(readFileSync(join(out, name))).length, 0)
  assert.ok(bytes <= 500_000, `${bytes} bytes`)
})

test('nothing is fetched from outside, and every script and style carries the nonce', () => {
  const html = read('index.html')
  assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//)
  for (const tag of html.match(/<(script|link rel="(stylesheet|modulepreload)")[^>]*>/g) ?? []) assert.match(tag, /nonce="__NONCE__"/)
  for (const name of readdirSync(join(out, 'assets')).filter((file) => file.endsWith('.css'))) assert.doesNotMatch(read(`assets/${name}`), /url\(["']?(https?:)?\/\//)
})

function firstScripts(): string[] {
  return [...read('index.html').matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((found) => found[1] ?? '')
}

function read(name: string): string {
  return readFileSync(join(out, name), 'utf8')
}
