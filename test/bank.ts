/**
 * The named world of the tests: one bank, three branches, the people known by name. Small enough to know by heart.
 *
 *   总行 H
 *   ├── 北岸分行 N ── 青石桥支行 N1 (吴敏, 郑浩 · 行长 沈毅 · 客服 孔宁)    白塔支行 N2 (何静 · 行长 马兰)
 *   └── 南岸分行 S ── 柳浪支行 S1 (罗军 · 行长 唐可)
 *
 * 陈静 is 吴敏's at N1, and also keeps a card at N2: the customer of two branches.
 */
import { idCheckDigit } from '../src/center/identity/documents.ts'

export type Person = { staff: string; login: string; name: string; org: string; role: string }
const person = (staff: string, login: string, name: string, org: string, role: string): Person => ({ staff, login, name, org, role })

export const people = {
  wu: person('E1001', 'wumin', '吴敏', 'N1', 'rm'),
  zheng: person('E1002', 'zhenghao', '郑浩', 'N1', 'rm'),
  shen: person('E1003', 'shenyi', '沈毅', 'N1', 'head'),
  kong: person('E1004', 'kongning', '孔宁', 'N1', 'service'),
  he: person('E2001', 'hejing', '何静', 'N2', 'rm'),
  ma: person('E2002', 'malan', '马兰', 'N2', 'head'),
  luo: person('E3001', 'luojun', '罗军', 'S1', 'rm'),
  tang: person('E3002', 'tangke', '唐可', 'S1', 'head'),
  bei: person('E0101', 'beilei', '贝磊', 'N', 'head'),
  zhou: person('E0001', 'zhoumi', '周密', 'H', 'compliance'),
  qian: person('E0002', 'qianshu', '钱树', 'H', 'steward'),
  feng: person('E0003', 'fengxian', '冯宪', 'H', 'risk'),
  yan: person('E0004', 'yanqing', '颜青', 'H', 'marketing'),
  xi: person('E0005', 'xiguan', '席冠', 'H', 'system-admin'),
  an: person('E0006', 'anquan', '安泉', 'H', 'security-admin'),
  ji: person('E0007', 'jishen', '季深', 'H', 'audit-admin'),
} satisfies Record<string, Person>

export const PASSWORD = 'Yuqi-Lanting-27!'
export const AS_OF = '2026-11-20'

const id = (body17: string) => body17 + idCheckDigit(body17)
const customer = (key: string, name: string, idNumber: string, phone: string, org: string, owner: string | null, extra: Record<string, string> = {}) => ({
  key, kind: 'retail', name, idType: 'id-card', idNumber, phone, org, owner, openedOn: '2021-03-04', updatedOn: '2026-01-05', ...extra,
})

/** Records of the savings system, by a short name of ours; `key` is the system's own customer number. */
export const records = {
  chen: customer('S0001', '陈静', id('32010219880412302'), '13811110001', 'N1', 'E1001', { gender: 'F', birthday: '1988-04-12', address: '江苏省南京市玄武区柳岸路12号3栋502室', employer: '江州设计院' }),
  zhang: customer('S0002', '张伟', id('32010219790925101'), '13811110002', 'N2', 'E2001', { gender: 'M', birthday: '1979-09-25' }),
  li: customer('S0003', '李明', id('32050219900101001'), '13811110003', 'S1', 'E3001', { gender: 'M', birthday: '1990-01-01' }),
  wang: customer('S0004', '王芳', id('32010219951124004'), '13811110004', 'N1', null, { gender: 'F', birthday: '1995-11-24' }),
  ouyang: customer('S0005', '欧阳修远', id('32010219650830003'), '13811110005', 'N1', 'E1002', { gender: 'M', birthday: '1965-08-30' }),
  rare: customer('S0006', '𠮷田䶮', id('32010220010203002'), '13811110006', 'N1', 'E1001', { gender: 'F', birthday: '2001-02-03' }),
}
/** Records of the card system: 陈静 again, at another branch, with her number in lower detail. */
export const cardRecords = {
  chen: { ...customer('K0001', '陈靜', records.chen.idNumber, '13911110001', 'N2', null, { gender: 'F' }), address: '江苏省南京市秦淮区观澜街8号' },
  zhang: customer('K0002', '张伟', records.zhang.idNumber, '13811110002', 'N2', 'E2001', { gender: 'M' }),
}
export const companies = {
  jiangcheng: { key: 'C0001', kind: 'corporate', name: '江城精工机械有限公司', idType: 'uscc', idNumber: '91320102MA1XK2P852', phone: '02584440001', org: 'N2', owner: 'E2001', legalName: '张伟', legalIdNumber: records.zhang.idNumber, industry: '制造业', openedOn: '2019-06-01', updatedOn: '2026-02-01' },
}

const account = (key: string, customerKey: string, org: string, kind: string, balance: string, extra: Record<string, string> = {}) => ({
  key, customer: customerKey, org, kind, currency: 'CNY', balance, openedOn: '2021-03-04', status: 'open', ...extra,
})
export const accounts = {
  chenSavings: account('6222020001', 'S0001', 'N1', 'deposit', '182300.50', { subkind: 'demand' }),
  chenTime: account('6222020002', 'S0001', 'N1', 'deposit', '300000.00', { subkind: 'time', maturesOn: '2026-12-05', rate: '1.35' }),
  zhangSavings: account('6222020003', 'S0002', 'N2', 'deposit', '45200.00', { subkind: 'demand' }),
  liSavings: account('6222020004', 'S0003', 'S1', 'deposit', '9100.00', { subkind: 'demand' }),
  wangSavings: account('6222020005', 'S0004', 'N1', 'deposit', '1200.00', { subkind: 'demand' }),
  ouyangSavings: account('6222020006', 'S0005', 'N1', 'deposit', '2600000.00', { subkind: 'demand' }),
}
export const cards = {
  chenCard: account('6258010001', 'K0001', 'N2', 'card', '-3260.40', { limit: '50000.00' }),
  zhangCard: account('6258010002', 'K0002', 'N2', 'card', '-120.00', { limit: '20000.00' }),
}

const move = (key: string, accountKey: string, at: string, amount: string, balance: string, kind: string, summary: string, extra: Record<string, string> = {}) => ({ key, account: accountKey, at, amount, balance, kind, summary, ...extra })
export const transactions = [
  move('T01', '6222020001', '2026-10-15T09:12:00+08:00', '18500.00', '90300.50', 'salary', '代发工资 院办', { counterparty: '江州设计院' }),
  move('T02', '6222020001', '2026-11-15T09:12:00+08:00', '18500.00', '102300.50', 'salary', '代发工资 院办', { counterparty: '江州设计院' }),
  move('T03', '6222020001', '2026-11-20T10:30:00+08:00', '80000.00', '182300.50', 'transfer', '转入', { counterparty: '陈建国' }),
  move('T04', '6222020003', '2026-11-19T16:00:00+08:00', '-4800.00', '45200.00', 'purchase', '消费', { merchant: '白塔百货', mcc: '5311' }),
  move('T05', '6222020004', '2026-11-20T03:02:00+08:00', '-900.00', '9100.00', 'withdrawal', 'ATM取现', { place: '柳浪支行' }),
  move('T06', '6222020006', '2026-11-20T11:00:00+08:00', '-200000.00', '2600000.00', 'transfer', '转出', { counterparty: '他行账户' }),
]
export const cardTransactions = [
  move('P01', '6258010001', '2026-11-18T20:11:00+08:00', '-860.40', '-3260.40', 'purchase', '消费', { merchant: '观澜餐厅', mcc: '5812' }),
  move('P02', '6258010002', '2026-11-12T12:00:00+08:00', '-120.00', '-120.00', 'purchase', '消费', { merchant: '便利店', mcc: '5411' }),
]

const org = (key: string, name: string, parent: string | null, kind: string, order: string) => ({ key, name, parent, kind, order })
const both = (zh: string, en: string) => ({ zh, en })

/** The bank as declarations with inline rows: it enters through the same door as any bank's files. */
export const declarations = [
  {
    source: 'hr', title: both('人力资源', 'Human resources'), zone: 'Asia/Shanghai',
    interfaces: [
      {
        name: 'hr.org', title: both('机构', 'Organisation'), entity: 'access.org',
        rows: [
          org('H', '江州银行总行', null, 'head', '1'), org('N', '北岸分行', 'H', 'branch', '1'), org('S', '南岸分行', 'H', 'branch', '2'),
          org('N1', '青石桥支行', 'N', 'subbranch', '1'), org('N2', '白塔支行', 'N', 'subbranch', '2'), org('S1', '柳浪支行', 'S', 'subbranch', '1'),
        ],
      },
      { name: 'hr.staff', title: both('员工', 'Staff'), entity: 'access.staff', rows: Object.values(people).map(({ staff, ...rest }) => ({ key: staff, ...rest })) },
    ],
  },
  {
    source: 'savings', title: both('储蓄核心系统', 'Savings core'), zone: 'Asia/Shanghai',
    interfaces: [
      { name: 'savings.customer', title: both('储蓄客户', 'Savings customers'), entity: 'identity.record', rows: Object.values(records) },
      { name: 'savings.account', title: both('储蓄账户', 'Savings accounts'), entity: 'account.account', rows: Object.values(accounts) },
      { name: 'savings.transaction', title: both('储蓄交易', 'Savings transactions'), entity: 'account.transaction', rows: transactions },
    ],
  },
  {
    source: 'card', title: both('信用卡系统', 'Card system'), zone: 'Asia/Shanghai',
    interfaces: [
      { name: 'card.customer', title: both('信用卡客户', 'Card customers'), entity: 'identity.record', rows: Object.values(cardRecords) },
      { name: 'card.account', title: both('信用卡', 'Cards'), entity: 'account.account', rows: Object.values(cards) },
      { name: 'card.transaction', title: both('信用卡交易', 'Card transactions'), entity: 'account.transaction', rows: cardTransactions },
    ],
  },
  {
    source: 'corporate', title: both('对公系统', 'Corporate system'), zone: 'Asia/Shanghai',
    interfaces: [{ name: 'corporate.customer', title: both('对公客户', 'Corporate customers'), entity: 'identity.record', rows: Object.values(companies) }],
  },
]
