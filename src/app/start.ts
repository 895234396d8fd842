/** `npm start`: from a bare clone to a bank on the screen. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomInt } from 'node:crypto'
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firstAdministrators, openSignIn } from '#platform/access'
import { importFolder } from '#platform/feed'
import { engine } from '#kernel/tx'
import { today } from '#kernel/time'
import { readConfig, type Config } from '#kernel/config'
import { drain } from '#kernel/job'
import { generate } from '#demo/bank/generate'
import { buildWeb } from './build.ts'
import { readDeclarations } from './declarations.ts'
import { leave } from './leave.ts'
import { open, type Opened } from './open.ts'
import { progress } from './progress.ts'
import { startServer } from './server.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

try {
  await start()
} catch (error) {
  leave(error)
}

async function start(): Promise<void> {
  const config = readConfig()
  if (config.role !== 'worker') await buildPages()
  const opened = await open({ config, onStep: (name) => console.error(`· 迁移 ${name}`) })
  const notices = config.role === 'all' ? await fill(opened) : []
  const server = await startServer(opened)
  announce(server.address, notices)
  flushCompileCache() // else only an orderly end would keep it
  const stop = once(async () => {
    console.error('\n· 正在停止：处理完在途请求，关闭数据库 … · stopping')
    await server.stop()
    process.exit(0)
  })
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

async function buildPages(): Promise<void> {
  const bar = progress('· 构建页面 ')
  const built = await buildWeb(ROOT, join(ROOT, 'dist/web'), (share) => bar.at(share))
  if (built) bar.done()
}

/** The first start puts a bank into the empty house: the demo's files through the ordinary import, or the three administrators. */
async function fill(opened: Opened): Promise<string[]> {
  const { config } = opened
  const [found] = await engine('start', (tx) => tx<{ orgs: number }[]>`select count(*) as orgs from access.org`)
  const unfinished = existsSync(join(config.home, 'demo.json'))
  if (config.profile === 'demo' && config.demo > 0) {
    if (!found?.orgs || unfinished) await makeDemo(opened)
    return demoNotices(config)
  }
  if (found?.orgs) return []
  const first = await firstAdministrators()
  return ['', '  空库已就绪。三位管理员的一次性口令只显示这一次，首次登录须修改：', ...first.map((each) => `    ${each.login.padEnd(12)} ${each.password}   ${each.title.zh} · ${each.title.en}`)]
}

/** Interrupted, it goes on where it stopped: the same seed and day give the same files, and the import resumes. */
async function makeDemo({ config, urls }: Opened): Promise<void> {
  const note = join(config.home, 'demo.json')
  const folder = join(config.home, 'demo')
  const plan = existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as Plan) : { people: config.demo, seed: 20260101, asOf: today() }
  writeFileSync(note, JSON.stringify(plan))
  mkdirSync(folder, { recursive: true })
  const making = progress('· 生成演示银行')
  await generate({ ...plan, out: folder, onProgress: (share) => making.at(share) })
  making.done(`${plan.people} 人`)
  const loading = progress('· 导入九个系统')
  await importFolder({ folder, declarations: readDeclarations(join(ROOT, 'demo/bank/sources')), onProgress: ({ share, title, rows }) => loading.at(share, `${title.zh} ${rows.toLocaleString('en')} 行`) })
  await drain(urls.queue) // what does not come off here, the worker tries again
  loading.done()
  await openDemoSignIns(config)
  rmSync(folder, { recursive: true, force: true })
  rmSync(note)
}

type Plan = { people: number; seed: number; asOf: string }
type Shown = { staff: string; login: string; name: string; branch: string; role: string; zh: string }

/** One or two people of each post, so that a visitor can be each of them. */
function shownStaff(): Promise<Shown[]> {
  return engine('start', (tx) => tx<Shown[]>`
    select staff, login, name, branch, role, zh
    from (
      select s.staff, s.login, s.name, o.name as branch, r.role, r.zh, r.sort, row_number() over (partition by r.role order by s.org, s.staff) as nth
      from access.role_of h
      join access.role r on r.role = h.role
      join access.staff s on s.staff = h.staff and s.status = 'active'
      join access.org o on o.org = s.org) each
    where nth <= case role when 'rm' then 2 else 1 end
    order by sort, nth`)
}

async function openDemoSignIns(config: Config): Promise<void> {
  const password = demoPassword(config)
  const shown = await shownStaff()
  for (const { staff } of shown) await openSignIn(staff, password, { mustChange: false })
}

/** Made once for this home; it opens nothing beyond this machine. */
function demoPassword(config: Config): string {
  const path = join(config.home, 'demo-password')
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  const words = ['Qingshi', 'Lanting', 'Yunxiu', 'Jiangzhou', 'Songtao', 'Meiyu']
  const password = `${words[randomInt(words.length)]}-${words[randomInt(words.length)]}-${randomInt(100, 1000)}`
  writeFileSync(path, `${password}\n`, { mode: 0o600 })
  return password
}

async function demoNotices(config: Config): Promise<string[]> {
  const shown = await shownStaff()
  return [
    '',
    `  演示用户（口令均为 ${demoPassword(config)}，只在本机有效 · the password of each, on this machine only）：`,
    ...shown.map((each) => `    ${each.login.padEnd(14)} ${each.name}  ${each.zh} · ${each.branch}`),
  ]
}

function announce(address: string | null, notices: string[]): void {
  console.log(['', address ? `  一览 Yilan 已启动：${address}` : '  一览 Yilan 的后台任务已启动 · the worker runs', ...notices, '', '  Ctrl-C 停止 · Ctrl-C stops'].join('\n'))
}

function once(work: () => Promise<void>): () => void {
  let begun = false
  return () => {
    if (begun) return
    begun = true
    void work()
  }
}
