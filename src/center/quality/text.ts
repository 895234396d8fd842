import { text } from '#kernel/text'

export const t = text({
  zh: {
    title: '数据质量', subtitle: '哪个系统的哪个字段不可信，错在哪一行，谁来改',
    none: '还没有检查过', noneAdvice: '导入数据后五分钟内会自动检查；也可以由数据管理员立即检查。',
    figures: {
      open: '待处理', openNote: (rate: string) => `合格率 ${rate}`, repaired: '30 天内已改正', repairedNote: (rate: string) => `改正率 ${rate}`, excused: '例外',
      completeness: '完整性', accuracy: '准确性', consistency: '一致性', timeliness: '时效性', failed: (n: string) => `${n} 处不合格`,
    },
    dimensions: { completeness: '完整性', accuracy: '准确性', consistency: '一致性', timeliness: '时效性' },
    states: { open: '待处理', excused: '例外', repaired: '已改正' },
    hows: { source: '来源系统已改正', person: '人工选定了正确的值' },
    heat: '各系统各字段的合格率', heatHelp: '点一格看不合格的行。颜色越深，不合格越多；空格表示该系统没有这一字段。', systemTotal: '合计', rate: (rate: string, failed: string, checked: string) => `合格率 ${rate}，${checked} 行中 ${failed} 行不合格`,
    open: (system: string, field: string, rate: string) => `${system} ${field} 合格率 ${rate}，查看不合格的行`,
    trend: '近 30 天合格率', noTrend: '满两天后显示走势', rules: '按规则', branches: '按机构', managers: '按客户经理', managersMost: (n: number) => `按客户经理（待处理最多的 ${n} 位）`, rule: '规则', dimension: '维度', checked: '检查行数', failed: '不合格', passRate: '合格率', branch: '机构', manager: '客户经理',
    toRepair: '待处理', repairedRate: '改正率', noManagers: '没有归属到客户经理的不合格行',
    rows: '不合格的行', rowsOf: (words: string) => `不合格的行：${words}`, noRows: '没有不合格的行', noRowsAdvice: '这一项全部合格。', system: '系统', field: '字段', key: '系统内编号', value: '现值（已脱敏）', why: '为什么不合格', customer: '客户', since: '发现时间', owner: '管户', state: '状态', nobody: '无归属客户', all: '全部',
    adopt: (system: string) => `采用${system}的值`, adopted: '已改正：客户档案采用了选定的值', other: '其他系统的值', noOther: '其他系统没有可用的值', noOtherAdvice: '请客户经理联系客户核实后更正，或注明为例外。', golden: '现为客户档案的值', updated: (day: string) => `更新于 ${day}`,
    excuse: '不是错误', excuseTitle: '注明为例外', reason: '理由', until: '有效期至', excused: '已注明为例外', excusedUntil: (day: string) => `例外，至 ${day}`, reopen: '撤销例外', reopened: '已恢复为待处理',
    assign: '请管户处理', assignTitle: '请管户处理', due: '期限', note: '说明', assigned: '任务已发给管户', assignedTo: (name: string, day: string) => `已请${name}处理，${day} 前`, noOwner: '这一行没有管户，不能派发', alreadyAsked: '已经请管户处理过', partOnly: '只有能看到该客户全部资料的机构可以选定', steps: '处理记录',
    stepNames: { adopt: '选定其他系统的值', correct: '录入正确的值', excuse: '注明为例外', reopen: '撤销例外', assign: '请管户处理' } as Record<string, string>,
    detail: '处理', openCustomer: '打开客户360', line: '不合格', elsewhere: '另一客户号',
    fields: {
      key: '客户号', name: '户名', idNumber: '证件号码', idType: '证件类型', gender: '性别', birthday: '出生日期', phone: '手机号', phone2: '备用电话', email: '邮箱', address: '地址', employer: '工作单位', occupation: '职业', income: '年收入',
      legalName: '法定代表人', industry: '行业', openedOn: '开户日', updatedOn: '更新日', accountNo: '账号', holder: '持有人', product: '产品', balance: '余额', at: '交易',
    } as Record<string, string>,
    genders: { male: '男', female: '女' } as Record<string, string>,
    ruleBook: '质量规则', ruleOn: '启用', ruleOff: '停用', ruleVersion: (n: number) => `第 ${n} 版`, changeRule: '调整', ruleChanged: '已保存为新版本，下次检查生效', params: '参数', runNow: '立即全面检查', runAsked: '已安排全面检查，完成后自动更新',
    paramNames: { least: '至少行数', deviations: '离散倍数', customers: '最多客户数', age: '最大年龄', phone: '手机号（天）', address: '地址（天）', employer: '工作单位（天）', email: '邮箱（天）', tasks: '每人待办上限' } as Record<string, string>,
    anyField: '该字段', anyFacts: { city: '某市', district: '某区', low: '下限', high: '上限', other: '另一客户号', code: '某代码', amount: '若干', day: '某日', closed: '某日' } as Record<string, string>, fine: (names: string) => `全部合格：${names}`, comma: '、', ruleSince: '生效日期',
    recon: {
      title: '每日核对', subtitle: '来源系统的对账总数与本系统逐级核对，精确到分；差异落到机构、产品、账户',
      none: '还没有收到对账文件', noneAdvice: '在接口中声明对账总数，导入后自动核对。', detail: '核对结果', day: '业务日', entity: '内容', entities: { account: '账户余额', transaction: '交易', record: '客户数' },
      states: { matched: '相符', differs: '有差异', explained: '已说明', signed: '已签认' }, theirs: '来源', ours: '本系统', gap: '差异', differences: '差异处', level: '明细到', levels: { total: '全行', branch: '机构', product: '产品', account: '账户' },
      rows: (n: string) => `${n} 笔`, compared: (n: string, level: string) => `核对 ${n} 项，明细到${level}`, allEqual: '逐级相符，分毫不差', noDetails: (level: string) => `来源只给到${level}一级，不能再向下定位`,
      where: '位置', kind: '差在', kinds: { lacking: '本系统没有', extra: '来源没有', amount: '金额不同', rows: '笔数不同', hash: '账号合计不同' } as Record<string, string>,
      sign: '签认', signed: '已签认', explain: '说明差异', explained: '已记录说明，待他人签认', note: '原因与处理', again: '重新核对', comparedAgain: '已重新核对', oneself: '说明差异的人不能自己签认',
      stepNames: { explain: '说明', sign: '签认' } as Record<string, string>,
    },
    more: '再看一些', alreadyDone: '这一行已被处理，请刷新', reasonNeeded: '请填写理由', saveRule: '保存为新版本',
    tabs: { map: '得分', fresh: '时效', orphans: '无主数据', rules: '规则' },
    correct: '更正', corrected: '已改正：客户档案采用了录入的值', typeRight: (field: string) => `录入正确的${field}`, wrongValue: (field: string) => `${field}不符合要求，请核对`,
    fresh: {
      verified: '12 个月内核实率', of: (n: string, all: string) => `${all} 位客户中 ${n} 位资料在 12 个月内核实过`, branches: '各机构核实率', trend: '核实率走势', none: '没有久未核实的资料', noneAdvice: '所有资料都在规定期限内核实过。', last: '上次核实',
      title: '资料核实', confirm: '已与客户核实', confirmed: '已记录核实', channel: '核实方式', channels: { counter: '柜面', phone: '电话', visit: '拜访', message: '短信或微信' }, stale: '久未核实', by: (name: string) => `${name}核实`, nothing: '没有需要核实的资料', choose: '核实了哪些',
    },
    orphan: {
      allOwned: '全部数据都有客户归属',
      title: '没有客户归属的数据', kind: '数据', total: '总数', orphans: '无主', why: '原因', rows: '行数',
      kinds: { record: '来源记录', membership: '归属关系', account: '账户', holder: '持有关系', transaction: '交易流水', holding: '产品持有', order: '定期转账指令', address: '地址', contact: '联系方式', background: '背景资料', person: '联系人', contract: '合同', assessment: '评估', points: '积分', feedback: '反馈' },
      causes: { never: '来源没有给出客户', ended: '持有人已全部解除', closed: '已销户，历史留存', account: '所属账户无持有人', customer: '客户已退出', released: '导入已撤销' },
    },
  },
  en: {
    title: 'Data quality', subtitle: 'Which field of which system cannot be trusted, in which row, and who mends it',
    none: 'Nothing was judged yet', noneAdvice: 'Five minutes after an import it is judged by itself; a data steward can have it judged now.',
    figures: {
      open: 'To repair', openNote: (rate) => `${rate} pass`, repaired: 'Repaired in 30 days', repairedNote: (rate) => `${rate} of what failed`, excused: 'Exceptions',
      completeness: 'Complete', accuracy: 'Right', consistency: 'Consistent', timeliness: 'Fresh', failed: (n) => `${n} failures`,
    },
    dimensions: { completeness: 'Completeness', accuracy: 'Accuracy', consistency: 'Consistency', timeliness: 'Timeliness' },
    states: { open: 'To repair', excused: 'Exception', repaired: 'Repaired' },
    hows: { source: 'Mended at the source', person: 'A person chose the right value' },
    heat: 'Share of rows that pass, by system and field', heatHelp: 'Choose a cell to see the rows that fail. The darker, the more fail; an empty cell: the system has no such field.', systemTotal: 'Total', rate: (rate, failed, checked) => `${rate} pass: ${failed} of ${checked} fail`,
    open: (system, field, rate) => `${system} ${field}: ${rate} pass; see the rows that fail`,
    trend: 'Share that passes, 30 days', noTrend: 'Shown after two days', rules: 'By rule', branches: 'By branch', managers: 'By relationship manager', managersMost: (n) => `By relationship manager (the ${n} with most to repair)`, rule: 'Rule', dimension: 'Dimension', checked: 'Judged', failed: 'Failed', passRate: 'Pass', branch: 'Branch', manager: 'Manager',
    toRepair: 'To repair', repairedRate: 'Repaired', noManagers: 'No failing row belongs to a manager',
    rows: 'Rows that fail', rowsOf: (words) => `Rows that fail: ${words}`, noRows: 'No row fails', noRowsAdvice: 'Everything passes here.', system: 'System', field: 'Field', key: 'Key in the system', value: 'Value (masked)', why: 'Why it fails', customer: 'Customer', since: 'Found', owner: 'Owner', state: 'State', nobody: 'no customer', all: 'All',
    adopt: (system) => `Take the value of ${system}`, adopted: 'Repaired: the chosen value holds for the customer', other: 'What other systems say', noOther: 'No other system has a value', noOtherAdvice: 'Have the manager ask the customer, or note it as an exception.', golden: 'holds for the customer now', updated: (day) => `updated ${day}`,
    excuse: 'Not an error', excuseTitle: 'Note as an exception', reason: 'Reason', until: 'Until', excused: 'Noted as an exception', excusedUntil: (day) => `Exception until ${day}`, reopen: 'End the exception', reopened: 'To be repaired again',
    assign: 'Ask the owner', assignTitle: 'Ask the owner', due: 'Due', note: 'Note', assigned: 'The owner has the task', assignedTo: (name, day) => `${name} was asked, by ${day}`, noOwner: 'Nobody owns this row: there is nobody to ask', alreadyAsked: 'The owner was asked already', partOnly: 'Only who sees the whole customer can choose', steps: 'What was done',
    stepNames: { adopt: 'Another value chosen', correct: 'Right value typed', excuse: 'Exception noted', reopen: 'Exception ended', assign: 'Owner asked' },
    detail: 'Repair', openCustomer: 'Open the customer', line: 'Failing', elsewhere: 'another number',
    fields: {
      key: 'Customer key', name: 'Name', idNumber: 'Document number', idType: 'Document type', gender: 'Gender', birthday: 'Birthday', phone: 'Phone', phone2: 'Second phone', email: 'E-mail', address: 'Address', employer: 'Employer', occupation: 'Occupation', income: 'Yearly income',
      legalName: 'Legal representative', industry: 'Industry', openedOn: 'Opened', updatedOn: 'Updated', accountNo: 'Account number', holder: 'Holder', product: 'Product', balance: 'Balance', at: 'Transaction',
    },
    genders: { male: 'Male', female: 'Female' },
    ruleBook: 'Rules', ruleOn: 'On', ruleOff: 'Off', ruleVersion: (n) => `version ${n}`, changeRule: 'Change', ruleChanged: 'Saved as a new version, which counts from the next run', params: 'Parameters', runNow: 'Judge everything now', runAsked: 'Everything will be judged; the page follows',
    paramNames: { least: 'Least rows', deviations: 'Deviations', customers: 'Most customers', age: 'Highest age', phone: 'Phone (days)', address: 'Address (days)', employer: 'Employer (days)', email: 'E-mail (days)', tasks: 'Most tasks a person' },
    anyField: 'The field', anyFacts: { city: 'one city', district: 'a district', low: 'low', high: 'high', other: 'another number', code: 'a code', amount: 'an amount', day: 'a day', closed: 'a day' }, fine: (names) => `All pass: ${names}`, comma: ', ', ruleSince: 'Since',
    recon: {
      title: 'Reconciliation', subtitle: 'The sources’ own control totals beside what is here, to the cent; differences are named by branch, product and account',
      none: 'No control file has come', noneAdvice: 'Declare control totals as an interface; they are compared when they are imported.', detail: 'Result', day: 'Day', entity: 'Of', entities: { account: 'Balances', transaction: 'Transactions', record: 'Customers' },
      states: { matched: 'Matched', differs: 'Differs', explained: 'Explained', signed: 'Signed' }, theirs: 'Source', ours: 'Here', gap: 'Difference', differences: 'Differences', level: 'Down to', levels: { total: 'the whole', branch: 'branch', product: 'product', account: 'account' },
      rows: (n) => `${n} rows`, compared: (n, level) => `${n} totals compared, down to ${level}`, allEqual: 'Equal at every level, to the cent', noDetails: (level) => `The source tells down to ${level}: it cannot be narrowed further`,
      where: 'Where', kind: 'What', kinds: { lacking: 'not here', extra: 'not at the source', amount: 'amount', rows: 'count', hash: 'sum of numbers' },
      sign: 'Sign', signed: 'Signed', explain: 'Explain', explained: 'Noted; another signs', note: 'Cause and what is done', again: 'Compare again', comparedAgain: 'Compared again', oneself: 'Whoever explained does not sign',
      stepNames: { explain: 'explained', sign: 'signed' },
    },
    more: 'More', alreadyDone: 'This row was dealt with already', reasonNeeded: 'Say why', saveRule: 'Save as a new version',
    tabs: { map: 'Scores', fresh: 'Fresh', orphans: 'Orphans', rules: 'Rules' },
    correct: 'Correct', corrected: 'Repaired: what was typed holds for the customer', typeRight: (field) => `${field} as it is`, wrongValue: (field) => `${field} does not pass: look again`,
    fresh: {
      verified: 'Confirmed within 12 months', of: (n, all) => `${n} of ${all} customers were confirmed within 12 months`, branches: 'By branch', trend: 'Share confirmed', none: 'Nothing is stale', noneAdvice: 'Everything was confirmed in time.', last: 'Last confirmed',
      title: 'Confirmation', confirm: 'Confirmed with the customer', confirmed: 'Noted as confirmed', channel: 'How', channels: { counter: 'Counter', phone: 'Phone', visit: 'Visit', message: 'Message' }, stale: 'stale', by: (name) => `confirmed by ${name}`, nothing: 'Nothing to confirm', choose: 'What was confirmed',
    },
    orphan: {
      allOwned: 'Everything belongs to a customer',
      title: 'What belongs to no customer', kind: 'Kind', total: 'All', orphans: 'Orphans', why: 'Why', rows: 'Rows',
      kinds: { record: 'Source records', membership: 'Memberships', account: 'Accounts', holder: 'Holders', transaction: 'Transactions', holding: 'Holdings', order: 'Standing orders', address: 'Addresses', contact: 'Contact points', background: 'Backgrounds', person: 'Contact persons', contract: 'Contracts', assessment: 'Assessments', points: 'Points', feedback: 'Feedback' },
      causes: { never: 'the source names no customer', ended: 'every holder has left', closed: 'closed, kept as history', account: 'its account has no holder', customer: 'the customer has left', released: 'the import was undone' },
    },
  },
})

export const fieldWord = (field: string): string => t.fields[field] ?? field

/** A rule's sentence with the facts of one row. */
export function sentence(why: string, field: string | null, facts: Readonly<Record<string, string>>): string {
  return why.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'field' && field !== null ? fieldWord(field) : (facts[name] ?? (name === 'other' ? t.elsewhere : '—'))))
}
