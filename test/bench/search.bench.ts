/** Search as one types, by a relationship manager and by the head office, over the door. */
import { open as unseal } from '../../src/kernel/secret.ts'
import { engine } from '../../src/kernel/tx.ts'
import { initialsOf, pinyinOf } from '../../src/center/identity/index.ts'
import { ask, ms, openBank, print, quantile, signIn, staffOf, startServer } from './bank.ts'

const ASKED = 200

export async function bench(sizes: number[]): Promise<void> {
  const rows = []
  for (const size of sizes) rows.push(...(await measure(size)))
  console.log(`\n搜索:每种 ${ASKED} 次,逐次发出`)
  print(['来源记录', '谁', '查什么', '命中', 'p50 ms', 'p95 ms', '目标 p95'], rows)
}

async function measure(size: number): Promise<(string | number)[][]> {
  const opened = await openBank(size)
  const server = await startServer(size)
  try {
    const rows = []
    for (const [who, person] of [['客户经理', (await staffOf('rm', 1))[0]], ['总行', (await staffOf('compliance', 1))[0]]] as const) {
      if (!person) continue
      const cookie = await signIn(server.port, person.login)
      const kinds = await questions(person)
      for (const [kind, texts] of Object.entries(kinds)) rows.push([size, who, kind, ...(await timed(server.port, cookie, texts)), '≤ 50 ms'])
    }
    return rows
  } finally {
    await server.stop()
    await opened.close()
  }
}

async function questions(person: { org: number; hi: number }): Promise<Record<string, string[]>> {
  const known = await engine('bench', (tx) => tx<{ name: string; phone: string | null; id_number: string | null }[]>`
    select name, phone, id_number from identity.golden where org between ${person.org} and ${person.hi} and kind = 'retail' and phone is not null and id_number is not null order by customer_no limit ${ASKED}`)
  const two = known.filter((each) => each.name.length === 2)
  return {
    两字姓名: two.map((each) => each.name),
    三字姓名的后两字: known.filter((each) => each.name.length === 3).map((each) => each.name.slice(1)),
    拼音: known.map((each) => pinyinOf(each.name)),
    拼音前缀: known.map((each) => pinyinOf(each.name).slice(0, 3)),
    首字母: known.map((each) => initialsOf(each.name)),
    手机尾号: known.map((each) => unseal(each.phone as string).slice(-4)), // both were asked to be there
    完整证件号: known.map((each) => unseal(each.id_number as string)),
  }
}

async function timed(port: number, cookie: string, texts: string[]): Promise<(string | number)[]> {
  const times: number[] = []
  let hits = 0
  for (const text of texts.slice(0, ASKED)) {
    const began = performance.now()
    const answer = await ask(port, 'POST', '/search/find', cookie, { text })
    times.push(performance.now() - began)
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
    if ((JSON.parse(answer.text) as { hits: unknown[] }).hits.length > 0) hits++
  }
  const sorted = times.toSorted((a, b) => a - b)
  return [`${hits}/${times.length}`, ms(quantile(sorted, 0.5)), ms(quantile(sorted, 0.95))]
}
