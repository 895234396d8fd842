/** A real browser before the real server over the named world: what the journeys walk through. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { findBrowser } from '../../src/app/browser.ts'
import { buildWeb } from '../../src/app/build.ts'
import { serve } from '#kernel/serve'
import { gate } from '#platform/access'
import { openWorld, PASSWORD, type Person, type World } from '#test/world'

export type Journey = {
  world: World
  address: string
  /** A person at a screen of their own, signed in by typing. */
  at(person: Person, screen?: Screen): Promise<Seat>
  /** A screen before which nobody has signed in. */
  guest(screen?: Screen): Promise<Seat>
  close(): Promise<void>
}
export type Screen = { width: number; height: number; dark?: boolean; language?: 'zh' | 'en' }
export type Seat = {
  page: Page
  /** What the console complained of, violations of the content security policy among it. */
  complaints: string[]
  go(path: string): Promise<void>
  /** Waits until the page has its data: no skeleton, no table waiting. */
  settled(): Promise<void>
}

export const DESK: Screen = { width: 1440, height: 900 }
export const SMALL_DESK: Screen = { width: 1366, height: 768 }
export const PHONE: Screen = { width: 390, height: 844 }

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Far beyond what any page takes on a busy machine. */
const PATIENCE_MS = 15_000
/** Quiet and alone: no line to the outside, no sandbox where root runs it. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

/** Where the browsers of this file stand: said of a test that fails, since a page that did not come tells nothing of the one that did. */
const standing = new Set<Page>()
afterEach(async (test) => {
  if (!('passed' in test) || test.passed) return
  for (const page of standing) console.log(`  ${page.url()}: ${(await page.evaluate(() => document.body.innerText).catch(String)).replaceAll(/\s+/g, ' ').slice(0, 400)}`)
})

export async function beginJourney(): Promise<Journey> {
  const web = join(ROOT, 'dist/web')
  await buildWeb(ROOT, web)
  const world = await openWorld()
  const app = await serve({ gate, secure: false, callsPerMinute: 1_000_000, maxDelayMs: 0, web })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const executablePath = process.env.YILAN_BROWSER ?? (await findBrowser())
  const open: { context: BrowserContext; profile: string }[] = []
  const guest = async ({ width, height, dark = false, language = 'zh' }: Screen = DESK): Promise<Seat> => {
    const profile = mkdtempSync(join(tmpdir(), 'yilan-browser-'))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath, headless: true, args: FLAGS, viewport: { width, height }, hasTouch: width < 576, colorScheme: dark ? 'dark' : 'light', locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce',
    })
    open.push({ context, profile })
    context.setDefaultTimeout(PATIENCE_MS)
    // Only at first: who switches the language keeps it.
    await context.addInitScript((spoken) => localStorage.getItem('yilan.language') ?? localStorage.setItem('yilan.language', JSON.stringify(spoken)), language)
    return take(context.pages()[0] ?? (await context.newPage()), address)
  }
  return {
    world,
    address,
    guest,
    async at(person, screen) {
      const seat = await guest(screen)
      await signIn(seat.page, address, person)
      return seat
    },
    async close() {
      for (const { context, profile } of open) {
        await context.close()
        rmSync(profile, { recursive: true, force: true })
      }
      await app.close()
      await world.close()
    },
  }
}

/** The serious and critical findings of axe, each with the first place it was found at. */
export async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }).analyze() // no frames here, and only what is wrong: a third of the time
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`)
}

/** Latin words a reader of the Chinese page meets, but for those that are names or codes to everyone. */
export async function latin(page: Page, allowed: RegExp): Promise<string[]> {
  const shown = await page.evaluate(() => document.body.innerText)
  return [...new Set(shown.match(/[A-Za-z][A-Za-z'-]+/g) ?? [])].filter((word) => !allowed.test(word))
}

function take(page: Page, address: string): Seat {
  const complaints: string[] = []
  standing.add(page)
  page.on('close', () => standing.delete(page))
  page.on('console', (message) => {
    // A refusal is an answer, and the journey says which it expects; a failure of the server is none.
    if (['error', 'warning'].includes(message.type()) && !/status of 4\d\d/.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(address)) complaints.push(`asked of another house: ${request.url()}`)
  })
  const settled = async () => {
    await page.waitForFunction(() => document.querySelector('.y-page') !== null && document.querySelector('.y-bone, [aria-busy=true]') === null)
  }
  return {
    page, complaints, settled,
    async go(path) {
      // A page that is live keeps a line open, so that the net is never idle.
      await page.goto(`${address}${path}`)
      await settled()
    },
  }
}

async function signIn(page: Page, address: string, person: Person): Promise<void> {
  await page.goto(address)
  await page.locator('input[autocomplete=username]').fill(person.login)
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.locator('.y-main').waitFor()
}
