/** Identity resolution over flat files and over a whole bank: a seed and an error mix that nobody has seen, judged by the truth, with what others publish beside it. */
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { evaluate, type resolveFiles } from '../../src/center/identity/index.ts'
import { progress } from '../../src/app/progress.ts'
import { writeFlat } from '../../demo/bank/flat.ts'
import { print } from './bank.ts'
import { benchBank } from './whole.bank.ts'

const RECORDS_A_PERSON = 2.09
const RECORDS_A_COMPANY = 1.92
/** Of so many records of people, a fifth as many of companies. */
const COMPANY_SHARE = 0.2
const AS_OF = '2026-11-20'
const GOALS = { people: { precision: 0.9998, recall: 0.98, seconds: '≤ 60', memory: '≤ 3 GB' }, companies: { precision: 0.999, recall: 0.95, seconds: '', memory: '' } }

/** Published by their makers or users, none of it on this machine: to be read as orders of magnitude. */
const PEERS = [
  ['Splink 4', '1 M 条约 1 分钟（笔记本）', 'febrl3 F1 0.965，historical_50k F1 0.757', 'github.com/moj-analytical-services/splink README；github.com/benseverndev-oss/goldenmatch v1.29.0'],
  ['GoldenMatch 1.29', '', 'febrl3 F1 0.991，historical_50k F1 0.779', 'github.com/benseverndev-oss/goldenmatch/releases/tag/v1.29.0'],
  ['Zingg', '120 k 条 5 分钟（4 核）；9 M 条三个字段 45 分钟（96 核）', '', 'github.com/zinggAI/zingg docs/hardwareSizing.md'],
  ['dedupe', '0.2 M 条以上内存不足（内存方式）', '', 'github.com/dedupeio/dedupe issues 704、924'],
  ['Senzing', '每秒约 100 条（8 核，逐条）', '', 'senzing.zendesk.com/hc/en-us/articles/115007301867'],
]

export async function bench(sizes: number[]): Promise<void> {
  const seed = process.env.YILAN_BENCH_SEED ?? String(randomInt(2 ** 31))
  const rows = []
  for (const size of sizes) rows.push(...(await measure(size, seed)))
  console.log(`\n客户信息整合：文件，一台机器，冷启动，含读入与写出。种子 ${seed}，差错组合 unseen（再跑同一份：YILAN_BENCH_SEED=${seed}）`)
  print(['客户', '记录', '秒', '内存 MB', '候选对', '满足', '模糊 每百条', 'P', 'R', 'F1', 'B³ F1', '目标'], rows)
  await benchBank(sizes, seed)
  console.log('\n他人公布的数字')
  print(['', '速度', '准确', '出处'], PEERS)
}

async function measure(records: number, seed: string): Promise<(string | number)[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-bench-identity-'))
  try {
    const making = progress(`  ${records} 条记录：生成`)
    const people = Math.round(records / RECORDS_A_PERSON)
    const companies = Math.round((records * COMPANY_SHARE) / RECORDS_A_COMPANY)
    await writeFlat({ people, companies, seed, asOf: AS_OF, out: folder, errors: 'unseen', onProgress: (share) => making.at(share) })
    making.done()
    return [await judge(folder, 'people', '个人'), await judge(folder, 'companies', '对公')]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function judge(folder: string, name: 'people' | 'companies', title: string): Promise<(string | number)[]> {
  const out = join(folder, `${name}.clusters.csv`)
  const { figures, seconds, megabytes } = await resolveApart(join(folder, name), out)
  const { pairwise, bcubed } = await evaluate({ file: out }, { file: join(folder, `${name}.truth.csv`) })
  const goal = GOALS[name]
  return [
    title, figures.records, seconds.toFixed(1), megabytes, figures.pairs, figures.auto, ((100 * figures.review) / figures.records).toFixed(2),
    pairwise.precision.toFixed(5), pairwise.recall.toFixed(5), pairwise.f1.toFixed(5), bcubed.f1.toFixed(5),
    [`P ≥ ${goal.precision}`, `R ≥ ${goal.recall}`, '模糊 ≤ 2', goal.seconds && `${goal.seconds} s`, goal.memory].filter(Boolean).join('，'),
  ]
}

type Apart = { figures: Awaited<ReturnType<typeof resolveFiles>>; seconds: number; megabytes: number }

/** In a process of its own, so that time and memory are its own. */
function resolveApart(stem: string, out: string): Promise<Apart> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('resolve.ts', import.meta.url)), `${stem}.csv`, `${stem}.config.json`, out], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (text: Buffer) => (said += text.toString()))
    child.once('exit', (code) => (code === 0 ? resolve(JSON.parse(said) as Apart) : reject(new Error(`resolving ended with ${code}`)))) // resolve.ts writes it so
  })
}
