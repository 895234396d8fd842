/** Where the bank and its customers are: real provinces, cities and districts, invented roads and estates. */
import type { Random } from './random.ts'

export type District = { code: string; province: string; city: string; district: string; post: string; area: string }
export type Address = { district: number; road: string; number: number; estate: string; building: number; unit: number; room: number }

const CITIES: { province: string; city: string; area: string; post: string; districts: [string, string][] }[] = [
  { province: '浙江省', city: '杭州市', area: '0571', post: '3100', districts: [['330102', '上城区'], ['330105', '拱墅区'], ['330106', '西湖区'], ['330108', '滨江区'], ['330109', '萧山区'], ['330110', '余杭区']] },
  { province: '江苏省', city: '南京市', area: '025', post: '2100', districts: [['320102', '玄武区'], ['320104', '秦淮区'], ['320105', '建邺区'], ['320106', '鼓楼区'], ['320113', '栖霞区'], ['320115', '江宁区']] },
  { province: '安徽省', city: '合肥市', area: '0551', post: '2300', districts: [['340102', '瑶海区'], ['340103', '庐阳区'], ['340104', '蜀山区'], ['340111', '包河区'], ['340122', '肥东县'], ['340123', '肥西县']] },
  { province: '湖北省', city: '武汉市', area: '027', post: '4300', districts: [['420102', '江岸区'], ['420103', '江汉区'], ['420105', '汉阳区'], ['420106', '武昌区'], ['420107', '青山区'], ['420111', '洪山区']] },
]

/** The twenty-four districts with a 支行, in the order of the branches. */
export const DISTRICTS: readonly District[] = CITIES.flatMap(({ province, city, area, post, districts }) =>
  districts.map(([code, district], at) => ({ code, province, city, district, area, post: `${post}${at + 1}${at % 3}` })))

// Where people were born who live here today.
const ELSEWHERE = `110101 310104 350102 360102 370102 410102 430102 440103 450102 500103 510104 520102 530102 610102 620102 230102 210102 220102 130102
140105 150102 640104 630102 650102 540102 460105 330203 330302 320508 420502 421002 340802 341102`.split(/\s+/)
export const BIRTH_REGIONS: readonly string[] = [...DISTRICTS.map((district) => district.code), ...ELSEWHERE]

const ROAD_WORDS = '云溪 望湖 青枫 听涛 松月 采荷 枕流 栖云 映山 白鹭 临川 问津 长亭 晚晴 浣纱 竹影 鹿鸣 澄江 紫薇 丹桂 朝晖 星澜 凌波 墨池 银杏 碧桃 古渡 新圃 东篱 南屏 锦帆 玉泉 春申 知行 怀远 永宁 和畅 安济 丰乐 广陵'.split(' ')
const ROAD_ENDS = ['路', '路', '路', '街', '大道', '巷']
const ESTATE_WORDS = '翠竹 金桂 云锦 水岸 枫林 梧桐 听雨 兰亭 星河 阳光 锦绣 碧水 橡树 紫荆 丽景 春江 香樟 明月 百合 学府 滨湖 东方 和平 幸福 新城 雅居 名仕 都市 绿洲 观澜'.split(' ')
const ESTATE_ENDS = ['苑', '花园', '小区', '公寓', '名邸', '里', '家园']

export function drawAddress(random: Random, district: number): Address {
  return {
    district,
    road: random.pick(ROAD_WORDS) + random.pick(ROAD_ENDS),
    number: random.between(1, 388),
    estate: random.pick(ESTATE_WORDS) + random.pick(ESTATE_ENDS),
    building: random.between(1, 28),
    unit: random.between(1, 4),
    room: random.between(1, 18) * 100 + random.between(1, 4),
  }
}

export function districtAt(index: number): District {
  return DISTRICTS[index] as District // callers hold an index into the list above
}

export function birthRegion(random: Random, home: number): string {
  return random.chance(0.62) ? districtAt(home).code : random.pick(BIRTH_REGIONS)
}

export const SPELLINGS = 5
/** The same flat as five clerks would write it. */
export function spell(address: Address, spelling: number): string {
  const { province, city, district } = districtAt(address.district)
  const { road, number, estate, building, unit, room } = address
  switch (spelling) {
    case 0: return `${province}${city}${district}${road}${number}号${estate}${building}幢${unit}单元${room}室`
    case 1: return `${city}${district}${road}${number}号${estate}${building}栋${unit}单元${room}`
    case 2: return `${district}${road}${number}号${estate}${building}号楼${unit}-${room}`
    case 3: return `${province.slice(0, -1)}${city.slice(0, -1)}${district}${estate}${building}-${unit}-${room}`
    default: return `${province} ${city} ${district} ${road}${wide(number)}号 ${building}幢${unit}单元${room}室`
  }
}

export function landline(random: Random, district: number): string {
  const { area } = districtAt(district)
  return `${area}-${random.between(5, 8)}${random.digits(7)}`
}

function wide(number: number): string {
  return String(number).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
}
