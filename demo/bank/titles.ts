/** How firms are called: registered once in a town, and written down in many ways. */
import { homophone, latin, traditional } from './names.ts'
import { Random } from './random.ts'

/** 杭州|恒远|贸易|有限公司, and which town's 分公司 it is, if it is one. */
export type Title = { place: string; bracketed: boolean; word: string; trade: Trade; form: string; branch: string }
export type Trade = { industry: string; name: string; english: string }

const HEADS = '恒瑞宏天嘉博鼎盛启华中安信润鹏联同卓汇金德元利海百云晟凯东新长立朗沐锐景弘兆亿君优正广富国科智'
const TAILS = '航泰丰图成和远源明耀禾泽达举创济越通石亨纳川帆世旋桥青诚月阳思行毅林峰腾翔睿恩'
const WORDS = HEADS.length * TAILS.length
const TRADES: readonly Trade[] = [
  ['F', '贸易', 'Trading'], ['F', '商贸', 'Commerce'], ['F', '供应链管理', 'Supply Chain'], ['C', '机械', 'Machinery'], ['C', '电子', 'Electronics'], ['C', '纺织', 'Textile'],
  ['C', '新材料', 'New Material'], ['C', '食品', 'Foods'], ['E', '建筑工程', 'Construction'], ['E', '装饰工程', 'Decoration'], ['I', '网络科技', 'Network Technology'],
  ['I', '软件', 'Software'], ['I', '信息技术', 'Information Technology'], ['M', '生物科技', 'Biotech'], ['L', '商务咨询', 'Consulting'], ['L', '人力资源', 'Human Resources'],
  ['G', '物流', 'Logistics'], ['H', '餐饮管理', 'Catering'], ['K', '置业', 'Real Estate'], ['A', '农业发展', 'Agriculture'],
].map(([industry = '', name = '', english = '']) => ({ industry, name, english }))
// As many as there are trades, so that a firm's place in one list is its place in the other.
const INSTITUTIONS: readonly Trade[] = [
  ['P', '小学', 'Primary School'], ['P', '实验小学', 'Experimental Primary School'], ['P', '中学', 'Middle School'], ['P', '实验中学', 'Experimental Middle School'],
  ['P', '幼儿园', 'Kindergarten'], ['P', '艺术幼儿园', 'Art Kindergarten'], ['P', '职业技术学院', 'Vocational College'], ['P', '技工学校', 'Technical School'],
  ['P', '老年大学', 'University of the Aged'], ['Q', '医院', 'Hospital'], ['Q', '中医院', 'Hospital of Chinese Medicine'], ['Q', '口腔医院', 'Dental Hospital'],
  ['Q', '社区卫生服务中心', 'Health Centre'], ['Q', '疾病预防控制中心', 'Centre for Disease Control'], ['S', '图书馆', 'Library'], ['S', '文化馆', 'House of Culture'],
  ['S', '博物馆', 'Museum'], ['S', '体育馆', 'Gymnasium'], ['S', '水务管理所', 'Water Office'], ['S', '环境监测站', 'Environmental Station'],
].map(([industry = '', name = '', english = '']) => ({ industry, name, english }))
const LATER = ['', ...'兴盛达隆汇康']
const GROUP_ENDS = '鸿麟昌骏'
const FORMER_ENDS = '顺昶祺'

/**
 * The word and the trade of the index-th firm: no two have both, as a registry would see to. The step is prime and no factor of the
 * number of combinations, so it meets each once.
 */
export function wordAndTrade(seed: string | number, index: number, isPublic: boolean): { word: string; trade: Trade } {
  const combinations = WORDS * TRADES.length
  const slot = (index * 7368787 + new Random(seed, 'titles').below(combinations)) % combinations
  const trade = (isPublic ? INSTITUTIONS : TRADES)[slot % TRADES.length]
  const word = wordAt(Math.floor(slot / TRADES.length)) + (LATER[Math.floor(index / combinations) % LATER.length] ?? '')
  return { word, trade: trade as Trade } // the remainder is an index into the list
}

/** The members of a group share a word that nobody else has; each has a trade of its own. */
export function groupTitle(random: Random, member: number): { word: string; trade: Trade } {
  const word = wordAt(random.below(WORDS)) + random.pick([...GROUP_ENDS])
  return { word, trade: TRADES[(random.below(TRADES.length) + member * 3) % TRADES.length] as Trade } // likewise
}

/** What it was called before: another word, of those that nobody bears now, and sometimes another trade. */
export function formerTitle(random: Random, seed: string | number, index: number, title: Title): Title {
  const { word, trade } = wordAndTrade(seed, index + random.between(1, 500), false)
  return { ...title, word: word.slice(0, 2) + random.pick([...FORMER_ENDS]), trade: random.chance(0.5) ? trade : title.trade }
}

/** As registered. Its brackets are full-width, as the registry prints them. */
export function spellTitle({ place, bracketed, word, trade, form, branch }: Title): string {
  const whole = bracketed ? `${word}（${place}）${trade.name}${form}` : `${place}${word}${trade.name}${form}`
  return branch === '' ? whole : `${whole}${branch}分公司`
}

/** The same firm as a hurried clerk writes it: legal form shortened or left out, place left out, brackets narrow or none. */
export function varyTitle(random: Random, title: Title): string {
  const fate = random.share()
  if (title.form === '') return spellTitle(fate < 0.5 ? { ...title, place: title.place.slice(title.place.indexOf('市') + 1) } : title)
  if (fate < 0.3) return spellTitle({ ...title, form: otherForm(random, title.form) })
  if (fate < 0.5 && title.bracketed) return spellTitle(title).replace('（', '(').replace('）', ')')
  if (fate < 0.6 && title.bracketed) return spellTitle({ ...title, bracketed: false })
  if (fate < 0.75) return spellTitle({ ...title, place: '', bracketed: false })
  if (fate < 0.85) return spellTitle({ ...title, place: title.place.endsWith('市') ? title.place.slice(0, -1) : `${title.place}市`, bracketed: false })
  return fate < 0.93 ? `${spellTitle(title)} ` : spellTitle(title).replace(title.word, `${title.word} `)
}

/** A character heard wrong. */
export function mishearTitle(random: Random, title: Title): string {
  const word = Array.from(title.word)
  const at = random.below(word.length)
  const other = homophone(random, word[at] as string) // `at` is below the length
  return spellTitle({ ...title, word: other === null ? word.toReversed().join('') : word.with(at, other).join('') })
}

/** As on its letters abroad. */
export function englishTitle({ place, word, trade, branch }: Title): string {
  const [town, name] = [latin(place.replace(/[省市].*$/, '')), latin(word)].map((text) => text.charAt(0).toUpperCase() + text.slice(1))
  return `${town} ${name} ${trade.english} Co., Ltd.${branch === '' ? '' : ` ${latin(branch).toUpperCase()} Branch`}`
}

export function traditionalTitle(title: Title): string {
  return traditional(spellTitle(title))
}

function otherForm(random: Random, form: string): string {
  if (form === '股份有限公司') return random.pick(['股份公司', '有限公司', ''])
  return random.pick([form === '有限公司' ? '有限责任公司' : '有限公司', form === '有限公司' ? '有限责任公司' : '有限公司', '公司', ''])
}

/** Each pair of characters once; the second turns with the first, or neighbours would all end alike. */
function wordAt(index: number): string {
  const head = index % HEADS.length
  return HEADS.charAt(head) + TAILS.charAt((Math.floor(index / HEADS.length) + head * 7) % TAILS.length)
}
