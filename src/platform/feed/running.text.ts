import { text } from '#kernel/text'

/** The words of running the interfaces: repairing, replaying, undoing, scheduling, alarms. */
export const t = text({
  zh: {
    repaired: '修正装入', repair: '修正', repairLine: '修正此行', repairAdvice: '原始行不会改动；修正值加密保存在旁，记下修正人、时间和理由，随后此行按同样的规则重新装入。',
    asDelivered: '文件中的值', correctTo: '改为', unchanged: '不改', masked: '已脱敏，请按凭证重新录入', why: '修正理由', whyHint: '如：已核对身份证原件', testing: '正在试装…',
    trial: { loads: '试装通过：保存后即可装入', rejected: '仍会被拒绝', skipped: '此行不属于本接口，将计入跳过' },
    saveAndLoad: '保存并装入', lineAsked: '已保存修正，正在装入', stale: '此行刚被他人修正，请重新打开', notOpen: '此行已不在被拒绝之列',
    history: '修正记录', change: (column: string, from: string, to: string) => `${column}：${from} → ${to}`, empty: '空', loadedBy: (replay: number) => `由第 ${replay} 次重新装入装进`,
    replay: '重新装入', replayTitle: '重新装入被拒绝的行', replayAdvice: '代码已补登、被引用的记录已到，或行已修正之后，按原行号重新装入；已装入的行不会重复。', reason: '原因', allReasons: '全部原因',
    preview: { lines: '将重新装入', corrected: '其中已修正', sampled: '试装样本', loads: '样本可装入' }, rows: (n: string) => `${n} 行`,
    replayWhy: '理由', replayWhyHint: '如：代码集已补登', start: '开始重新装入', nothing: '没有仍被拒绝的行', asked: (n: string) => `已开始，共 ${n} 行`, replays: '重新装入记录', again: '再装一次', againWhy: '重新装入此行',
    states: { waiting: '等待', running: '装入中', done: '完成', failed: '失败' }, ofLine: (line: string) => `第 ${line} 行`, by: '经办', progress: '进度', loaded: '装入', refused: '仍拒绝',
    undoNothingLater: '同一接口之后没有其他批次。', undoLater: (n: number) => `同一接口之后还有 ${n} 个批次，它们带来的内容不受影响。`, undoSame: (n: string) => `其他批次中有 ${n} 行当时与已有内容相同，撤销时会重新读取，由它们接替。`,
    undoStanding: '以此批次为基础的内容', undoWhat: '内容', undoCount: '数量', undoThen: '撤销后', undoThens: { keeps: '保持后来的值', stays: '保留，失去所依据的记录', blocks: '须一并移除' },
    undoAtMost: '相同的行太多，以上为最大数，实际以撤销结果为准。', undoCascade: (n: string) => `一并移除依赖的 ${n} 条，它们将作为“引用的对象不存在”列入各自批次的拒绝行，日后可重新装入`, undoBlocked: '有内容引用将消失的记录：请先撤销那些批次，或勾选一并移除。',
    undoLastOnly: (run: number) => `机构与员工只能从最后一批起依次撤销，请先撤销批次 ${run}。`,
    fields: { wanted: '行数', tried: '已试' }, notes: { 'run-gone': '批次已撤销', 'too-many-faults': '数据库拒收的行过多' },
  },
  en: {
    repaired: 'Repaired', repair: 'Repair', repairLine: 'Repair this line', repairAdvice: 'The raw line never changes: what you correct is kept beside it, encrypted, with your name, the time and why; then the line is loaded again by the same rules.',
    asDelivered: 'In the file', correctTo: 'Correct to', unchanged: 'unchanged', masked: 'Masked: type it anew from the document', why: 'Why', whyHint: 'e.g. compared with the identity card', testing: 'Trying…',
    trial: { loads: 'It would load', rejected: 'It would be refused again', skipped: 'Not of this interface: it would count as skipped' },
    saveAndLoad: 'Save and load', lineAsked: 'Saved, and on its way in', stale: 'Someone has just corrected this line: open it again', notOpen: 'This line is refused no more',
    history: 'Corrections', change: (column, from, to) => `${column}: ${from} → ${to}`, empty: 'empty', loadedBy: (replay) => `Went in by replay ${replay}`,
    replay: 'Load again', replayTitle: 'Load refused lines again', replayAdvice: 'Once a code was mapped, what they refer to has come, or they were corrected, lines are loaded under their old numbers; what is in already is not loaded twice.', reason: 'Reason', allReasons: 'All reasons',
    preview: { lines: 'To be loaded', corrected: 'Corrected', sampled: 'Tried', loads: 'Of those would load' }, rows: (n) => `${n} lines`,
    replayWhy: 'Why', replayWhyHint: 'e.g. the code set was completed', start: 'Load again', nothing: 'No line is still refused', asked: (n) => `Begun: ${n} lines`, replays: 'Loaded again', again: 'Load again', againWhy: 'Load this line again',
    states: { waiting: 'Waiting', running: 'Running', done: 'Done', failed: 'Failed' }, ofLine: (line) => `Line ${line}`, by: 'By', progress: 'Progress', loaded: 'Loaded', refused: 'Still refused',
    undoNothingLater: 'No other run of this interface came later.', undoLater: (n) => `${n} later runs of this interface stand; what they brought stays.`, undoSame: (n) => `${n} lines of other runs were the same as what was there: they are read again and take over.`,
    undoStanding: 'Built on this run', undoWhat: 'What', undoCount: 'Count', undoThen: 'After the undo', undoThens: { keeps: 'Keeps its later value', stays: 'Stays, without what it stood on', blocks: 'Must go too' },
    undoAtMost: 'Too many equal lines to look at: these are upper bounds.', undoCascade: (n) => `Let the ${n} rows that refer to them go too: each becomes a refused line of its own run, and can be loaded again later`, undoBlocked: 'Others refer to what would vanish: undo those runs first, or let them go too.',
    undoLastOnly: (run) => `Organisations and staff are taken back from the last run on: undo run ${run} first.`,
    fields: { wanted: 'Lines', tried: 'Tried' }, notes: { 'run-gone': 'The run was undone', 'too-many-faults': 'The database refused too many rows' },
  },
})
