/** `bin/identity resolve|match|evaluate`: the matcher on files, on the whole bank, and judged by a truth. */
import { parseArgs } from 'node:util'
import { readFileSync } from 'node:fs'
import { evaluate, evaluateZones, matchBank, resolveFiles, type Evaluation, type FileConfig, type Zone } from '#center/identity'
import { Misconfigured } from '#kernel/error'
import { leave } from './leave.ts'
import { open } from './open.ts'

const COMMANDS: Record<string, (words: string[]) => Promise<void>> = { resolve, match, evaluate: judge }
const RESOLVE = 'bin/identity resolve --input FILE… --config CONFIG.json --out clusters.csv [--pairs pairs.csv]'
const MATCH = 'bin/identity match'
const EVALUATE = 'bin/identity evaluate --clusters FILE --truth FILE [--id COLUMN] [--cluster COLUMN] [--truth-id COLUMN] [--entity COLUMN | --entity-from REGEXP] [--pairs FILE] [--json]'
const ZONES: Record<string, string> = { auto: '满足 auto', review: '模糊 review', reject: '不满足 reject' }

try {
  const [command = '', ...words] = process.argv.slice(2)
  const run = COMMANDS[command]
  if (!run) throw new Misconfigured(`用法：\n${RESOLVE}\n${MATCH}\n${EVALUATE}`, 'usage: see above')
  await run(words)
} catch (error) {
  leave(error)
}

async function resolve(words: string[]): Promise<void> {
  const { input, config, out, pairs, quiet } = readResolve(words)
  const start = performance.now()
  const found = await resolveFiles({
    inputs: input, config: readFileConfig(config), out, pairs,
    ...(!quiet && { onStep: tellStep }),
  })
  console.log([
    `${found.records.toLocaleString('en')} 条记录 → ${found.clusters.toLocaleString('en')} 个主体 · ${found.records.toLocaleString('en')} records → ${found.clusters.toLocaleString('en')} clusters`,
    `比较 ${found.pairs.toLocaleString('en')} 对：满足 ${found.auto.toLocaleString('en')}，模糊 ${found.review.toLocaleString('en')} · ${found.pairs.toLocaleString('en')} pairs: ${found.auto.toLocaleString('en')} auto, ${found.review.toLocaleString('en')} review`,
    `${((performance.now() - start) / 1000).toFixed(1)} s，${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  ].join('\n'))
}

/** The whole bank against itself: what differs from the numbers given is linked, merged or asked. */
async function match(words: string[]): Promise<void> {
  if (words.length > 0) throw new Misconfigured(`用法：${MATCH}`, `usage: ${MATCH}`)
  const opened = await open()
  try {
    for (const [kind, found] of Object.entries(await matchBank('full run', tellStep))) {
      console.log(`${kind === 'person' ? '个人' : '对公'}：${count(found.records)} 条记录 → ${count(found.clusters)} 个客户；比较 ${count(found.pairs)} 对，满足 ${count(found.auto)}，待人判断 ${count(found.review)}；新归属 ${count(found.linked)}，合并 ${count(found.merged)}，新问题 ${count(found.asked)}；${(found.ms / 1000).toFixed(1)} s`)
    }
    console.log(`${Math.round(process.resourceUsage().maxRSS / 1024)} MB`)
  } finally {
    await opened.close()
  }
}

function count(n: number): string {
  return n.toLocaleString('en')
}

function tellStep(step: string, figures: Record<string, number>): void {
  console.error(`· ${step} ${Object.entries(figures).map(([name, figure]) => `${name} ${count(figure)}`).join('  ')}`)
}

function readResolve(words: string[]) {
  const text = { type: 'string' } as const
  try {
    const { values, positionals } = parseArgs({ args: words, allowPositionals: true, options: { input: { type: 'string', multiple: true }, config: text, out: text, pairs: text, quiet: { type: 'boolean' } } })
    const input = [...(values.input ?? []), ...positionals]
    if (input.length === 0 || !values.config || !values.out) throw new Error('--input, --config, --out')
    return { ...values, input, config: values.config, out: values.out }
  } catch (error) {
    throw new Misconfigured(`参数有误：${(error as Error).message}\n用法：${RESOLVE}`, `usage: ${RESOLVE}`)
  }
}

function readFileConfig(path: string): FileConfig {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as FileConfig // checked by resolveFiles
  } catch (error) {
    throw new Misconfigured(`无法读取配置 ${path}：${(error as Error).message}`, `cannot read the config ${path}`)
  }
}

async function judge(words: string[]): Promise<void> {
  const values = readWords(words)
  if (!values.clusters || !values.truth) throw new Misconfigured(`用法：${EVALUATE}`, `usage: ${EVALUATE}`)
  const truth = { file: values.truth, id: values['truth-id'] ?? values.id, group: values.entity, groupFrom: values['entity-from'] }
  const result = await evaluate({ file: values.clusters, id: values.id, group: values.cluster }, truth)
  const zones = values.pairs === undefined ? [] : await evaluateZones(values.pairs, truth)
  console.log(values.json ? JSON.stringify({ ...result, zones }) : [report(result), ...reportZones(zones, result.records)].join('\n'))
}

function readWords(words: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args: words, options: { clusters: text, truth: text, id: text, cluster: text, 'truth-id': text, entity: text, pairs: text, 'entity-from': text, json: { type: 'boolean' } } }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Misconfigured(`参数有误：${reason}\n用法：${EVALUATE}`, `${reason}\nusage: ${EVALUATE}`)
  }
}

/** Figures stand first, since a Chinese character is two wide on a terminal. */
function report({ records, clusters, entities, missing, unknown, pairs, pairwise, bcubed }: Evaluation): string {
  const count = (n: number, label: string) => `${n.toLocaleString('en').padStart(36)}  ${label}`
  const share = (label: string, { precision, recall, f1 }: Evaluation['pairwise']) => `${[precision, recall, f1].map((n) => n.toFixed(6).padStart(12)).join('')}  ${label}`
  return [
    count(records, '记录 records'), count(clusters, '聚类 clusters'), count(entities, '真实主体 true clusters'),
    count(missing, '未聚类的记录 missing records'), count(unknown, '真值中没有的记录 records unknown to the truth'),
    count(pairs.claimed, '判为同一的记录对 pairs claimed'), count(pairs.true, '真正同一的记录对 pairs true'), count(pairs.right, '判对的记录对 pairs right'), '',
    `${['precision', 'recall', 'F1'].map((word) => word.padStart(12)).join('')}  准确率 · 召回率 · F1`,
    share('成对 pairwise', pairwise), share('按记录 B-cubed', bcubed),
  ].join('\n')
}

function reportZones(zones: Zone[], records: number): string[] {
  if (zones.length === 0) return []
  const line = ({ zone, pairs, right }: Zone) => [pairs.toLocaleString('en').padStart(12), right.toLocaleString('en').padStart(12), ((100 * pairs) / records).toFixed(2).padStart(12), `  ${ZONES[zone] ?? zone}`].join('')
  return ['', `${['pairs', 'right', 'per 100'].map((word) => word.padStart(12)).join('')}  各区的记录对 · 其中真正同一 · 每百条记录`, ...zones.map(line)]
}
