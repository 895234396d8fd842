/** `node whole.ts STEP`: one step over the bank of YILAN_HOME in a process of its own, so that time and memory are its own; says what it took as JSON. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readDeclarations } from '../../src/app/declarations.ts'
import { open } from '../../src/app/open.ts'
import { evaluate } from '../../src/center/identity/evaluate.ts'
import { PERSON } from '../../src/center/identity/model.ts'
import { receive, resolveWaiting } from '../../src/center/identity/resolve.ts'
import { settleSome } from '../../src/center/identity/settling.ts'
import { recount } from '../../src/center/identity/whatif.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { engine } from '../../src/kernel/tx.ts'
import { importFolder } from '../../src/platform/feed/index.ts'
import { bring } from '../bring.ts'
import { ARRIVING, type Arrivals } from './customers.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const [step = ''] = process.argv.slice(2)
const { home } = readConfig()
const arrivals = () => JSON.parse(readFileSync(join(home, 'arrivals.json'), 'utf8')) as Arrivals // customers.ts wrote it
const seconds = (since: number) => (performance.now() - since) / 1000

const STEPS: Record<string, () => Promise<object>> = { load, batch, recount: recountTwice, night, day, judge: () => judge('people.csv'), again: () => judge('later.csv') }
const opened = await open()
const found = await STEPS[step]?.()
console.log(JSON.stringify({ ...found, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }))
await opened.close()
process.exit(0)

/** The files, and nothing made of them yet: this process goes where an import would begin to settle. */
function load(): Promise<object> {
  const since = performance.now()
  return new Promise((resolve, reject) => {
    importFolder({
      folder: join(home, 'files'), declarations: readDeclarations(join(ROOT, 'demo/bank/sources')),
      onProgress: ({ phase, title }) => { if (phase === 'settle' && title.zh === '客户记录') resolve({ seconds: seconds(since) }) },
    }).catch(reject)
  })
}

/** From stored raw rows to clusters, memberships and golden records. */
async function batch(): Promise<object> {
  const since = performance.now()
  const steps: Record<string, number> = {}
  await resolveWaiting(undefined, (name, { ms = 0 }) => { steps[name] = ms / 1000 })
  const golden = performance.now()
  while ((await engine('bench', (tx) => settleSome(tx))) > 0);
  await engine('bench', (tx) => tx`select identity.survey()`)
  return { seconds: seconds(since), steps: { ...steps, golden: seconds(golden) } }
}

/** Other thresholds and other weights: what a person waits for, first with all pairs on disk, then with them in memory. */
async function recountTwice(): Promise<object> {
  const again = { ...PERSON, comparisons: PERSON.comparisons.map((compared) => ({ ...compared, levels: compared.levels.map((level) => ({ ...level, bits: level.bits * 0.95 })) })) }
  const first = await engine('bench', (tx) => recount(tx, { ...PERSON, thresholds: { auto: 8, review: 0 } }))
  const second = await engine('bench', (tx) => recount(tx, again))
  return { cold: (first?.ms ?? NaN) / 1000, warm: (second?.ms ?? NaN) / 1000, pairs: first?.pairs, clusters: first?.clusters }
}

/** What a night brings, through the ordinary import. */
async function night(): Promise<object> {
  const rows = arrivals().night
  const both = { zh: '并入行', en: 'Acquired bank' }
  const declaration = { source: ARRIVING, title: both, zone: 'Asia/Shanghai', interfaces: [{ name: `${ARRIVING}.customer`, title: both, entity: 'identity.record', rows }] }
  const since = performance.now()
  await importFolder({ folder: null, declarations: [declaration], asOf: '2026-11-20' })
  return { records: rows.length, seconds: seconds(since) }
}

/** Records that come one by one: each is matched and written before the next, durably. */
async function day(): Promise<object> {
  await bring(ARRIVING, arrivals().day)
  const waiting = await engine('bench', (tx) => tx<{ rec: number }[]>`select distinct rec from identity.unmatched order by rec`)
  const times: number[] = []
  const sums = { linked: 0, merged: 0, asked: 0 }
  const since = performance.now()
  for (const { rec } of waiting) {
    const began = performance.now()
    const done = await receive([rec], 'arrival')
    times.push(performance.now() - began)
    for (const figure of ['linked', 'merged', 'asked'] as const) sums[figure] += done[figure]
  }
  const perSecond = times.length / seconds(since)
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * sorted.length)]
  const golden = performance.now()
  while ((await engine('bench', (tx) => settleSome(tx))) > 0);
  return { records: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), perSecond, ...sums, golden: seconds(golden) }
}

/** The memberships by the truth, what waits for a person, and whether anything was joined that must not be. */
async function judge(truth: string): Promise<object> {
  const clusters = join(home, 'clusters.csv')
  const rows = await engine('bench', (tx) => tx<{ line: string }[]>`select source || '/' || key || ',' || customer_no as line from identity.membership where to_event is null`)
  writeFileSync(clusters, `record,cluster\n${rows.map(({ line }) => line).join('\n')}\n`)
  const [people, companies] = [await evaluate({ file: clusters }, { file: join(home, 'truth', truth) }), await evaluate({ file: clusters }, { file: join(home, 'truth', 'companies.csv') })]
  const counts = await engine('bench', (tx) => tx.one<{ records: number; items: number; documents: number; kept: number }>`
    select (select count(*) from identity.membership where to_event is null) as records, (select count(*) from identity.review_item where state = 'open') as items,
      (select count(*) from (
        select m.customer_no from identity.membership m join identity.source_record r on r.rec = m.rec and r.valid_to is null
        where m.to_event is null and r.id_valid and r.id_type in ('id-card', 'hmt-residence', 'foreign-residence', 'uscc', 'org-code')
        group by m.customer_no, r.id_type having count(distinct r.id_token) > 1) torn) as documents,
      (select count(*) from identity.constraint_pair p join identity.membership a on a.rec = p.a and a.to_event is null join identity.membership b on b.rec = p.b and b.to_event is null
        where p.kind = 'cannot' and p.lifted_by is null and a.customer_no = b.customer_no) as kept`)
  return { ...counts, people: people.pairwise, companies: companies.pairwise }
}
