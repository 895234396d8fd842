/** `bin/identity evaluate …`: judges clusters by a truth. */
import { parseArgs } from 'node:util'
import { evaluate, type Evaluation } from '#center/identity'
import { Misconfigured } from '#kernel/error'
import { leave } from './leave.ts'

const COMMANDS: Record<string, (words: string[]) => Promise<void>> = { evaluate: judge }
const USAGE = 'bin/identity evaluate --clusters FILE --truth FILE [--id COLUMN] [--cluster COLUMN] [--truth-id COLUMN] [--entity COLUMN | --entity-from REGEXP] [--json]'

try {
  const [command = '', ...words] = process.argv.slice(2)
  const run = COMMANDS[command]
  if (!run) throw new Misconfigured(`用法：${USAGE}`, `usage: ${USAGE}`)
  await run(words)
} catch (error) {
  leave(error)
}

async function judge(words: string[]): Promise<void> {
  const values = readWords(words)
  if (!values.clusters || !values.truth) throw new Misconfigured(`用法：${USAGE}`, `usage: ${USAGE}`)
  const result = await evaluate(
    { file: values.clusters, id: values.id, group: values.cluster },
    { file: values.truth, id: values['truth-id'] ?? values.id, group: values.entity, groupFrom: values['entity-from'] },
  )
  console.log(values.json ? JSON.stringify(result) : report(result))
}

function readWords(words: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args: words, options: { clusters: text, truth: text, id: text, cluster: text, 'truth-id': text, entity: text, 'entity-from': text, json: { type: 'boolean' } } }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Misconfigured(`参数有误：${reason}\n用法：${USAGE}`, `${reason}\nusage: ${USAGE}`)
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
