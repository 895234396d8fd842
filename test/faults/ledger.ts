/** A child of the fault tests: merges, splits, pins and takes back, step after step, from where the log says it stands, and says what it begins and what is done. */
import { readConfig } from '../../src/kernel/config.ts'
import { startCluster } from '../../src/kernel/cluster.ts'
import { disconnect, engine, type Tx } from '../../src/kernel/tx.ts'
import { openDatabase } from '../../src/app/open.ts'
import { pinValue } from '../../src/center/identity/judge.ts'
import { merge } from '../../src/center/identity/merge.ts'
import { undoEvent } from '../../src/center/identity/reverse.ts'
import { split } from '../../src/center/identity/split.ts'

const reason = 'fault'
const STEPS = Number(process.argv[2])
async function of(tx: Tx, key: string): Promise<{ no: string; rec: number }> {
  const found = await tx.one<{ no: string; rec: number }>`select customer_no as no, rec from identity.membership where key = ${key} and to_event is null`
  if (!found) throw new Error(`${key} is nobody's`)
  return found
}
const join = async (tx: Tx, a: string, b: string) => merge(tx, { customers: [(await of(tx, a)).no, (await of(tx, b)).no], reason })
const back = async (tx: Tx) => {
  const last = await tx.one<{ seq: number }>`
    select max(seq) as seq from identity.identity_event e
    where reason = ${reason} and kind <> 'undo' and not exists (select from identity.identity_event u where u.reverses = e.seq)`
  return undoEvent(tx, { event: last?.seq ?? 0, reason })
}
/** A round of which each step is one event, and which ends where it began. */
const round: ((tx: Tx) => Promise<unknown>)[] = [
  (tx) => join(tx, 'S0001', 'S0004'),
  (tx) => join(tx, 'S0001', 'S0006'),
  async (tx) => split(tx, { customer: (await of(tx, 'S0004')).no, recs: [(await of(tx, 'S0004')).rec], reason }),
  async (tx) => pinValue(tx, { customerNo: (await of(tx, 'S0001')).no, attribute: 'address', source: 'savings', key: 'S0001', until: '2099-01-01', reason }),
  back, back, back, back,
]

const config = readConfig()
const cluster = await startCluster(config)
await openDatabase(cluster, config, process.env.YILAN_TEST_DATABASE)
const begun = await engine('test', (tx) => tx.one<{ n: number }>`select count(*) as n from identity.identity_event where reason = ${reason}`)
for (let step = begun?.n ?? 0; step < STEPS; step++) {
  process.stdout.write(`begun ${step}\n`)
  await engine('test', async (tx) => round[step % round.length]?.(tx))
  process.stdout.write(`done ${step}\n`)
}
await disconnect()
await cluster.stop()
