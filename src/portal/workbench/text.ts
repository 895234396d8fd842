import { text } from '#kernel/text'

export const t = text({
  zh: {
    title: '我的工作台',
    figures: {
      aum: '管户资产', aumHead: '管户与待分配资产', customers: (n: string) => `${n} 位客户`, change: '净流入', mixed: '另有外币未折算', in: '最近一日转入', out: '最近一日转出', before: '前一日',
      matures: '30 天内到期', birthdays: '7 天内生日', moves: '7 天内大额变动', unowned: '待分配客户', count: '管户客户', all: '查看名单',
      birthdaysToday: (n: number) => (n === 0 ? '今天没有' : `今天 ${n} 位`), least: '单笔不低于', manyUnowned: '999+', assign: '尚无客户经理',
    },
    next: {
      title: '下一步：先联系谁，为什么', rule: (version: string) => `按账务事实排序（规则第 ${version} 版），未使用模型`, empty: '今天没有需要优先联系的客户', emptyAdvice: '没有逾期、临近到期、大额变动或生日；可从客户名单中安排回访。',
      none: '名下还没有客户', noneAdvice: '客户分配给您之后，这里会列出先联系谁、为什么。', toUnowned: '查看待分配客户',
      overdue: (money: string) => `逾期 ${money}，尽快联系，了解还款安排`,
      matures: (what: string, money: string, day: string, when: string) => `${what} ${money} ${day} 到期（${when}），提前沟通续存或转投`,
      loanDue: (money: string, day: string, when: string) => `贷款 ${money} ${day} 到期（${when}），确认还款资金`,
      largeOut: (day: string, money: string) => `${day} 单笔转出 ${money}，了解资金去向`,
      largeIn: (day: string, money: string) => `${day} 单笔转入 ${money}，沟通资金安排`,
      shrinking: (money: string) => `本月净流出 ${money}，占资产两成以上，了解原因并挽留`,
      nearing: (level: string, money: string) => `距${level}客户还差 ${money}，可提示升级权益`,
      birthday: (when: string) => `${when}生日，宜致问候`,
      idle: (days: number, money: string) => `已 ${days} 天没有主动交易，资产 ${money}，宜回访`,
      and: '；', deposit: '存款', today: '今天', tomorrow: '明天', inDays: (n: number) => `${n} 天后`,
    },
    soon: { matures: '临近到期', contracts: '合同续签提醒', birthdays: '近日生日', none: '30 天内没有到期', noBirthday: '7 天内没有生日', all: '全部', ages: (n: number) => `${n} 岁` },
    drawer: {
      in: '最近一日转入', out: '最近一日转出', matures: '30 天内到期的存款、产品与贷款', birthdays: '7 天内生日', moves: '7 天内大额变动', unowned: '待分配客户',
      none: '没有记录', customer: '客户', account: '账号', at: '时间', amount: '金额', kind: '类型', counterparty: '对方', summary: '摘要', product: '产品', maturesOn: '到期日', left: '剩余',
      birthday: '出生日期', on: '生日', age: '年满', aum: '资产', branch: '所属机构', status: '状态', level: '层级', days: (n: number) => `${n} 天`,
      own: '本人账户之间的划转与申购赎回不计在内', measure: '大额标准（元）', measureWrong: '请填写大于 0 的金额，最多两位小数', holding: '理财产品',
    },
  },
  en: {
    title: 'My workbench',
    figures: {
      aum: 'Assets of my book', aumHead: 'Mine and unassigned', customers: (n) => `${n} customers`, change: 'net in', mixed: 'other currencies not converted', in: 'In on the last day', out: 'Out on the last day', before: 'day before',
      matures: 'Ends within 30 days', birthdays: 'Birthdays in 7 days', moves: 'Large moves, 7 days', unowned: 'Unassigned', count: 'My customers', all: 'See the list',
      birthdaysToday: (n) => (n === 0 ? 'none today' : `${n} today`), least: 'single, from', manyUnowned: '999+', assign: 'no manager yet',
    },
    next: {
      title: 'Next: whom to call first, and why', rule: (version) => `Ordered from the books by rule ${version}; no model`, empty: 'Nobody presses today', emptyAdvice: 'No late debt, nothing ending soon, no large move, no birthday. Choose someone from the list to call on.',
      none: 'No customers are yours yet', noneAdvice: 'Once customers are assigned to you, this says whom to call first, and why.', toUnowned: 'See the unassigned',
      overdue: (money) => `${money} overdue: call soon and settle how it will be paid`,
      matures: (what, money, day, when) => `${what} of ${money} ends ${day} (${when}): talk about renewing`,
      loanDue: (money, day, when) => `Loan of ${money} is due ${day} (${when}): make sure the money is there`,
      largeOut: (day, money) => `${money} left in one go on ${day}: ask where it went`,
      largeIn: (day, money) => `${money} came in one go on ${day}: ask what it is for`,
      shrinking: (money) => `${money} net left this month, a fifth of the assets or more: ask why`,
      nearing: (level, money) => `${money} short of ${level}: mention what it brings`,
      birthday: (when) => `Birthday ${when}: send wishes`,
      idle: (days, money) => `No move of their own for ${days} days with ${money} here: worth a call`,
      and: '; ', deposit: 'Deposit', today: 'today', tomorrow: 'tomorrow', inDays: (n) => `in ${n} days`,
    },
    soon: { matures: 'Ending soon', contracts: 'Contracts to renew', birthdays: 'Birthdays', none: 'Nothing ends within 30 days', noBirthday: 'No birthday within 7 days', all: 'All', ages: (n) => `${n} years` },
    drawer: {
      in: 'In on the last day', out: 'Out on the last day', matures: 'Deposits, products and loans ending within 30 days', birthdays: 'Birthdays within 7 days', moves: 'Large moves of 7 days', unowned: 'Unassigned customers',
      none: 'No rows', customer: 'Customer', account: 'Account', at: 'Time', amount: 'Amount', kind: 'Kind', counterparty: 'Counterparty', summary: 'Summary', product: 'Product', maturesOn: 'Ends on', left: 'Left',
      birthday: 'Born', on: 'Birthday', age: 'Turns', aum: 'Assets', branch: 'Branch', status: 'Status', level: 'Level', days: (n) => `${n} days`,
      own: 'Moves between own accounts and into products of the bank are left out', measure: 'Large from (CNY)', measureWrong: 'An amount above 0 with two decimals at most', holding: 'Product',
    },
  },
})
