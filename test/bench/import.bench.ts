/** A bank's first import: its customers and its transactions with validation, mapping, lineage and refusals, then the summaries. Leaves the bank for the other benches. */
import { rmSync } from 'node:fs'
import { readConfig } from '../../src/kernel/config.ts'
import { engine } from '../../src/kernel/tx.ts'
import { open } from '../../src/app/open.ts'
import { homeOf, makeBank, print, type Made } from './bank.ts'

/** Rows a second, as the plan wants them. */
const GOALS: Record<string, string> = { 'identity.record': '≥ 20000', 'account.transaction': '≥ 50000' }

export async function bench(sizes: number[]): Promise<void> {
  const rows = []
  for (const size of sizes) rows.push(...(await measure(size)))
  console.log('\n首次导入：生成的文件，经校验、转换、血缘与拒绝，写入空库；然后归并客户、汇总、建检索词')
  print(['来源记录', '步骤', '行', '拒绝', '秒', '行/秒', '目标'], rows)
}

async function measure(size: number): Promise<(string | number)[][]> {
  const home = homeOf(size)
  rmSync(home, { recursive: true, force: true })
  process.env.YILAN_HOME = home
  const opened = await open({ config: readConfig({ ...process.env, YILAN_HOME: home, YILAN_PROFILE: 'demo' }) })
  try {
    const { runs, steps } = await makeBank(opened, size)
    const kept = await engine('bench', (tx) => tx.one<{ customers: number; bytes: number }>`
      select (select count(*) from customer.customer) as customers, pg_database_size(current_database()) as bytes`)
    const all = [...loads(runs), ...steps.filter(({ ms: took }) => took >= 50).map(({ title, ms: took }): (string | number)[] => [`之后：${title}`, '', '', seconds(took), '', ''])]
    const memory = Math.round(process.resourceUsage().maxRSS / 1024)
    return [...all.map((row) => [size, ...row]), [size, `${kept?.customers} 位客户，库 ${((kept?.bytes ?? 0) / 2 ** 30).toFixed(1)} GiB，进程内存最多 ${memory} MB`, '', '', '', '', '内存不随行数增长']]
  } finally {
    await opened.close()
  }
}

function loads(runs: Made['runs']): (string | number)[][] {
  return [...Map.groupBy(runs.filter(({ lines }) => lines > 0), ({ entity }) => entity)].map(([entity, same]) => {
    const sum = (of: (run: Made['runs'][number]) => number) => same.reduce((total, run) => total + of(run), 0)
    const [lines, ms] = [sum((run) => run.lines), sum((run) => run.ms)]
    return [entity, lines, sum(({ rejected }) => rejected), seconds(ms), Math.round((1000 * lines) / ms), GOALS[entity] ?? '']
  })
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1)
