/** The bank half of the bench: the customers of a whole bank, matched, weighed anew, and joined by others, each step in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startCluster } from '../../src/kernel/cluster.ts'
import { ms, print } from './bank.ts'
import { writeCustomers } from './customers.ts'

type Agreement = { precision: number; recall: number }
type Judged = { records: number; items: number; documents: number; kept: number; people: Agreement; companies: Agreement }
type Took = { seconds: number; megabytes: number }

export async function benchBank(sizes: number[], seed: string): Promise<void> {
  const rows = []
  for (const size of sizes) rows.push(...(await measure(size, seed)))
  console.log(`\n客户信息整合：全行，来源记录已入库，内置数据库，逐步各用一个进程。种子 ${seed}，差错组合 unseen，后到的记录差错组合 heavy`)
  print(['来源记录', '步骤', '量', '结果', '内存 MB', '目标'], rows)
}

async function measure(size: number, seed: string): Promise<(string | number)[][]> {
  const home = await writeCustomers(size, seed)
  // One server for all steps, or each would start and stop its own.
  const cluster = await startCluster({ home })
  try {
    await step(home, 'load')
    const batch = await step<Took & { steps: Record<string, number> }>(home, 'batch')
    const first = await step<Judged>(home, 'judge')
    const again = await step<{ cold: number; warm: number; pairs: number; megabytes: number }>(home, 'recount')
    const night = await step<Took & { records: number }>(home, 'night')
    const day = await step<{ records: number; p50: number; p95: number; p99: number; perSecond: number; asked: number; megabytes: number }>(home, 'day')
    const last = await step<Judged>(home, 'again')
    const steps = Object.entries(batch.steps).filter(([, seconds]) => seconds >= 0.5).map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`).join('，')
    return [
      [size, '全量：指纹、匹配、归属、黄金记录', first.records, `${batch.seconds.toFixed(1)} s（${steps}）`, batch.megabytes, '≤ 60 s，≤ 3 GB'],
      ...judged(size, '全量之后', first),
      [size, '试算：换权重与阈值，重新聚类', again.pairs, `${again.cold.toFixed(2)} s，再次 ${again.warm.toFixed(2)} s`, again.megabytes, '≤ 3 s'],
      [size, '一夜增量 1 %，经导入', night.records, `${night.seconds.toFixed(1)} s`, night.megabytes, '≤ 10 s'],
      [size, '逐条到达，落盘提交', day.records, `p50 ${ms(day.p50)} ms，p95 ${ms(day.p95)} ms，p99 ${ms(day.p99)} ms，每秒 ${day.perSecond.toFixed(0)} 条`, day.megabytes, 'p50 ≤ 5，p95 ≤ 20，每秒 ≥ 200'],
      ...judged(size, '增量与逐条之后', last),
    ]
  } finally {
    await cluster.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

function judged(size: number, when: string, { records, items, documents, kept, people, companies }: Judged): (string | number)[][] {
  const share = ({ precision, recall }: Agreement) => `P ${precision.toFixed(5)}，R ${recall.toFixed(5)}`
  return [
    [size, `${when}：个人`, records, share(people), '', 'P ≥ 0.9998，R ≥ 0.98'],
    [size, `${when}：对公`, '', share(companies), '', 'P ≥ 0.999，R ≥ 0.95'],
    [size, `${when}：待人判断`, items, `每百条记录 ${((100 * items) / records).toFixed(2)}`, '', '≤ 2'],
    [size, `${when}：违反有效证件、人工认定`, '', `${documents}，${kept}`, '', '0'],
  ]
}

async function step<T>(home: string, name: string): Promise<T> {
  const child = spawn(process.execPath, ['--max-old-space-size=2800', fileURLToPath(new URL('whole.ts', import.meta.url)), name], { env: { ...process.env, YILAN_HOME: home, YILAN_PROFILE: 'demo' }, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`the step ${name} ended with ${code}`)
  console.error(`  ${name} ${said.trim()}`)
  return JSON.parse(said) as T // whole.ts says it so
}
