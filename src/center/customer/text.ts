import { text } from '#kernel/text'

export const t = text({
  zh: {
    model: {
      title: '客户类别', subtitle: '客户分几类、每类多问些什么；改动立即生效，无需停机',
      tree: '类别树', find: '查找类别', none: '没有这样的类别', choose: '在左侧选择一个类别', path: '所在位置', state: '状态', states: { active: '使用中', retired: '已停用' }, version: '版本',
      addUnder: '新增下级', rename: '改名', move: '移动', retire: '停用', restore: '恢复使用', customers: '查看此类客户', who: '客户', retired: '已停用',
      name: '代码（末段）', nameWrong: '以小写字母开头，只用小写字母与数字', zh: '中文名称', en: '英文名称', under: '移到哪一类之下', reason: '理由', position: '顺序',
      moveAdvice: '下级类别与属性随之移动，客户的类别不变。只能在同一大类之内移动。',
      retireAdvice: '停用后不再有新客户归入此类，已归入的客户与资料保留。',
      done: '已保存', yes: '是', no: '否', conflicts: { taken: '代码已被使用', retired: '上级类别已停用', cycle: '不能移到自己的下级之下', root: '只能在同一大类之内移动，大类本身不能移动或停用', children: '还有使用中的下级类别，请先停用它们' } as Record<string, string>, conflict: '现在不能这样改',
      steps: '历次改动', by: '经办', at: '时间', what: '内容', noSteps: '随系统提供，尚未改动',
      fields: { type: '类别', parent: '上级', path: '位置', zh: '中文名称', en: '英文名称', position: '顺序', state: '状态', attribute: '属性代码', kind: '数据种类', options: '选项', required: '必填', class: '数据级别', mask: '脱敏方式', searchable: '可查找', clearMay: '可看明文的权限', orgName: '部门', fromTypes: '本方类别', toTypes: '对方类别', mutual: '互为', zhBack: '对方看到（中文）', enBack: '对方看到（英文）', acyclic: '不得成环' } as Record<string, string>,
    },
    rule: {
      title: '客户分级规则', subtitle: '层级、状态与生命周期各按什么规则评定；规则有版本、有生效日，由第二人复核发布', kind: '规则种类', kinds: { level: '层级', status: '状态', stage: '生命周期' },
      holds: '现行', today: '现行规则', change: '拟定新版本', atLeast: '资产不低于', activeDays: '活跃：最近交易在多少天内', dormantDays: '沉寂：不超过多少天，再久为流失', newDays: '新客：开户多少天内', matureDays: '成熟：开户超过多少天', matureAum: '成熟：资产不低于',
      plan: '默认关怀计划', planOf: (stage: string) => `${stage}客户的关怀计划`, zh: '中文', en: '英文', days: (n: number) => `${n} 天`, above: (amount: string) => `${amount} 起`, none: '无账户', over: (n: number) => `超过 ${n} 天`, within: (n: number) => `${n} 天内`,
      try: '试算影响', trying: (customers: string, moved: string) => `在您可见的 ${customers} 位客户中，将有 ${moved} 位变动`, noMoves: '没有客户会变动', from: '现在', to: '将为', count: '客户数', unknown: '未评定',
      since: '生效日', note: '说明', propose: '送审', proposed: '已送审，等待第二人复核', pending: '已有一个版本在等待复核', wrong: '规则不完整或次序有误：门槛须逐级升高，天数须逐段增加', tooEarly: '生效日不能早于今天', ownOnly: '自己拟定的规则须由他人复核',
      versions: '历次版本', version: '版本', state: '状态', states: { proposed: '待复核', published: '已发布', refused: '已退回', withdrawn: '已撤回' }, maker: '拟定', checker: '复核', publish: '复核发布', refuse: '退回', withdraw: '撤回', refuseReason: '退回理由', judged: '已处理', refusedFor: (reason: string) => `退回：${reason}`, waits: '等待第二人复核', gone: '这个版本已经处理过', view: '查看', given: '随系统提供', named: (kind: string, version: string) => `${kind}规则第 ${version} 版`, always: '自始有效',
    },
    relation: {
      title: '客户关系类别', subtitle: '客户之间可以是什么关系，从双方各怎么称呼，允许哪些类别之间建立', add: '新增关系类别', edit: (name: string) => `修改 · ${name}`, type: '代码', typeWrong: '以小写字母开头，只用小写字母、数字与连字符',
      zh: '对方是本客户的（中文）', en: '对方是本客户的（英文）', zhBack: '本客户是对方的（中文）', enBack: '本客户是对方的（英文）', fromTypes: '本方可为', toTypes: '对方可为', mutual: '双方互称相同', carries: '传递', carriesHelp: '担保沿此传递债务，控制沿此汇总集团且不得成环',
      carried: { guarantee: '担保', control: '控制' }, state: '状态', retire: '停用', restore: '恢复使用', reads: '双方称呼', pairs: '允许的类别', wrong: '类别不存在，请重新选择', taken: '代码已被使用', advice: '“双方互称相同”定后不改。停用后不再新建，已有关系保留。',
    },
    attribute: {
      title: '补充属性', name: '名称', own: (n: number) => `本类 ${n} 项`, none: '此类客户没有补充属性', noneAdvice: '新增后立即可在客户页填写、由文件导入、按其查找',
      add: '新增属性', edit: (name: string) => `修改属性 · ${name}`, code: '属性代码', codeWrong: '以小写字母开头，只用字母与数字', codeHelp: '导入时以此对应列，定后不改',
      zh: '中文名称', en: '英文名称', kind: '数据种类', kinds: {
        text: '文本', day: '日期', amount: '金额', integer: '整数', number: '小数', boolean: '是否', choice: '选项', name: '姓名', idNumber: '证件号码', phone: '电话', email: '电子邮箱', address: '地址', birthday: '出生日期', accountNo: '账号', employer: '工作单位', income: '收入',
      },
      class: '数据级别', classes: { C1: 'C1 一般', C2: 'C2 敏感，加密存放并脱敏' }, neverStored: 'C3（密码、生物特征等）不存', personalClass: '个人信息须为 C2',
      mask: '脱敏方式', masks: { name: '按姓名', idNumber: '按证件号码', phone: '按电话', email: '按邮箱', address: '按地址', birthday: '按出生日期', accountNo: '按账号', employer: '按单位', income: '全部隐藏' },
      required: '必填', searchable: '可查找', clearMay: '可看明文的权限', clearHelp: '不选时，按角色的明文范围', options: '选项', option: '添加选项', optionCode: '代码', optionZh: '中文', optionEn: '英文', remove: '移除', needsOptions: '请至少给出一个选项，代码不重复',
      optionInUse: (code: string) => `选项 ${code} 已在使用，不能移除`, from: '来自', here: '本类', inherited: '继承', position: '顺序', state: '状态', retire: '停用此属性', restore: '恢复此属性', org: '所属部门', everyone: '全行', orgHelp: '选定后，其他部门看不到',
      advice: '种类、级别与代码定后不改；要改请停用后另立。',
    },
  },
  en: {
    model: {
      title: 'Customer types', subtitle: 'Which kinds of customers there are and what is asked of each; changes hold at once, without a restart',
      tree: 'Type tree', find: 'Find a type', none: 'No such type', choose: 'Choose a type on the left', path: 'Stands at', state: 'State', states: { active: 'In use', retired: 'Retired' }, version: 'Version',
      addUnder: 'Add below', rename: 'Rename', move: 'Move', retire: 'Retire', restore: 'Use again', customers: 'Customers of this type', who: 'Customers', retired: 'Retired',
      name: 'Code (last word)', nameWrong: 'Begins with a small letter; small letters and digits only', zh: 'Chinese name', en: 'English name', under: 'Move below', reason: 'Reason', position: 'Order',
      moveAdvice: 'Whatever stands below moves with it, customers keep their type. Within one root only.',
      retireAdvice: 'A retired type takes no new customer; those it has keep it and what is known of them.',
      done: 'Saved', yes: 'Yes', no: 'No', conflicts: { taken: 'The code is taken', retired: 'The type above is retired', cycle: 'A type cannot stand below itself', root: 'Only within one root; a root is neither moved nor retired', children: 'Types below it are in use: retire them first' } as Record<string, string>, conflict: 'This cannot be changed now',
      steps: 'Versions', by: 'By', at: 'When', what: 'What', noSteps: 'As delivered, never changed',
      fields: { type: 'Type', parent: 'Above', path: 'Place', zh: 'Chinese name', en: 'English name', position: 'Order', state: 'State', attribute: 'Attribute', kind: 'Kind', options: 'Options', required: 'Required', class: 'Class', mask: 'Mask', searchable: 'Searchable', clearMay: 'Seen in clear with', orgName: 'Department', fromTypes: 'Types here', toTypes: 'Types there', mutual: 'Mutual', zhBack: 'Seen from there (Chinese)', enBack: 'Seen from there (English)', acyclic: 'No cycles' } as Record<string, string>,
    },
    rule: {
      title: 'Grading rules', subtitle: 'By which rules level, status and life cycle are decided; versions with a first day, published by a second person', kind: 'Rule', kinds: { level: 'Level', status: 'Status', stage: 'Life cycle' },
      holds: 'Holds', today: 'The rule of today', change: 'Draft a version', atLeast: 'Assets at least', activeDays: 'Active: moved within days', dormantDays: 'Dormant: up to days, lost after', newDays: 'New: within days of opening', matureDays: 'Mature: after days', matureAum: 'Mature: assets at least',
      plan: 'Care plan', planOf: (stage) => `Care plan of ${stage} customers`, zh: 'Chinese', en: 'English', days: (n) => `${n} days`, above: (amount) => `from ${amount}`, none: 'no account', over: (n) => `over ${n} days`, within: (n) => `within ${n} days`,
      try: 'Try it', trying: (customers, moved) => `Of ${customers} customers in your sight ${moved} would stand elsewhere`, noMoves: 'Nobody would stand elsewhere', from: 'Now', to: 'Then', count: 'Customers', unknown: 'Not graded',
      since: 'Holds from', note: 'Note', propose: 'Propose', proposed: 'Proposed; a second person checks it', pending: 'A version is waiting already', wrong: 'Not whole or out of order: thresholds rise, days grow', tooEarly: 'It cannot hold before today', ownOnly: 'Your own rule is checked by another',
      versions: 'Versions', version: 'Version', state: 'State', states: { proposed: 'Waiting', published: 'Published', refused: 'Sent back', withdrawn: 'Withdrawn' }, maker: 'Proposed by', checker: 'Checked by', publish: 'Publish', refuse: 'Send back', withdraw: 'Withdraw', refuseReason: 'Why sent back', judged: 'Done', refusedFor: (reason) => `Sent back: ${reason}`, waits: 'A second person is to check it', gone: 'This version has been judged already', view: 'Look', given: 'as delivered', named: (kind, version) => `${kind} rule, version ${version}`, always: 'the beginning',
    },
    relation: {
      title: 'Kinds of relation', subtitle: 'How customers may stand to each other, what each calls the other, and between which types', add: 'Add a kind', edit: (name) => `Change · ${name}`, type: 'Code', typeWrong: 'Begins with a small letter; small letters, digits and hyphens',
      zh: 'The other is my (Chinese)', en: 'The other is my (English)', zhBack: 'I am the other’s (Chinese)', enBack: 'I am the other’s (English)', fromTypes: 'Allowed here', toTypes: 'Allowed there', mutual: 'Reads alike from both sides', carries: 'Carries', carriesHelp: 'A guarantee carries debts; control rolls a group up and never runs in a circle',
      carried: { guarantee: 'Guarantee', control: 'Control' }, state: 'State', retire: 'Retire', restore: 'Use again', reads: 'From both sides', pairs: 'Allowed types', wrong: 'No such type: choose again', taken: 'The code is taken', advice: 'Whether it reads alike never changes. Retired, it takes no new relation; those there are stay.',
    },
    attribute: {
      title: 'Attributes', name: 'Name', own: (n) => `${n} of its own`, none: 'Nothing more is asked of these customers', noneAdvice: 'What you add can be typed, imported and searched at once',
      add: 'Add an attribute', edit: (name) => `Change · ${name}`, code: 'Attribute code', codeWrong: 'Begins with a small letter; letters and digits only', codeHelp: 'Interfaces map columns to this name; it never changes',
      zh: 'Chinese name', en: 'English name', kind: 'Kind', kinds: {
        text: 'Text', day: 'Day', amount: 'Amount', integer: 'Whole number', number: 'Number', boolean: 'Yes or no', choice: 'Choice', name: 'Name', idNumber: 'Document number', phone: 'Phone', email: 'E-mail', address: 'Address', birthday: 'Birthday', accountNo: 'Account number', employer: 'Employer', income: 'Income',
      },
      class: 'Data class', classes: { C1: 'C1 ordinary', C2: 'C2 sensitive: sealed and masked' }, neverStored: 'C3 data (passwords, biometrics, one-time codes) is never stored', personalClass: 'Personal data is C2',
      mask: 'Mask', masks: { name: 'as a name', idNumber: 'as a document number', phone: 'as a phone', email: 'as an e-mail', address: 'as an address', birthday: 'as a birthday', accountNo: 'as an account', employer: 'as an employer', income: 'hidden whole' },
      required: 'Required', searchable: 'Searchable', clearMay: 'Seen in clear with', clearHelp: 'None chosen: as the role sees this kind', options: 'Options', option: 'Add an option', optionCode: 'Code', optionZh: 'Chinese', optionEn: 'English', remove: 'Remove', needsOptions: 'Give at least one option, each with a code of its own',
      optionInUse: (code) => `Option ${code} is in use and stays`, from: 'From', here: 'this type', inherited: 'inherited', position: 'Order', state: 'State', retire: 'Retire this attribute', restore: 'Use again', org: 'Department', everyone: 'Whole bank', orgHelp: 'An attribute of one department is not seen by the others',
      advice: 'Kind, class and code never change: retire it and declare another.',
    },
  },
})

/** What is delivered with the system has held ever since. */
const BEGINNING = '1900-01-01'

/** A rule as people call it, and from when it holds: its day, or a word where it has held from the beginning. Rules are numbered within their kind: `status-1`. */
export function ruleWords({ kind, rule, since }: { kind: 'level' | 'status' | 'stage'; rule: string; since: string }): { name: string; day: string | null; always: string } {
  return { name: t.rule.named(t.rule.kinds[kind], rule.slice(kind.length + 1)), day: since === BEGINNING ? null : since, always: t.rule.always }
}
