/** Companies and institutions of the town. One is a function of the seed and its number alone, so that people can work for it before it is met. */
import { drawGivenName, drawSurname } from './names.ts'
import { creditCode, orgCheckDigit } from './numbers.ts'
import { DISTRICTS, districtAt, drawAddress, landline, type Address } from './places.ts'
import { Random } from './random.ts'

export type Company = {
  index: number
  name: string
  /** As its older papers have it, and as a hurried clerk does. */
  formerName: string
  kind: 'E' | 'P'
  credit: string
  orgCode: string
  industry: string
  group: string
  phone: string
  oldPhone: string
  email: string
  address: Address
  oldAddress: Address
  branch: number
  /** Yearly turnover in yuan. */
  turnover: number
}

export const PEOPLE_PER_COMPANY = 25
// One company in fifteen belongs to a group of four.
const GROUP_EVERY = 60
const GROUP_SIZE = 4
// Everybody's employer is one of so many, whether or not it banks here.
const EMPLOYERS = 4000

const WORDS = '远航 恒泰 瑞丰 宏图 天成 嘉和 博远 鼎新 盛源 启明 华耀 中禾 安泽 信达 润泽 鹏举 联创 同济 卓越 汇通 金石 德润 元亨 利丰 海纳 百川 云帆 晟世 凯旋 东篱 新桥 长青 立诚 朗月 沐阳 锐思 景行 泰和 弘毅 兆丰'.split(' ')
const TRADES: [string, string][] = [
  ['F', '贸易'], ['F', '商贸'], ['F', '供应链'], ['C', '机械'], ['C', '电子'], ['C', '纺织'], ['C', '新材料'], ['C', '食品'], ['E', '建筑工程'], ['E', '装饰'],
  ['I', '网络科技'], ['I', '软件'], ['I', '信息技术'], ['M', '生物科技'], ['L', '商务咨询'], ['L', '人力资源'], ['G', '物流'], ['H', '餐饮管理'], ['K', '置业'], ['A', '农业发展'],
]
const INSTITUTIONS: [string, string][] = [['P', '第三实验小学'], ['P', '育才中学'], ['Q', '人民医院'], ['Q', '社区卫生服务中心'], ['S', '图书馆'], ['S', '水务管理所'], ['P', '职业技术学院'], ['S', '不动产登记中心']]

export function companyAt(seed: string | number, index: number): Company {
  const random = new Random(seed, 'company', index)
  const branch = random.below(DISTRICTS.length)
  const isPublic = random.chance(0.06)
  const group = groupOf(seed, index)
  const named = isPublic ? nameInstitution(random, branch) : nameCompany(random, branch, group)
  const orgCode = `${random.pick(['MA', '7', '6', '5'])}${random.digits(8)}`.slice(0, 8)
  const full = orgCode + orgCheckDigit(orgCode)
  return {
    index, ...named, kind: isPublic ? 'P' : 'E', group: isPublic ? '' : group, branch,
    credit: creditCode(isPublic ? '12' : '91', districtAt(branch).code, full),
    orgCode: full,
    phone: landline(random, branch), oldPhone: landline(random, branch),
    email: random.chance(0.5) ? `office${random.below(100000)}@firm.example` : '',
    address: drawAddress(random, branch), oldAddress: drawAddress(random, branch),
    turnover: random.around(4_000_000, 1.5),
  }
}

export function employerOf(seed: string | number, random: Random): string {
  return companyAt(seed, random.below(EMPLOYERS)).name
}

export function drawLegalName(random: Random): string {
  return drawSurname(random) + drawGivenName(random, random.chance(0.75) ? 'M' : 'F', random.between(1958, 1990))
}

function groupOf(seed: string | number, index: number): string {
  if (index % GROUP_EVERY >= GROUP_SIZE) return ''
  const random = new Random(seed, 'group', Math.floor(index / GROUP_EVERY))
  return `${random.pick(WORDS)}${random.pick(['控股', '实业', '投资'])}集团有限公司`
}

function nameCompany(random: Random, branch: number, group: string): Pick<Company, 'name' | 'formerName' | 'industry'> {
  const town = districtAt(branch).city.slice(0, -1)
  const word = group === '' ? random.pick(WORDS) + (random.chance(0.5) ? random.pick([...'兴盛达通泰丰隆']) : '') : group.slice(0, 2)
  const [industry, trade] = random.pick(TRADES)
  const stem = random.chance(0.15) ? `${word}(${town})${trade}` : `${town}${word}${trade}`
  const form = random.chance(0.06) ? '股份有限公司' : '有限公司'
  const former = [stem.replace('(', '(').replace(')', ')') + form, stem + (form === '有限公司' ? '有限责任公司' : form), stem + '公司', stem]
  return { name: stem + form, formerName: random.pick(former), industry }
}

function nameInstitution(random: Random, branch: number): Pick<Company, 'name' | 'formerName' | 'industry'> {
  const { city, district } = districtAt(branch)
  const [industry, kind] = random.pick(INSTITUTIONS)
  return { name: `${city}${district}${kind}`, formerName: `${district}${kind}`, industry }
}
