/** `npm test`: types, lint, every test on a private server, then the journeys in a browser. The last line counts. */
import { spawn } from 'node:child_process'
import { chmodSync, globSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { run } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { startCluster } from '#kernel/cluster'
import { Misconfigured } from '#kernel/error'
import { readGround } from '#kernel/ground'
import { birth } from '#kernel/life'
import { halt } from '#kernel/postmaster'
import { findBrowser } from './browser.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TESTS = ['src/**/*.test.ts', 'demo/**/*.test.ts', 'test/*.test.ts', 'test/faults/*.test.ts']
const JOURNEYS = ['test/journeys/*.test.ts']
const HOMES = 'yilan-check-'
/** A server of a hundred connections feeds four test files at once. */
const ABREAST = Math.max(2, Math.min(4, availableParallelism()))
/** The longest that one test may take; and, a little longer, that a run may be silent before its files are ended. */
const HUNG_MS = 600_000
const SILENT_MS = 660_000

type Failure = { where: string; name: string; error: unknown }
const failures: Failure[] = []
let passed = 0
let skipped = 0

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort(new Error(signal)))
const chosen = process.argv.slice(2).map((file) => resolve(file))

if (chosen.length === 0) {
  await step('types', 'typescript/bin/tsc', ['-p', '.', '--noEmit'])
  await step('lint', 'oxlint/bin/oxlint', ['src', 'test', 'demo'])
}
await onPrivateServer(async () => {
  const find = (globs: string[]) => globSync(globs, { cwd: ROOT }).map((file) => join(ROOT, file)).toSorted()
  const isJourney = (file: string) => file.includes('/test/journeys/')
  // The longest stand at the end of the alphabet: begun first, none is left to run alone.
  await tests(chosen.length > 0 ? chosen.filter((file) => !isJourney(file)) : find(TESTS).toReversed(), ABREAST)
  await journeys(chosen.length > 0 ? chosen.filter(isJourney) : find(JOURNEYS))
})
conclude()

async function step(name: string, program: string, words: string[]): Promise<void> {
  if (interrupted.signal.aborted) return
  title(name)
  const code = await new Promise<number | null>((resolve) => {
    spawn(process.execPath, [join(ROOT, 'node_modules', program), ...words], { cwd: ROOT, stdio: 'inherit' }).once('exit', resolve)
  })
  if (code === 0) passed++
  else failures.push({ where: program, name, error: `exit code ${code}, see above` })
}

/** One embedded server for the whole run, in a home that goes with it; what the user has set does not reach the tests. */
async function onPrivateServer(work: () => Promise<void>): Promise<void> {
  if (interrupted.signal.aborted) return
  await sweep()
  const home = mkdtempSync(join(tmpdir(), `${HOMES}${process.pid}-`))
  chmodSync(home, 0o711)
  for (const name of Object.keys(process.env)) {
    if (/^(PORT|HOST|DATABASE_\w+|YILAN_(PROFILE|KEYS|PROXY|TLS_\w+|ROLE|DEMO))$/.test(name)) delete process.env[name]
  }
  process.env.YILAN_HOME = process.env.YILAN_TEST_CLUSTER = home
  try {
    const cluster = await startCluster({ home })
    await work()
    await cluster.stop()
  } catch (error) {
    failures.push({ where: 'src/app/check.ts', name: 'the private server', error })
  } finally {
    await clear(home)
  }
}

/** Homes of runs that were killed: their servers still stand. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(HOMES))) {
    const home = join(tmpdir(), name)
    const isMine = statSync(home, { throwIfNoEntry: false })?.uid === process.getuid?.()
    if (isMine && !birth(Number(name.slice(HOMES.length).split('-')[0]))) await clear(home)
  }
}

async function clear(home: string): Promise<void> {
  const ground = readGround(home)
  if (ground) {
    await halt(ground)
    if (ground.folder !== home) rmSync(ground.folder, { recursive: true, force: true })
  }
  rmSync(home, { recursive: true, force: true })
}

async function journeys(files: string[]): Promise<void> {
  if (files.length === 0 || interrupted.signal.aborted) return
  title('browser')
  try {
    process.env.YILAN_BROWSER = await findBrowser()
  } catch (error) {
    failures.push({ where: 'src/app/browser.ts', name: 'a browser for the journeys', error })
    return
  }
  await tests(files, 1)
}

async function tests(files: string[], concurrency: number): Promise<void> {
  if (files.length === 0 || interrupted.signal.aborted) return
  let file: string | undefined
  const tell = (event: Told, line: string) => {
    if (file !== event.file) title(relative(ROOT, file = event.file ?? 'test'))
    console.log(line)
  }
  const silent = new AbortController()
  // A file whose tests have ended but which keeps something open would hold the run for ever.
  const watchdog = setTimeout(() => silent.abort(new Error(`no test has ended within ${SILENT_MS / 1000} s`)), SILENT_MS)
  const stream = run({ files, concurrency, timeout: HUNG_MS, signal: AbortSignal.any([interrupted.signal, silent.signal]), cwd: ROOT })
  for (const name of ['test:pass', 'test:fail'] as const) stream.on(name, () => watchdog.refresh())
  stream.on('test:pass', (event: Told) => {
    if (event.details.type === 'suite') return
    if (event.skip !== undefined || event.todo !== undefined) skipped++
    else passed++
    tell(event, `  ${event.skip === undefined ? '✔' : '○'} ${event.name} (${Math.round(event.details.duration_ms)} ms)`)
  })
  stream.on('test:fail', (event: Told) => {
    const { error } = event.details
    // What contains a failed test fails with it; it is told once.
    if (error?.failureType === 'subtestsFailed') return
    failures.push({ where: `${relative(ROOT, event.file ?? '')}:${event.line ?? ''}`, name: event.name, error: error?.cause ?? error })
    tell(event, `  ✖ ${event.name}`)
  })
  // Figures a test tells of itself; the counts at the end are told below.
  stream.on('test:diagnostic', ({ message }) => { if (!/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(message)) console.log(`  · ${message}`) })
  for (const name of ['test:stdout', 'test:stderr'] as const) stream.on(name, ({ message }) => process.stdout.write(message))
  await new Promise((resolve) => stream.once('close', resolve).resume())
  clearTimeout(watchdog)
}

/** The parts of node:test's events that are read here; its types leave out `failureType`. */
type Told = {
  name: string
  file?: string
  line?: number
  skip?: string | boolean
  todo?: string | boolean
  details: { duration_ms: number; type?: string; error?: Error & { failureType?: string } }
}

function conclude(): void {
  for (const { where, name, error } of failures) {
    console.log(`\n✖ ${name}\n  ${where}`)
    const words = error instanceof Misconfigured ? error.message : typeof error === 'string' ? error : inspect(error, { depth: 4 })
    console.log(words.replace(/^/gm, '  '))
  }
  if (interrupted.signal.aborted) console.log('\n已中断 interrupted')
  if (skipped > 0) console.log(`\n${skipped} skipped`)
  console.log(`\n${passed} passed, ${failures.length} failed`)
  // Whatever a test left open must not hold the run.
  process.exit(failures.length > 0 || interrupted.signal.aborted ? 1 : 0)
}

function title(name: string): void {
  console.log(`\n${name}`)
}
