/** `bin/demo --people N --seed S --out DIR [--as-of DAY] [--errors MIX] [--flat]`: writes the files of the invented bank, or its customers as flat files. */
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Misconfigured } from '#kernel/error'
import { isDay } from '#kernel/time'
import { writeFlat } from '#demo/bank/flat'
import { generate, type Plan } from '#demo/bank/generate'
import { MIXES } from '#demo/bank/errors'
import { leave } from './leave.ts'
import { progress } from './progress.ts'

try {
  const { isFlat, ...plan } = readPlan()
  const making = progress('· 生成演示银行')
  const planned = { ...plan, onProgress: (share: number) => making.at(share) }
  const files = isFlat ? await writeFlat(planned) : (await generate(planned)).files
  making.done(`${plan.people} 人`)
  for (const { path, rows } of files) console.log(`${path.padEnd(36)} ${rows.toLocaleString('en').padStart(12)}`)
} catch (error) {
  leave(error)
}

function readPlan(): Plan & { isFlat: boolean; companies?: number } {
  const { values } = parseArgs({
    options: { people: { type: 'string' }, seed: { type: 'string' }, out: { type: 'string' }, 'as-of': { type: 'string' }, errors: { type: 'string' }, flat: { type: 'boolean' }, companies: { type: 'string' } },
  })
  const people = Number(values.people ?? 20000)
  if (!values.out || !Number.isInteger(people) || people < 1) throw new Misconfigured('用法:bin/demo --people 人数 --seed 种子 --out 目录 [--as-of 日期] [--errors 差错组合] [--flat [--companies 户数]]', 'usage: bin/demo --people N --seed S --out DIR [--as-of YYYY-MM-DD] [--errors usual|clean|heavy|unseen|FILE.json] [--flat [--companies N]]')
  const asOf = values['as-of']
  if (asOf !== undefined && !isDay(asOf)) throw new Misconfigured(`--as-of 须为 YYYY-MM-DD:${asOf}`, `--as-of wants YYYY-MM-DD: ${asOf}`)
  return { people, seed: values.seed ?? '1', out: values.out, asOf, errors: readMix(values.errors), isFlat: values.flat === true, ...(values.companies === undefined ? {} : { companies: Number(values.companies) }) }
}

/** A mix by its name, or a file with the rates that differ from the usual ones. */
function readMix(choice: string | undefined): Plan['errors'] {
  const mix = MIXES.find((name) => name === choice)
  if (choice === undefined || mix) return mix
  if (!existsSync(choice)) throw new Misconfigured(`没有这个差错组合:${choice}(可用 usual、clean、heavy、unseen 或 JSON 文件)`, `no such error mix: ${choice} (usual, clean, heavy, unseen or a JSON file)`)
  return JSON.parse(readFileSync(choice, 'utf8')) as Plan['errors']
}
