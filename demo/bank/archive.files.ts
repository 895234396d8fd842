/** What the systems know of their customers beyond who they are: points, ratings, careers, contact points, addresses, feedback; of companies people and contracts. */
import { addMonths, partsOf, writeDay } from './days.ts'
import type { Cell, Layout } from './files.ts'
import { drawName } from './names.ts'
import { Random } from './random.ts'
import type { CompanyEntered, Entered } from './register.ts'

const house = { encoding: 'utf-8', delimiter: ',', quote: 'needed', end: '\n' } as const
export const POINTS: Layout = { ...house, path: 'card/CARD_POINTS_{day}.csv', columns: ['SEQ_NO', 'CUST_NO', 'TXN_TYPE', 'POINTS', 'TXN_DT', 'EXP_DT', 'MEMO'] }
export const ADDRESSES: Layout = { ...house, path: 'card/CARD_ADDR_{day}.csv', columns: ['ADDR_ID', 'CUST_NO', 'ADDR_TYPE', 'ADDRESS', 'VERIFY_DT', 'VERIFY_BY'] }
export const RATINGS: Layout = { ...house, path: 'loan/loan_rating_{day}.csv', columns: ['ratingNo', 'borrowerId', 'ratingType', 'grade', 'score', 'model', 'modelVersion', 'ratedOn', 'validTo', 'approver'] }
export const CAREERS: Layout = { ...house, path: 'loan/loan_career_{day}.csv', columns: ['itemNo', 'borrowerId', 'itemType', 'itemName', 'detail', 'startDate'] }
export const CONTACTS: Layout = { ...house, path: 'mobile/mb_contact_{day}.csv', columns: ['contact_id', 'user_id', 'contact_type', 'contact_value', 'best_time', 'verified_on'] }
export const FEEDBACK: Layout = { ...house, path: 'mobile/mb_feedback_{day}.csv', columns: ['feedback_id', 'user_id', 'given_on', 'topic', 'content', 'mood', 'state', 'outcome'] }
export const PEOPLE: Layout = { ...house, path: 'corporate/CRP_CONTACT_{day}.csv', columns: ['CONTACT_NO', 'ENT_NO', 'NAME', 'ROLE', 'POWER', 'TITLE', 'PHONE'] }
export const CONTRACTS: Layout = { ...house, path: 'corporate/CRP_CONTRACT_{day}.csv', columns: ['CONTRACT_NO', 'ENT_NO', 'TITLE', 'TYPE', 'AMOUNT', 'SIGN_DT', 'BEGIN_DT', 'END_DT'] }
export const LAYOUTS: readonly Layout[] = [POINTS, ADDRESSES, RATINGS, CAREERS, CONTACTS, FEEDBACK, PEOPLE, CONTRACTS]

type Row = [Layout, Cell[]]

/** Rows of one record, drawn from its own number: nobody else's luck moves with them. */
export function rowsOf({ system, key, seen }: Pick<Entered, 'system' | 'key' | 'seen'>, asOf: number): Row[] {
  const random = new Random('archive', system, key)
  if (system === 'card') return [...points(random, key, asOf), ...(seen.address === '' ? [] : [address(random, key, seen.address, asOf)])]
  if (system === 'loan') return [...ratings(random, key, asOf), ...career(random, key, seen.employer, seen.occupation, asOf)]
  return system === 'mobile' ? [...contacts(random, key, seen.email, asOf), ...feedback(random, key, asOf)] : []
}

export function companyRowsOf({ system, key, seen }: Pick<CompanyEntered, 'system' | 'key' | 'seen'>, asOf: number): Row[] {
  if (system !== 'corporate') return []
  const random = new Random('archive', system, key)
  return [...people(random, key, seen.legalName, asOf), ...contracts(random, key, asOf)]
}

const day = (at: number): string => writeDay(at, 'dashed')

function points(random: Random, key: string, asOf: number): Row[] {
  const rows: Row[] = []
  let balance = 0
  for (let month = 11; month >= 0; month--) {
    const on = addMonths(asOf, -month) - random.between(1, 20)
    const earned = random.between(80, 2600)
    rows.push([POINTS, [`${key}-${12 - month}E`, key, 'E', earned, day(on), day(addMonths(on, 24)), '刷卡消费累积']])
    balance += earned
    if (!random.chance(0.12) || balance < 2000) continue
    const spent = random.between(5, Math.floor(balance / 200)) * 100
    balance -= spent
    rows.push([POINTS, [`${key}-${12 - month}S`, key, 'S', spent, day(on + 1), '', random.pick(['兑换话费', '兑换加油券', '兑换超市卡', '兑换视频会员'])]])
  }
  return rows
}

function address(random: Random, key: string, written: string, asOf: number): Row {
  const isVerified = random.chance(0.6)
  return [ADDRESSES, [`${key}-1`, key, random.chance(0.8) ? 'HOME' : 'BILL', written, isVerified ? day(asOf - random.between(30, 700)) : '', isVerified ? random.pick(['DOC', 'MAIL', 'BILL']) : '']]
}

function ratings(random: Random, key: string, asOf: number): Row[] {
  const score = random.between(520, 820)
  const grade = score >= 760 ? 'AAA' : score >= 700 ? 'AA' : score >= 640 ? 'A' : score >= 580 ? 'BBB' : 'BB'
  const on = asOf - random.between(20, 330)
  return [[RATINGS, [`${key}-C`, key, 'CREDIT', grade, score, '个人信用评分卡', `${random.between(2, 4)}.0`, day(on), day(addMonths(on, 12)), random.pick(['授信审批部', '个贷中心'])]]]
}

function career(random: Random, key: string, employer: string, occupation: string, asOf: number): Row[] {
  const school = random.pick(['云岫大学', '江北师范学院', '南屏职业技术学院', '临溪理工大学', '东陵财经大学'])
  const rows: Row[] = [[CAREERS, [`${key}-E`, key, 'EDU', school, random.pick(['本科', '本科', '大专', '硕士']), day(asOf - random.between(3000, 8000))]]]
  return employer === '' ? rows : [...rows, [CAREERS, [`${key}-J`, key, 'JOB', employer, occupation, day(asOf - random.between(300, 3000))]]]
}

function contacts(random: Random, key: string, email: string, asOf: number): Row[] {
  const rows: Row[] = [[CONTACTS, [`${key}-w`, key, 'wechat', `wx_${random.digits(8)}`, random.pick(['evening', 'noon', 'any']), '']]]
  return /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(email) && random.chance(0.7) ? [...rows, [CONTACTS, [`${key}-m`, key, 'email', email, 'any', day(asOf - random.between(10, 400))]]] : rows
}

const SAYINGS = [
  ['product', '定期到期后能不能自动转成利率更高的产品？', 'neutral', 'open', ''], ['service', '柜面等了将近一个小时，希望多开窗口。', 'bad', 'following', '已转网点负责人'], ['system', '新版手机银行转账很快，界面清楚。', 'good', 'none', ''],
  ['fee', '短信费扣得不明不白，请说明。', 'bad', 'done', '已解释并退还当月短信费'], ['staff', '客户经理讲得很耐心，理财风险说得清楚。', 'good', 'none', ''], ['system', '夜间登录经常要重新验证，不方便。', 'bad', 'open', ''],
] as const

function feedback(random: Random, key: string, asOf: number): Row[] {
  if (!random.chance(0.3)) return []
  const [topic, content, mood, state, outcome] = random.pick(SAYINGS)
  return [[FEEDBACK, [`${key}-f`, key, day(asOf - random.between(1, 240)), topic, content, mood, state, outcome]]]
}

function people(random: Random, key: string, legalName: string, asOf: number): Row[] {
  const { year } = partsOf(asOf)
  const someone = (): string => drawName(random, random.chance(0.5) ? 'F' : 'M', year - random.between(28, 55)).name
  const phone = (): string => `1${random.pick(['38', '39', '58', '86'])}${random.digits(8)}`
  const legal: Row[] = legalName === '' ? [] : [[PEOPLE, [`${key}-1`, key, legalName, 'FR', 'D', '董事长', phone()]]]
  return [...legal, [PEOPLE, [`${key}-2`, key, someone(), 'CW', 'A', '财务总监', phone()]], [PEOPLE, [`${key}-3`, key, someone(), 'JB', 'H', '会计', phone()]]]
}

function contracts(random: Random, key: string, asOf: number): Row[] {
  return [['授信额度合同', 'SX', 1_000_000], ['代发工资协议', 'DF', 0], ['结算账户服务协议', 'JS', 0]].flatMap(([title, type, least], nth): Row[] => {
    if (nth > 0 && !random.chance(0.6)) return []
    const begin = asOf - random.between(40, 355)
    const worth = Number(least) === 0 ? '' : Number(least) * random.between(1, 30)
    return [[CONTRACTS, [`${key}-HT${nth + 1}`, key, title, type, worth, day(begin - 7), day(begin), day(addMonths(begin, 12))]]]
  })
}
