/** The invented bank itself: 云岫银行, its branches, its staff and what it sells. The same for every random seed, so that people can be told who to sign in as. */
import { drawName, latin } from './names.ts'
import { DISTRICTS } from './places.ts'
import { mobileNumber } from './numbers.ts'
import { Random } from './random.ts'

export const BANK = '云岫银行'
export type Org = { code: string; name: string; parent: string; type: '1' | '2' | '3' | '9' }
export type Post = '客户经理' | '支行行长' | '营销' | '客服' | '风险经理' | '合规' | '数据管理员' | '系统管理员' | '安全管理员' | '审计管理员'
export type Employee = { number: string; name: string; login: string; org: string; post: Post; phone: string; email: string }
export type Product = { code: string; name: string; class: string; risk: string; days: number | null }

export const HEAD = '9000'
const HEAD_DEPARTMENTS = ['零售业务部', '公司业务部', '市场营销部', '客户服务中心', '风险管理部', '法律合规部', '数据管理部', '信息科技部', '信息安全部', '审计部']
const SUBBRANCH_DEPARTMENTS = ['零售业务部', '公司业务部']

/** The code of the 支行 of a district: 9101 … 9106, 9201 … */
export function subbranchOf(district: number): string {
  return String(9101 + Math.floor(district / 6) * 100 + (district % 6))
}

export function organisations(): Org[] {
  const head: Org[] = [{ code: HEAD, name: `${BANK}总行`, parent: '', type: '1' }, ...departments(HEAD, HEAD_DEPARTMENTS)]
  const branches = DISTRICTS.flatMap(({ city, district }, at): Org[] => {
    const town = city.slice(0, -1)
    const branch = String(9100 + Math.floor(at / 6) * 100)
    const code = subbranchOf(at)
    return [
      ...(at % 6 === 0 ? [{ code: branch, name: `${town}分行`, parent: HEAD, type: '2' as const }] : []),
      { code, name: `${town}${district.slice(0, -1)}支行`, parent: branch, type: '3' },
      ...departments(code, SUBBRANCH_DEPARTMENTS),
    ]
  })
  return [...head, ...branches]
}

/**
 * Staff stand where they must see: those who serve every customer, and the three administrators of the whole bank, at the
 * head office itself; relationship managers in their 支行. It is their roles that keep the administrators from customers.
 */
export function employees(): Employee[] {
  const posts: [string, Post, number][] = [
    [HEAD, '营销', 2], [HEAD, '客服', 4], [HEAD, '风险经理', 2], [HEAD, '合规', 2], [HEAD, '数据管理员', 2],
    [HEAD, '系统管理员', 1], [HEAD, '安全管理员', 1], [HEAD, '审计管理员', 1],
  ]
  for (const [at] of DISTRICTS.entries()) {
    if (at % 6 === 0) posts.push([String(9100 + (at / 6) * 100), '营销', 1], [String(9100 + (at / 6) * 100), '风险经理', 1])
    posts.push([subbranchOf(at), '支行行长', 1], [subbranchOf(at), '客户经理', 2 + ((at * 7) % 3)], [subbranchOf(at), '客服', 1])
  }
  const taken = new Set<string>()
  return posts.flatMap(([org, post, count]) => Array.from({ length: count }, () => ({ org, post }))).map(({ org, post }, at) => hire(org, post, at, taken))
}

const managers = Map.groupBy(employees().filter((one) => one.post === '客户经理'), (one) => one.org)
/** The relationship managers of a 支行, by staff number. */
export function managersOf(subbranch: string): string[] {
  return (managers.get(subbranch) ?? []).map((one) => one.number)
}

export const PRODUCTS: readonly Product[] = [
  { code: 'D01', name: '活期储蓄', class: '10', risk: '', days: null },
  { code: 'D11', name: '整存整取三个月', class: '10', risk: '', days: 91 },
  { code: 'D12', name: '整存整取六个月', class: '10', risk: '', days: 182 },
  { code: 'D13', name: '整存整取一年', class: '10', risk: '', days: 365 },
  { code: 'D14', name: '整存整取三年', class: '10', risk: '', days: 1096 },
  { code: 'D20', name: '大额存单三年期', class: '10', risk: '', days: 1096 },
  { code: 'D30', name: '七天通知存款', class: '10', risk: '', days: 7 },
  { code: 'D50', name: '单位活期存款', class: '10', risk: '', days: null },
  { code: 'D51', name: '单位定期存款一年', class: '10', risk: '', days: 365 },
  { code: 'D90', name: '云岫手机钱包', class: '10', risk: '', days: null },
  { code: 'K01', name: '云岫标准信用卡', class: '20', risk: '', days: null },
  { code: 'K02', name: '云岫金卡', class: '20', risk: '', days: null },
  { code: 'K03', name: '云岫白金卡', class: '20', risk: '', days: null },
  { code: 'K04', name: '云岫钻石卡', class: '20', risk: '', days: null },
  { code: 'L01', name: '个人住房按揭贷款', class: '30', risk: '', days: null },
  { code: 'L02', name: '个人消费贷款', class: '30', risk: '', days: null },
  { code: 'L03', name: '个人汽车贷款', class: '30', risk: '', days: null },
  { code: 'L04', name: '个人经营贷款', class: '30', risk: '', days: null },
  { code: 'W01', name: '云岫日日盈现金管理', class: '40', risk: 'R1', days: null },
  { code: 'W02', name: '云岫稳盈九十天', class: '40', risk: 'R2', days: 90 },
  { code: 'W03', name: '云岫稳盈一百八十天', class: '40', risk: 'R2', days: 180 },
  { code: 'W04', name: '云岫安享一年定开', class: '40', risk: 'R3', days: 365 },
  { code: 'W05', name: '云岫进取混合', class: '40', risk: 'R4', days: null },
  { code: 'W06', name: '云岫私享权益优选', class: '40', risk: 'R5', days: 730 },
  { code: 'F01', name: '住房公积金', class: '50', risk: '', days: null },
  { code: 'F11', name: '沪深指数增强基金(代销)', class: '50', risk: 'R4', days: null },
  { code: 'F12', name: '中短债基金(代销)', class: '50', risk: 'R2', days: null },
  { code: 'I01', name: '安心终身寿险(代销)', class: '60', risk: 'R1', days: null },
]

function departments(parent: string, names: string[]): Org[] {
  return names.map((name, at) => ({ code: parent + String(at + 1).padStart(2, '0'), name, parent, type: '9' as const }))
}

function hire(org: string, post: Post, at: number, taken: Set<string>): Employee {
  const random = new Random('staff', at)
  // The first relationship manager of the first 支行 is the one the demonstration introduces.
  const name = org === subbranchOf(0) && post === '客户经理' && !taken.has('chenjing') ? '陈静' : drawName(random, random.chance(0.5) ? 'M' : 'F', random.between(1970, 1999)).name
  let login = latin(name)
  for (let turn = 2; taken.has(login); turn++) login = latin(name) + turn
  taken.add(login)
  return { number: `Y${10001 + at}`, name, login, org, post, phone: mobileNumber(random), email: `${login}@yunxiu.example` }
}
