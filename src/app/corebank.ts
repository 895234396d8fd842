/** `bin/corebank [--rate 50] [--customers 2000] [--seconds N]`: a core system beside the bank, whose changes it follows. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { connectSource } from '#platform/feed'
import { readConfig } from '#kernel/config'
import { Misconfigured } from '#kernel/error'
import { Random } from '#demo/bank/random'
import { DECLARATION, PUBLICATION, seedCore, startCore, type Core } from '#demo/core/core'
import { beginning } from '#demo/core/seed'
import { happen, look } from '#demo/core/trade'
import { leave } from './leave.ts'
import { open } from './open.ts'

try {
  await run(readPlan())
  process.exit(0)
} catch (error) {
  leave(error)
}

type Plan = { rate: number; customers: number; seconds: number }

async function run(plan: Plan): Promise<void> {
  const config = readConfig()
  if (config.profile !== 'demo') throw new Misconfigured('核心模拟器只用于演示环境', 'the core simulator is for the demo only')
  const bank = await open({ config })
  const core = await startCore(join(config.home, 'corebank'))
  const end = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort())
  try {
    const client = await core.open()
    const began = await beginning(DECLARATION.source, plan.customers)
    if (began.accounts.length === 0) throw new Misconfigured('储蓄系统还没有账户：请先启动一览，让它导入演示银行', 'the bank knows no savings account yet: start Yilan first, so that it takes in the demonstration bank')
    if (await seedCore(client, began.customers, began.accounts)) console.log(`· 核心系统已就绪：客户 ${began.customers.length}，账户 ${began.accounts.length} · the core is laid`)
    await client.end()
    await connectSource(DECLARATION, { address: core.follower(), slot: 'yilan', publication: PUBLICATION })
    console.log(`· 一览正在采集它的变更；每秒 ${plan.rate} 笔，Ctrl-C 停止 · ${plan.rate} a second, Ctrl-C stops`)
    await trade(core, plan, end.signal)
  } finally {
    await core.stop()
    await bank.close()
  }
}

/** Keeps the rate over the whole, whatever a single second does. */
async function trade(core: Core, { rate, seconds }: Plan, signal: AbortSignal): Promise<void> {
  const client = await core.open()
  const random = new Random('corebank', Date.now())
  const known = await look(client)
  const mark = String(Date.now() % 1000).padStart(3, '0')
  const began = Date.now()
  let done = 0
  for (let told = began; !signal.aborted && (seconds === 0 || Date.now() - began < seconds * 1000);) {
    const due = ((Date.now() - began) / 1000) * rate
    for (; done < due && !signal.aborted; done++) await happen(client, random, known, mark)
    if (Date.now() - told > 10_000) {
      told = Date.now()
      console.log(`  ${done.toLocaleString('en')} 笔`)
    }
    await pause(20, undefined, { signal }).catch(() => {})
  }
  await client.end()
  console.log(`· 共 ${done.toLocaleString('en')} 笔 · in all`)
}

function readPlan(): Plan {
  const { values } = parseArgs({ options: { rate: { type: 'string', default: '50' }, customers: { type: 'string', default: '2000' }, seconds: { type: 'string', default: '0' } } })
  const plan = { rate: Number(values.rate), customers: Number(values.customers), seconds: Number(values.seconds) }
  if (!(plan.rate > 0 && plan.rate <= 2000 && plan.customers >= 1 && plan.seconds >= 0)) {
    throw new Misconfigured('用法：bin/corebank [--rate 每秒笔数] [--customers 客户数] [--seconds 秒数]', 'usage: bin/corebank [--rate A_SECOND] [--customers N] [--seconds N]')
  }
  return plan
}
