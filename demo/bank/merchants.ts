/** Where people spend: invented shops with the codes, prices and hours of their trade. */
import { Lot, type Random } from './random.ts'
import type { Channel, Movement } from './ledger.ts'
import { districtAt } from './places.ts'

type Trade = { mcc: string; shops: string[]; median: number; sigma: number; hours: [number, number]; weight: number; online?: true }

const TRADES: Trade[] = [
  { mcc: '5411', shops: ['万家惠超市', '百姓优选超市', '绿禾生鲜', '联盛便利'], median: 68, sigma: 0.7, hours: [8, 21], weight: 20 },
  { mcc: '5812', shops: ['老巷子饭庄', '江南小馆', '蜀味轩火锅', '渔家码头'], median: 145, sigma: 0.6, hours: [11, 21], weight: 12 },
  { mcc: '5814', shops: ['快乐汉堡', '清晨面馆', '半糖茶铺', '小满咖啡'], median: 29, sigma: 0.5, hours: [7, 22], weight: 15 },
  { mcc: '5999', shops: ['淘优网络商城', '云集优品', '东篱严选'], median: 120, sigma: 0.9, hours: [8, 23], weight: 18, online: true },
  { mcc: '4111', shops: ['城市轨道交通', '公交一卡通'], median: 6, sigma: 0.6, hours: [6, 22], weight: 8 },
  { mcc: '4121', shops: ['安行出行', '飞驰网约车'], median: 24, sigma: 0.5, hours: [6, 23], weight: 7, online: true },
  { mcc: '5541', shops: ['中原加油站', '长江加油站'], median: 300, sigma: 0.3, hours: [7, 21], weight: 5 },
  { mcc: '5912', shops: ['仁和堂大药房', '康民药店'], median: 56, sigma: 0.7, hours: [9, 20], weight: 4 },
  { mcc: '8062', shops: ['市第一人民医院', '区中医院'], median: 260, sigma: 0.9, hours: [8, 17], weight: 3 },
  { mcc: '5651', shops: ['衣尚生活馆', '晨风服饰', '行者运动'], median: 280, sigma: 0.6, hours: [10, 21], weight: 5 },
  { mcc: '5732', shops: ['智联电器城', '极光数码'], median: 1300, sigma: 0.8, hours: [10, 21], weight: 2 },
  { mcc: '7832', shops: ['银河影城', '光影时光影院'], median: 86, sigma: 0.4, hours: [13, 23], weight: 3 },
  { mcc: '4112', shops: ['铁路客运售票'], median: 165, sigma: 0.6, hours: [7, 21], weight: 3, online: true },
  { mcc: '4511', shops: ['云翼航空', '蓝天航旅'], median: 980, sigma: 0.5, hours: [8, 22], weight: 1.5, online: true },
  { mcc: '7011', shops: ['栖云酒店', '驿路商务酒店'], median: 380, sigma: 0.5, hours: [14, 22], weight: 1.5 },
  { mcc: '8299', shops: ['启智教育培训', '少年宫艺术班'], median: 1600, sigma: 0.7, hours: [9, 19], weight: 1.2 },
  { mcc: '5944', shops: ['宝庆珠宝', '金凤银楼'], median: 3200, sigma: 0.8, hours: [10, 20], weight: 0.6 },
  { mcc: '5942', shops: ['晓风书店', '博文书城'], median: 75, sigma: 0.6, hours: [9, 21], weight: 1.2 },
  { mcc: '7230', shops: ['美时美发', '丝语造型'], median: 98, sigma: 0.7, hours: [10, 21], weight: 1.5 },
  { mcc: '6513', shops: ['佳园物业服务'], median: 420, sigma: 0.4, hours: [9, 17], weight: 1.5 },
]
const trades = new Lot(TRADES, (trade) => trade.weight)

/** A purchase on this day, as large as its trade and the buyer's means allow. */
export function buy(random: Random, day: number, district: number, means: number): Movement {
  const trade = trades.draw(random)
  const cents = Math.max(100, Math.round(random.around(trade.median * means, trade.sigma) * 100))
  const home = random.chance(0.93) ? district : random.below(24)
  return {
    at: clock(random, day, trade.hours), cents: -cents, kind: 'purchase', channel: channelOf(random, trade), merchant: random.pick(trade.shops),
    mcc: trade.mcc, place: trade.online ? '' : districtAt(home).city, summary: trade.online ? '网上消费' : '消费',
  }
}

/** A moment of the day between two hours. */
export function clock(random: Random, day: number, [from, to]: [number, number]): number {
  return day * 86400 + from * 3600 + random.below((to - from) * 3600)
}

function channelOf(random: Random, trade: Trade): Channel {
  if (trade.online) return 'web'
  return random.chance(0.7) ? 'qr' : 'pos'
}
