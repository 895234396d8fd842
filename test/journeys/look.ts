/** What a machine can find wrong with a page, looked for on every page of everyone it is for. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { people, records, type Person } from '#test/world'
import { DESK, faults, PHONE, SMALL_DESK, type Journey, type Seat } from './browser.ts'

type Walk = [Person, string[]]
const CUSTOMER = '/customer360/customers/:customerNo'

export const FRONT: Walk[] = [
  [people.wu, ['/ledger', '/open/exports', '/workbench', '/workbench?show=in', '/workbench?show=matures', '/workbench?show=birthdays', '/workbench?show=moves', '/search/customers', '/archive/enter', CUSTOMER, '/identity/queue', '/quality', '/access/change-password', '/mine', '/nowhere']],
  [people.shen, ['/ledger', '/ledger?owner=E1002', '/open/exports', '/open/approvals', '/workbench', '/workbench?show=unowned', '/search/customers', '/archive/enter', CUSTOMER, `${CUSTOMER}/group`, '/identity/queue', '/identity/coverage', '/quality', '/customer/types', '/customer/rules', '/customer/relation-types', '/access/orgs', '/access/staff']],
  [people.kong, ['/search/customers', '/archive/enter', CUSTOMER]],
  [people.feng, ['/open/exports', '/search/customers', CUSTOMER, '/quality', '/quality/reconciliations', '/identity/coverage', '/identity/plan', '/identity/models', '/customer/types', '/customer/rules', '/customer/relation-types', '/customer/rules?kind=stage']],
  [people.yan, ['/open/exports', '/search/customers', CUSTOMER]],
]
export const BACK: Walk[] = [
  [people.zhou, ['/open/exports', '/open/approvals', '/search/customers', CUSTOMER, '/quality', '/quality/reconciliations', '/customer/types', '/customer/rules', '/customer/relation-types', '/admin/looks', '/admin/looks?customer=:customerNo', '/admin/looks?tab=staff&staff=E1001']],
  [people.qian, ['/open/exports', '/search/customers', '/archive/enter', CUSTOMER, `${CUSTOMER}?tab=identity`, '/identity/queue', '/identity/coverage', '/identity/plan', '/identity/models', '/customer/types', '/customer/types?type=retail-resident', '/customer/rules', '/customer/relation-types', '/customer/rules?kind=status', '/quality', '/quality?tab=rules', '/quality/reconciliations', '/feed/interfaces', '/feed/interfaces/:name', '/feed/codes', '/feed/captures', '/feed/today', '/feed/schedules', '/feed/runs', '/feed/runs/:run']],
  [people.xi, ['/open/hooks', '/feed/interfaces', '/feed/captures', '/feed/today', '/feed/schedules', '/feed/runs', '/feed/runs/:run', '/access/orgs', '/access/staff', '/access/second-factor']],
  [people.an, ['/open/keys', '/access/orgs', '/access/staff', '/access/roles']],
  [people.ji, ['/access/orgs', '/access/staff', '/admin/looks', '/admin/looks?customer=:customerNo', '/search/customers']],
]

export async function numberOfChen(journey: Journey): Promise<string> {
  const { body } = await (await journey.world.as(people.wu)).post('/search/find', { text: records.chen.phone })
  return body.hits[0].customerNo
}

/** Opens each page as this person, and looks at it; the menu leads to these pages and to no other. */
export async function walk(journey: Journey, [person, paths]: Walk, customerNo: string): Promise<void> {
  const seat = await journey.at(person)
  const { page } = seat
  const entries = await page.getByRole('navigation').getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  assert.ok(entries.length > 0)
  assert.deepEqual(entries.filter((entry) => !paths.includes(entry)), [], 'pages in the menu that nobody looks at')
  for (const path of paths) {
    await page.setViewportSize(DESK)
    await page.goto(journey.address + path.replace(':customerNo', customerNo).replace(':run', '3').replace(':name', 'savings.customer'))
    await look(seat, path)
  }
  assert.deepEqual(seat.complaints, [])
  await page.context().close()
}

export async function look({ page }: Seat, path: string): Promise<void> {
  for (const screen of [DESK, SMALL_DESK, PHONE]) {
    await page.setViewportSize(screen)
    await laidOut(page)
    const at = `${path} at ${screen.width}×${screen.height}`
    assert.deepEqual(await sideways(page), [], `${at} scrolls sideways`)
    if (screen === SMALL_DESK) continue // nothing but the room differs from the large desk
    assert.deepEqual(await foreign(page), [], `${at}: Latin words`)
    if (isNew(at)) assert.deepEqual(await faults(page), [], at)
  }
}

// axe takes a second or two: on the same page as another role it is asked about the desk alone.
const seen = new Set<string>()
function isNew(at: string): boolean {
  return at.endsWith('1440×900') || (!seen.has(at) && seen.add(at) !== undefined)
}

/** The page has its title and its data, and stands as this width wants it. */
async function laidOut(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isPhone = matchMedia('(max-width: 767px)').matches
    const isFramed = document.querySelector('.y-shell') !== null
    const stands = !isFramed || (document.querySelector('.y-tabs') !== null) === isPhone
    return document.querySelector('h1') !== null && stands && document.querySelector('.y-bone, [aria-busy=true]') === null
  })
}

/** What would have to be pushed sideways to be read. The matrix of ten roles may, in a box of its own. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => [document.documentElement, ...document.querySelectorAll('.y-main, .y-grid, .ant-drawer-body')]
    .filter((box) => box.scrollWidth > box.clientWidth + 1)
    .map((box) => `${box.className || box.tagName}: ${box.scrollWidth} in ${box.clientWidth}`))
}

/** Keys, units and signs that are the same in every language; the name of the other language. */
const KNOWN = new Set(['Ctrl', 'Enter', 'Esc', 'English', 'CSV', 'KB', 'MB', 'ID', 'TOTP', 'AUM', 'Excel', 'Parquet'])
const NAMES = new Set(Object.values(people).map((person) => person.login))

/** Words in Latin letters that a Chinese reader meets, seen or spoken. Codes, addresses, names of files and of permissions carry a digit or a sign. */
async function foreign(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const attributes = ['aria-label', 'placeholder', 'title', 'alt'].flatMap((name) => [...document.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name) ?? ''))
    // What stands as a code is written so in files: it is no word of any language.
    const codes = new Set([...document.querySelectorAll('code')].flatMap((one) => one.innerText.split(/\s+/)))
    return [document.title.replace('Yilan', ''), ...document.body.innerText.split(/\s+/).filter((word) => !codes.has(word)), ...attributes].join(' ')
  })
  const words = said.split(/[^\w.@/:-]+/).filter((word) => /[A-Za-z]{2}/.test(word) && !/[\d_.@/:]/.test(word))
  return [...new Set(words)].filter((word) => !KNOWN.has(word) && !NAMES.has(word))
}
