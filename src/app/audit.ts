/** `bin/audit verify`: is the audit chain whole? Exit code 1 when it is broken, with the first break named. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startCluster } from '#kernel/cluster'
import { readConfig } from '#kernel/config'
import { Misconfigured } from '#kernel/error'
import { readGround } from '#kernel/ground'
import { notedHeads } from '#kernel/seal'
import { connect, disconnect, engine } from '#kernel/tx'
import { verify, type Break, type Verdict } from '#kernel/verify'

const KINDS: Record<Break['kind'], [zh: string, en: string]> = {
  altered: ['内容或校验值被改动', 'the entry or its hash was altered'],
  moved: ['次序被调换', 'the entry was moved'],
  deleted: ['审计记录被删除', 'the entry was deleted'],
  gap: ['链环缺失', 'the link is missing'],
  inserted: ['混入了未封存的记录', 'an entry was put in that was never sealed'],
  cut: ['链尾被截断', 'the tail was cut off'],
  rewritten: ['整段被重写，与库外留存的链头不符', 'the chain was written anew: a head noted outside the database differs'],
  hidden: ['与客户的查看清单不一致', 'the customer’s list of lookers differs from the entry'],
}

try {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { head: { type: 'string' } } })
  if (positionals.length !== 1 || positionals[0] !== 'verify') throw new Misconfigured('用法：bin/audit verify [--head 链头文件]', 'usage: bin/audit verify [--head FILE]')
  const verdict = await verifyHouse(values.head)
  process.exitCode = tell(verdict, performance.now())
} catch (error) {
  if (!(error instanceof Misconfigured)) throw error
  console.error(error.message)
  process.exitCode = 2
}

async function verifyHouse(headFile?: string): Promise<Verdict> {
  const config = readConfig()
  if (!config.database && !readGround(config.home)) throw new Misconfigured(`${config.home} 里还没有数据库`, `there is no database in ${config.home} yet`)
  const cluster = await startCluster(config)
  try {
    connect({ app: cluster.url('app'), engine: cluster.url('engine') })
    return await engine('audit.verify', async (tx) => {
      const database = await tx.one<{ name: string }>`select current_database()::text as name`
      return verify(tx, notedHeads(headFile ?? join(config.home, 'audit.head'), database?.name ?? ''), progress)
    })
  } finally {
    await disconnect()
    await cluster.stop()
  }
}

function progress(link: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${link} / ${of}${link >= of ? '\n' : ''}`)
}

function tell({ links, unsealed, breaks, more }: Verdict, tookMs: number): number {
  const seconds = (tookMs / 1000).toFixed(1)
  console.log(`已核对 ${links} 环，用时 ${seconds} 秒；尚未封存 ${unsealed} 条`)
  console.log(`checked ${links} links in ${seconds} s; ${unsealed} entries not yet sealed`)
  for (const { kind, link, entry } of breaks) {
    const [zh, en] = KINDS[kind]
    console.log(`✗ ${[link === null ? '' : `链环 ${link}`, entry === null ? '' : `记录 ${entry}`].filter(Boolean).join(' ')}：${zh}`)
    console.log(`  ${[link === null ? '' : `link ${link}`, entry === null ? '' : `entry ${entry}`].filter(Boolean).join(' ')}: ${en}`)
  }
  if (more) console.log('… 还有更多\n… and more')
  console.log(breaks.length === 0 ? '审计链完整\nthe audit chain is whole' : '审计链已被破坏\nthe audit chain is broken')
  return breaks.length === 0 ? 0 : 1
}
