/** The walls of the house (ARCHITECTURE.md): what the linter cannot see, and proof that the linter sees the rest. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { findMigrations } from '../src/kernel/migrate.ts'
import { allPermissions, allRoutes, rooms } from '../src/kernel/room.ts'
import { openWorld, people, type World } from './world.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const SRC = join(ROOT, 'src')
const FLOORS = ['platform', 'center', 'systems', 'portal']
const run = promisify(execFile)

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
const read = (file: string) => readFileSync(join(SRC, file), 'utf8')
const houseRooms = FLOORS.flatMap((floor) => (existsSync(join(SRC, floor)) ? readdirSync(join(SRC, floor)).filter((name) => existsSync(join(SRC, floor, name, 'room.ts'))).map((name) => ({ floor, name, folder: `${floor}/${name}` })) : []))

let bank: World
let owner: pg.Client
before(async () => {
  bank = await openWorld()
  owner = new pg.Client({ connectionString: bank.urls.superuser })
  await owner.connect()
})
after(async () => {
  await owner.end()
  await bank.close()
})

// ---- imports

const BREACHES: Record<string, { file: string; code: string }> = {
  'a room reached by ../': { file: 'src/center/customer/a.ts', code: `import { x } from '../identity/index.ts'\nexport const y = x\n` },
  'the kernel looking up': { file: 'src/kernel/a.ts', code: `import { x } from '#center/customer'\nexport const y = x\n` },
  'the platform looking up at the centre': { file: 'src/platform/feed/a.ts', code: `import { x } from '#center/customer'\nexport const y = x\n` },
  'the centre looking up at the portal': { file: 'src/center/customer/a.ts', code: `import { x } from '#portal/search'\nexport const y = x\n` },
  'one system entering another': { file: 'src/systems/marketing/a.ts', code: `import { x } from '#systems/sales'\nexport const y = x\n` },
  'a page holding a transaction': { file: 'src/portal/search/a.page.tsx', code: `import { transact } from '#kernel/tx'\nexport const y = transact\n` },
  'a page entering a room by its server face': { file: 'src/portal/search/a.page.tsx', code: `import { x } from '#center/customer'\nexport const y = x\n` },
  'a room with a database driver of its own': { file: 'src/center/customer/a.ts', code: `import pg from 'pg'\nexport const y = pg\n` },
  'a room importing pages': { file: 'src/center/customer/a.ts', code: `import { pages } from '#portal/search/pages'\nexport const y = pages\n` },
  'two files importing each other': { file: 'src/center/customer/a.ts', code: `import { b } from './b.ts'\nexport const a = () => b\n` },
}

test('the linter catches a planted breach of each kind', async () => {
  const plot = mkdtempSync(join(tmpdir(), 'yilan-walls-'))
  for (const name of ['.oxlintrc.json', 'package.json', 'tsconfig.json']) writeFileSync(join(plot, name), readFileSync(join(ROOT, name)))
  symlinkSync(join(ROOT, 'node_modules'), join(plot, 'node_modules'))
  for (const [kind, { file, code }] of Object.entries(BREACHES)) {
    const folder = join(plot, kind.replaceAll(/\W/g, '-'))
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), code)
    if (kind === 'two files importing each other') writeFileSync(join(folder, 'src/center/customer/b.ts'), `import { a } from './a.ts'\nexport const b = () => a\n`)
    for (const name of ['.oxlintrc.json', 'package.json', 'tsconfig.json']) writeFileSync(join(folder, name), readFileSync(join(ROOT, name)))
    const result = await run(process.execPath, [join(ROOT, 'node_modules/oxlint/bin/oxlint'), 'src'], { cwd: folder }).catch((error: { stdout: string }) => error)
    assert.match(String((result as { stdout: string }).stdout), /no-restricted-imports|no-cycle/, `${kind} was not caught`)
  }
  rmSync(plot, { recursive: true })
})

const BROWSER_SAFE = new Set(['endpoint', 'text', 'error', 'money', 'time', 'mask', 'calendar', 'room-title'].map((name) => `kernel/${name}.ts`))

test('no page reaches server code, however far its imports go', () => {
  const pages = files.filter((file) => file.endsWith('.tsx'))
  for (const page of pages) {
    for (const reached of closure(page)) {
      if (reached.endsWith('.tsx') || reached.endsWith('.css') || reached.startsWith('ui/') || reached.startsWith('app/')) continue
      const isSafe = BROWSER_SAFE.has(reached) || /\.api\.ts$|\/text\.ts$/.test(reached) || !/#kernel\/tx|node:|from 'pg'/.test(read(reached))
      assert.ok(isSafe, `${page} reaches ${reached}`)
    }
  }
})

function closure(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !existsSync(join(SRC, file))) return seen
  seen.add(file)
  for (const [, specifier] of read(file).matchAll(/^(?:import|export)\s(?!type)[^'"]*['"]([#.][^'"]+)['"]/gm)) {
    const target = resolveImport(file, specifier as string) // the group always matches
    if (target) closure(target, seen)
  }
  return seen
}

function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('./')) return relative(SRC, join(SRC, dirname(from), specifier))
  const imports = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { imports: Record<string, string> }).imports
  for (const [pattern, target] of Object.entries(imports)) {
    const [start = '', end = ''] = pattern.split('*')
    if (specifier.startsWith(start) && specifier.endsWith(end)) return target.replace('*', specifier.slice(start.length, specifier.length - end.length)).replace('./src/', '')
  }
  return undefined
}

test('only app wires: nothing else imports a plan or pages of a room', () => {
  for (const file of files.filter((each) => /\.tsx?$/.test(each) && !each.startsWith('app/'))) {
    assert.doesNotMatch(read(file), /from '#(platform|center|systems|portal)\/[^']+\/(room|pages)'/, file)
  }
})

// ---- rooms and their schemas

test('a room writes its own schema and reads its own, those below and, within the centre, its siblings', () => {
  const schemas = new Map(houseRooms.map((room) => [room.name, room]))
  for (const room of houseRooms) {
    for (const file of files.filter((each) => each.startsWith(`${room.folder}/`) && /\.(ts|sql)$/.test(each) && !each.endsWith('.test.ts'))) {
      const text = read(file).replace(/--.*$/gm, '')
      for (const [, schema] of text.matchAll(/\b(?:insert into|update|delete from|merge into|truncate)\s+([a-z_]+)\.[a-z_]+\b/g)) {
        if (schemas.has(schema as string)) assert.equal(schema, room.name, `${file} writes ${schema}`)
      }
      for (const [, schema] of text.matchAll(/\b(?:from|join)\s+([a-z_0-9]+)\.[a-z_]+\b/g)) {
        const other = schemas.get(schema as string)
        if (other) assert.ok(mayRead(room.floor, room.name, other.floor, other.name), `${file} reads ${schema}`)
      }
    }
  }
})

function mayRead(floor: string, name: string, otherFloor: string, other: string): boolean {
  if (name === other) return true
  if (floor === otherFloor) return floor === 'center' || (floor === 'platform' && other === 'access')
  return FLOORS.indexOf(otherFloor) < FLOORS.indexOf(floor)
}

test('every room has its README, its plan and its name in one word everywhere', () => {
  for (const room of houseRooms) {
    assert.ok(existsSync(join(SRC, room.folder, 'README.md')), `${room.folder} has no README`)
    const plan = rooms().find((each) => each.name === room.name)
    assert.ok(plan, `${room.folder} is not in app/rooms.ts`)
    assert.equal(plan.floor, room.floor)
    for (const route of plan.routes ?? []) assert.match(route.door.path, new RegExp(`^/${room.name}(/|$)`), `a door of ${room.name} at ${route.door.path}`)
    for (const permission of Object.keys(plan.permissions ?? {})) assert.match(permission, new RegExp(`^${room.name}\\.|^audit\\.`))
    for (const job of plan.jobs ?? []) assert.match(job.name, new RegExp(`^${room.name}\\.|^kernel\\.`))
    for (const target of plan.targets ?? []) assert.match(target.entity, new RegExp(`^${room.name}\\.`))
  }
})

// ---- the database

const OUTSIDE = new Set(['graphile_worker', 'auth', 'pg_catalog', 'information_schema', 'pg_toast'])
type Relation = { schema: string; name: string; kind: string; forced: boolean; partition: boolean }
async function relations(): Promise<Relation[]> {
  const { rows } = await owner.query<Relation>(`
    select n.nspname as schema, c.relname as name, c.relkind as kind, c.relrowsecurity and c.relforcerowsecurity as forced, c.relispartition as partition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname not like 'pg_%'`)
  return rows.filter((row) => !OUTSIDE.has(row.schema) && !(row.schema === 'kernel' && ['migration', 'data_class'].includes(row.name)))
}

test('every table and every partition has forced row security, and partitions have no grants', async () => {
  const all = await relations()
  assert.ok(all.some((each) => each.partition), 'no partition was looked at')
  for (const each of all) assert.ok(each.forced, `${each.schema}.${each.name} has no forced row security`)
  for (const each of all.filter((one) => one.partition)) {
    const { rows } = await owner.query(`select grantee from information_schema.role_table_grants where table_schema = $1 and table_name = $2 and grantee <> 'yilan_owner'`, [each.schema, each.name])
    assert.deepEqual(rows, [], `${each.schema}.${each.name} is granted`)
  }
})

test('raw SQL as the application without a context returns no row from any table or partition', async () => {
  const app = new pg.Client({ connectionString: bank.urls.app })
  await app.connect()
  try {
    for (const { schema, name } of await relations()) {
      const seen = await app.query(`select 1 from ${schema}.${name} limit 1`).then(({ rowCount }) => rowCount, (error: { code: string }) => error.code)
      assert.ok(seen === 0 || seen === '42501', `${schema}.${name} shows a row (${seen})`)
    }
  } finally {
    await app.end()
  }
})

/** What each function that acts beyond row security says to raw SQL without a context: no row, or a refusal. What it may do is named. */
const BEYOND: Record<string, string> = {
  'access.enter': `select access.enter('x', false) where access.enter('x', false) is not null`,
  'access.set_password': `select access.set_password('${people.wu.staff}', 'x', false)`,
  'access.expel': `select 1 where access.expel('${people.wu.staff}') > 0`,
  'access.leave': '', // ends the session whose token one has
  'access.forget_factor': `select access.forget_factor('${people.wu.staff}')`,
  'access.sign_ons': 'select * from access.sign_ons(null)',
  'access.follow_login': '', // a trigger
  'admin.looks_at': `select * from admin.looks_at((select min(customer_no) from customer.customer), null, null, 10)`,
  'admin.looks_by': `select * from admin.looks_by('${people.wu.staff}', null, null, 10)`,
  'admin.chain': 'select * from admin.chain()',
  'customer.current': `select 1 where customer.current('10000000018') is not null`,
  'customer.numbers': `select * from customer.numbers('10000000018')`,
  'feed.sealed': 'select * from feed.sealed(1, 1)',
  'identity.may_review': 'select 1 where identity.may_review(1)',
  'identity.review_sides': 'select * from identity.review_sides(1)',
  'identity.review_sight': 'select * from identity.review_sight(1)',
  'kernel.keep_was': '', // a trigger
  'open.enter': `select 1 where open.enter('x', '10.0.0.1') is not null`,
  'open.hear': '', // a message to who subscribed: only ever added
  'kernel.record': '', // an entry of the audit: only ever added
  'kernel.enqueue': '', // a job: it acts for the bank, and answers nothing
}

test('nor through any function that acts beyond row security', async () => {
  const { rows } = await owner.query<{ name: string }>(`
    select distinct n.nspname || '.' || p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prosecdef and n.nspname not in ('pg_catalog', 'graphile_worker') and has_function_privilege('yilan_app', p.oid, 'execute')`)
  const app = new pg.Client({ connectionString: bank.urls.app })
  await app.connect()
  try {
    for (const { name } of rows) {
      const asked = BEYOND[name]
      assert.ok(asked !== undefined, `${name} acts beyond row security: say in test/walls.test.ts what it tells nobody`)
      const seen = asked === '' ? 0 : await app.query(asked).then(({ rowCount }) => rowCount, (error: { code: string }) => error.code)
      assert.ok(seen === 0 || seen === '42501', `${name} answers ${seen}`)
    }
  } finally {
    await app.end()
  }
})

test('no role of the house passes row security, and the application owns nothing', async () => {
  const { rows } = await owner.query(`select rolname from pg_roles where rolname like 'yilan_%' and (rolbypassrls or rolsuper or rolcreaterole)`)
  assert.deepEqual(rows, [])
  const owned = await owner.query(`select relname from pg_class where relowner = 'yilan_app'::regrole`)
  assert.deepEqual(owned.rows, [])
})

test('every column of every table has a data class', async () => {
  const { rows } = await owner.query(`
    select n.nspname || '.' || c.relname || '.' || a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition and n.nspname not like 'pg\\_%'
      and n.nspname not in ('graphile_worker', 'auth', 'information_schema') and not (n.nspname = 'kernel' and c.relname in ('migration', 'data_class'))
      and not exists (select 1 from kernel.data_class d where d.relation = c.oid and d.column_name = a.attname)`)
  assert.deepEqual(rows.map((row: { column: string }) => row.column), [])
})

// ---- permissions, migrations, words

test('every door asks for a permission that exists, every permission is used, and roles are granted only what exists', async () => {
  const declared = new Set(Object.keys(allPermissions()))
  const asked = new Set(allRoutes().map((route) => route.door.may))
  for (const may of asked) assert.ok(['anyone', 'signed-in'].includes(may) || declared.has(may), `${may} is asked for and not declared`)
  for (const may of declared) assert.ok(asked.has(may), `${may} is declared and no door asks for it`)
  const { rows } = await owner.query<{ permission: string }>('select distinct permission from access.granted')
  for (const { permission } of rows) assert.ok(declared.has(permission), `roles are granted ${permission}, which does not exist`)
})

test('migration numbers are unique and old migrations unchanged', () => {
  const kept = JSON.parse(readFileSync(join(ROOT, 'test/migrations.json'), 'utf8')) as Record<string, string>
  const present = Object.fromEntries(findMigrations(SRC).map((each) => [each.name, each.hash]))
  for (const [name, hash] of Object.entries(kept)) assert.equal(present[name], hash, `${name} was changed or removed: write a new migration`)
})

test('Chinese and English have the same words, and no English stands in the Chinese ones', async () => {
  const known = /\b(AUM|ID|PIN|TOTP|CSV|Excel|Parquet|GB18030|UTF-8|Yilan|English|Enter|Esc|Ctrl|Shift|Cmd|Alt|Tab|K|SHA-256|SM3|PostgreSQL|YILAN_[A-Z]+|kill|npm|N|Y|J|AES|IP|App|APP|ATM|MCC|A|B|C|R[1-5]|VIP|RM-\d*|QR|e-mail|j|k|g|w|c|s|r|t|e|MB|s)\b/g
  for (const file of files.filter((each) => /(\/|\/running\.)text\.ts$/.test(each) && !each.startsWith('kernel/'))) {
    const words = Object.values((await import(join(SRC, file))) as Record<string, { both?: { zh: object; en: object } }>).find((each) => each?.both)
    if (!words?.both) continue
    assert.deepEqual(keysOf(words.both.zh), keysOf(words.both.en), file)
    for (const [key, word] of leaves(words.both.zh)) {
      const rest = word.replace(/\$\{[^}]*\}|\{[^}]*\}|https?:\S+/g, '').replace(known, '')
      assert.doesNotMatch(rest, /[A-Za-z]{2,}/, `${file}: ${key} = ${word}`)
    }
  }
})

const keysOf = (words: object): string[] => Object.entries(words).flatMap(([key, each]) => (typeof each === 'object' ? keysOf(each).map((inner) => `${key}.${inner}`) : [key])).toSorted()
const leaves = (words: object, prefix = ''): [string, string][] => Object.entries(words).flatMap(([key, each]): [string, string][] => (typeof each === 'object' ? leaves(each, `${prefix}${key}.`) : typeof each === 'string' ? [[prefix + key, each]] : []))
