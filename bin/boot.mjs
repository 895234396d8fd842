// From a bare clone to a running verb. Plain JavaScript for any Node ≥ 20: everything after runs under the Node of package.json.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const VERBS = ['start', 'check', 'dev', 'migrate', 'demo', 'import', 'bench', 'backup', 'restore', 'audit', 'identity', 'corebank']
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lock = join(root, 'package-lock.json')
const stamp = join(root, 'node_modules', '.yilan-lock')
const node = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node')

const [verb = '', ...args] = process.argv.slice(2)
if (!VERBS.includes(verb)) leave(`用法：node bin/boot.mjs ${VERBS.join('|')}`, `usage: node bin/boot.mjs ${VERBS.join('|')}`)
if (Number(process.versions.node.split('.')[0]) < 20) {
  leave(`需要 Node 20 或更高版本，现为 ${process.versions.node}`, `Node 20 or later is needed, this is ${process.versions.node}`)
}
if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
  leave(`一览运行于 Linux x64 或 arm64，现为 ${process.platform} ${process.arch}`,
    `Yilan runs on Linux x64 or arm64, this is ${process.platform} ${process.arch}`)
}
if (!isInstalled()) await alone(`install ${root}`, install)
process.exitCode = await run(verb, args)

function isInstalled() {
  if (!existsSync(lock)) leave(`缺少 ${lock}：请取得完整的代码`, `${lock} is missing: get the whole repository`)
  return existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lock)).digest('hex')
}

async function install() {
  if (isInstalled()) return // another boot was quicker
  const start = Date.now()
  const seconds = () => Math.round((Date.now() - start) / 1000)
  say('正在安装依赖，首次约需一两分钟 …', 'Installing packages, a minute or two the first time …')
  const beat = setInterval(() => say(`仍在安装（${seconds()} 秒）…`, `still installing (${seconds()} s) …`), 10_000)
  const { npm_execpath: npm } = process.env
  const how = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const code = await (npm?.endsWith('.js') ? attend(process.execPath, [npm, ...how]) : attend('npm', how))
  clearInterval(beat)
  if (code !== 0) {
    leave(`安装失败（npm 返回 ${code}）。若此处不能上网，请用 npm config set registry 指向行内镜像后重试；npm 的说明见上。`,
      `The installation failed (npm returned ${code}). Without a way out, point npm to a mirror by npm config set registry and try again; npm said why above.`)
  }
  if (!existsSync(node)) {
    leave(`npm 未装上 ${node}：请勿省略可选依赖（omit=optional）`, `npm did not install ${node}: do not omit optional dependencies`)
  }
  chmodSync(node, 0o755)
  writeFileSync(stamp, lockHash())
  say(`依赖已装好（${seconds()} 秒）`, `packages installed (${seconds()} s)`)
}

/** Runs src/app/<verb>.ts and answers with its exit code. The home is the clone's own, wherever one calls from. */
function run(verb, args) {
  const YILAN_HOME = process.env.YILAN_HOME || join(root, '.yilan')
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`
  // Stripped and compiled once: a third of the time of every later start.
  const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.yilan-compiled')
  return attend(node, [join(root, 'src', 'app', `${verb}.ts`), ...args], { ...process.env, YILAN_HOME, PATH, NODE_COMPILE_CACHE })
}

/** Signals go to the child, which decides how to end. When npm itself is killed nobody could stop the child any more: it is asked to end. */
function attend(command, words, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, words, { stdio: 'inherit', env })
    const forward = (signal) => child.kill(signal)
    const parent = process.ppid
    const watch = setInterval(() => process.env.npm_lifecycle_event && process.ppid !== parent && child.kill('SIGTERM'), 1000)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const finish = (code) => {
      clearInterval(watch)
      for (const signal of signals) process.off(signal, forward)
      resolve(code)
    }
    for (const signal of signals) process.on(signal, forward)
    child.once('error', (error) => leave(`无法运行 ${command}（${error.code}）`, `cannot run ${command} (${error.code})`))
    child.once('exit', (code, signal) => finish(code ?? 128 + constants.signals[signal]))
  })
}

/** An abstract socket is the lock: the system frees it with its holder, so that none is ever stale. */
async function alone(name, work) {
  const address = `\0yilan-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`
  let held = await listen(address)
  if (!held) say('另一个进程正在安装，稍候 …', 'another process is installing, waiting …')
  while (!held) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    held = await listen(address)
  }
  await work().finally(() => held.close())
}

function listen(address) {
  return new Promise((resolve, reject) => {
    const server = createServer((stranger) => stranger.destroy())
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    server.listen(address, () => resolve(server))
  })
}

function say(zh, en) {
  process.stderr.write(`一览 · ${zh}  ${en}\n`)
}

function leave(zh, en) {
  process.stderr.write(`\n${zh}\n${en}\n`)
  process.exit(1)
}
