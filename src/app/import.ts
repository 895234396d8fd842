/** `bin/import DIR [--source NAME]`: brings the files of a folder in, whether or not the server is running. */
import { existsSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { importFolder, isExpecting, type Declaration, type Summary } from '#platform/feed'
import { Misconfigured } from '#kernel/error'
import { drain } from '#kernel/job'
import { readDeclarations } from './declarations.ts'
import { leave } from './leave.ts'
import { open } from './open.ts'
import { progress } from './progress.ts'

const STATES = { done: '完成', same: '内容相同', failed: '失败', busy: '正被他人导入' }
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

try {
  process.exitCode = await bring()
} catch (error) {
  leave(error)
}

async function bring(): Promise<number> {
  const { folder, source } = readWords()
  const opened = await open({ onStep: (name) => console.error(`· 迁移 ${name}`) })
  const stop = () => {
    console.error('\n· 已中断。再次运行同一命令会从断点继续 · interrupted: the same command goes on from here')
    void opened.cluster.stop().finally(() => process.exit(130))
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const bar = progress('· 导入')
    const summary = await importFolder({
      folder,
      source,
      declarations: declarationsFor(folder, source),
      onProgress: ({ phase, share, title, rows, rejected }) => bar.at(share * 0.98, `${phase === 'settle' ? '汇总 ' : ''}${title.zh} ${figure(rows)} 行${rejected > 0 ? `，拒绝 ${figure(rejected)}` : ''}`),
    })
    bar.at(0.98, '处理后续任务')
    const undone = await drain(opened.urls.queue)
    bar.done()
    console.log(report(summary))
    for (const { job, error } of undone) console.error(`· 后续任务 ${job} 未做完，服务进程会再试 · this follow-up is not done, a worker will try again: ${error}`)
    return summary.runs.some(({ state }) => state === 'failed' || state === 'busy') ? 1 : 0
  } finally {
    await opened.close()
  }
}

function readWords(): { folder: string; source: string | undefined } {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { source: { type: 'string' } } })
  const folder = positionals[0] === undefined ? undefined : resolve(positionals[0])
  if (folder === undefined || positionals.length > 1) throw new Misconfigured('用法：bin/import 目录 [--source 来源]', 'usage: bin/import DIR [--source NAME]')
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Misconfigured(`没有目录 ${folder}`, `there is no folder ${folder}`)
  return { folder, source: values.source }
}

/** The folder's own declarations, else those of the house whose files are here. */
function declarationsFor(folder: string, source: string | undefined): unknown[] {
  const own = readDeclarations(folder, '.source.json')
  if (own.length > 0) return own
  const known = [join(ROOT, 'demo/bank/sources'), join(ROOT, 'demo/berka')].flatMap((place) => readDeclarations(place)) as Declaration[] // the house's own files
  const named = source === undefined ? known : known.filter((each) => each.source === source)
  const wanted = named.filter((each) => isExpecting(each, folder))
  if (wanted.length > 0) return wanted
  throw new Misconfigured(
    `${folder} 中没有已声明来源的文件。可在该目录放置“名称.source.json”声明接口；已知来源：${known.map((each) => each.source).join('、')}`,
    `nothing in ${folder} belongs to a declared source: put a NAME.source.json beside the files; known sources: ${known.map((each) => each.source).join(', ')}`,
  )
}

function report({ runs, census, ms }: Summary): string {
  const head = ['接口', '文件', '状态', '读入', '新增', '变更', '未变', '跳过', '拒绝', '行/秒']
  const rows = runs.map((run) => [
    run.title.zh, run.file === null ? '（内置）' : basename(run.file), STATES[run.state],
    ...[run.lines, run.added, run.changed, run.same, run.skipped, run.rejected].map(figure), run.lines >= 1000 ? figure(Math.round((run.lines * 1000) / Math.max(run.ms, 1))) : '',
  ])
  const things = new Map<string, number>()
  for (const { title, count } of census) things.set(title.zh, (things.get(title.zh) ?? 0) + count)
  const faults = runs.flatMap(({ title, note }) => (note === null ? [] : [`✗ ${title.zh}：${note}`]))
  return [
    '', ...table([head, ...rows]), ...faults, '',
    '库中现有：', ...table([...things].map(([title, count]) => [`  ${title}`, figure(count)])),
    '', `用时 ${(ms / 1000).toFixed(1)} 秒。被拒绝的行及原因见“数据导入”页面。`,
  ].join('\n')
}

/** Columns aligned on the terminal, where a Chinese character is two wide; figures to the right. */
function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => wide(row[i] ?? ''))))
  return rows.map((row) => row.map((cell, i) => {
    const gap = ' '.repeat(Math.max(0, (widths[i] ?? 0) - wide(cell)))
    return /^[\d,]*$/.test(cell) ? gap + cell : cell + gap
  }).join('  ').trimEnd())
}

function wide(text: string): number {
  return Array.from(text).reduce((sum, sign) => sum + (/[ᄀ-￠]/u.test(sign) ? 2 : 1), 0)
}

function figure(n: number): string {
  return n.toLocaleString('en')
}
