/** A bank of customers without accounts, just loaded and not yet matched, and records that will arrive later, each with its truth. Made anew for every bench. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayOf } from '../../demo/bank/days.ts'
import { generate } from '../../demo/bank/generate.ts'
import { Random } from '../../demo/bank/random.ts'
import { Register } from '../../demo/bank/register.ts'
import { progress } from '../../src/app/progress.ts'
import type { Row } from '../bring.ts'
import { personRow } from '../town.ts'

const RECORDS_A_PERSON = 2.155
const AS_OF = '2026-11-20'
/** Of what arrives: the bank knows so many already. */
const KNOWN = 0.7
/** Of a hundred records one comes with the next night. */
export const DELTA = 0.01
export const ONE_BY_ONE = 3000
/** Where they come from: a bank that was taken over, whose clerks err more. */
export const ARRIVING = 'acquired'

export type Arrivals = { night: Row[]; day: Row[] }
export const homeOf = (records: number): string => join(process.env.YILAN_BENCH_HOME ?? tmpdir(), `yilan-bench-customers-${records}`)

/** Writes the bank's files, the truth, and what arrives later. */
export async function writeCustomers(records: number, seed: string): Promise<string> {
  const home = homeOf(records)
  rmSync(home, { recursive: true, force: true })
  const files = join(home, 'files')
  mkdirSync(files, { recursive: true })
  const people = Math.round(records / RECORDS_A_PERSON)
  const making = progress(`  ${records} 条来源记录：生成`)
  await generate({ people, seed, asOf: AS_OF, out: files, errors: 'unseen', customersOnly: true, onProgress: (share) => making.at(share / 2) })
  renameSync(join(files, '.truth'), join(home, 'truth'))
  writeArrivals(home, people, seed, (share) => making.at(0.5 + share / 2))
  making.done()
  return home
}

/** The same town once more: one who was met has gone to another bank too, or is new. */
function writeArrivals(home: string, people: number, seed: string, tell: (share: number) => void): void {
  const register = new Register(seed, dayOf(AS_OF), 'heavy')
  const random = new Random(seed, 'arrivals')
  const night = Math.round(people * RECORDS_A_PERSON * DELTA)
  const wanted = night + ONE_BY_ONE
  const strangers = Math.round(wanted * (1 - KNOWN))
  const rows: Row[] = []
  const truth: string[] = []
  for (let n = 0; n < people + strangers; n++) {
    const { entity, records } = register.person(n)
    if (n % 5000 === 0) tell(n / (people + strangers))
    if (n < people && !random.chance((wanted * KNOWN) / people)) continue
    const seen = random.pick(records).seen
    const key = `A${String(rows.length).padStart(8, '0')}`
    rows.push(personRow({ key, seen }, seen.org))
    truth.push(`${ARRIVING}/${key},${n < people ? entity : `N${n}`}`)
  }
  const mixed = rows.map((row) => ({ row, at: random.share() })).toSorted((a, b) => a.at - b.at).map(({ row }) => row)
  writeFileSync(join(home, 'arrivals.json'), JSON.stringify({ night: mixed.slice(0, -ONE_BY_ONE), day: mixed.slice(-ONE_BY_ONE) } satisfies Arrivals))
  writeFileSync(join(home, 'truth', 'later.csv'), `${readFileSync(join(home, 'truth', 'people.csv'), 'utf8')}${truth.join('\n')}\n`)
}
