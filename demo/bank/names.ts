/** How people are called: surnames with their national shares, given names by sex and generation. */
import { pinyin } from 'pinyin-pro'
import { Lot, type Random } from './random.ts'

export type Sex = 'M' | 'F'

const SURNAMES = `王7.25 李7.19 张6.83 刘5.38 陈4.53 杨3.08 黄2.23 赵2.29 吴2.00 周2.12 徐1.66 孙1.54 马1.29 朱1.26 胡1.31 郭1.19 何1.17 林1.13 高1.00 罗0.86
郑0.93 梁0.84 谢0.72 宋0.81 唐0.65 许0.66 韩0.68 邓0.61 冯0.64 曹0.57 彭0.58 曾0.50 肖0.58 田0.52 董0.51 潘0.47 袁0.50 蔡0.46 蒋0.48 余0.48
于0.62 杜0.47 叶0.42 程0.57 魏0.45 苏0.45 吕0.45 丁0.43 任0.42 沈0.50 姚0.35 卢0.35 姜0.36 崔0.34 钟0.34 谭0.34 陆0.33 汪0.33 范0.33 金0.33
石0.32 廖0.32 贾0.31 夏0.30 韦0.30 付0.29 方0.29 白0.28 邹0.28 孟0.28 熊0.27 秦0.27 邱0.27 江0.26 尹0.25 薛0.25 闫0.25 段0.24 雷0.23 侯0.23
龙0.22 史0.21 陶0.21 黎0.20 贺0.20 顾0.20 毛0.20 郝0.19 龚0.19 邵0.19 万0.18 钱0.18 严0.18 覃0.17 武0.17 戴0.17 莫0.16 孔0.16 向0.16 汤0.15
欧阳0.06 单0.03 解0.03 仇0.01 司马0.01 上官0.01 诸葛0.01`.split(/\s+/).map((entry) => ({ name: entry.replace(/[\d.]+/, ''), share: Number(entry.replace(/\D+/, '')) }))

// By generation: those born before 1975 first, then those after; the order is the order of frequency.
const GIVEN: Record<Sex, { older: string; younger: string }> = {
  M: {
    older: '建国华明军平文志伟强林德金永海生春光荣福成东清庆忠义祥树才胜学长根宝贵有仁发全兴维新民安良利世少云立山水连向',
    younger: '伟杰浩宇鑫涛磊超鹏斌俊勇峰亮波帆晨阳博睿凯轩泽子豪天翔嘉辰昊旭航毅哲瑞锐翰奕铭腾逸皓霖煜楠彬瀚恒',
  },
  F: {
    older: '秀英玉兰芳桂珍凤梅红霞丽淑云华春香素琴爱莲美月金琼惠巧菊翠荣银彩仙娥文清亚平小燕萍珠芬娟群雪莉敏琳瑞',
    younger: '静婷欣怡雪佳敏慧梦洁颖丹琳倩莹璐瑶思雨晨悦娜媛蕾晓薇诗涵馨彤琪雯妍可子萱语嫣桐冰楠依苗婧瑾玥菲岚宁',
  },
}
// Uncommon, but in every code page; and those that the systems of the nineties could not write.
const UNCOMMON = ['喆', '堃', '犇', '昇', '玥']
export const RARE = ['䶮', '㛃', '𠮷', '䴉', '𬭚']
export const RARE_CHARACTER = new RegExp(`[${RARE.join('')}]`, 'u')
const SELDOM = [...RARE, ...UNCOMMON]
const MINORITY: Record<Sex, readonly [string, string][]> = {
  M: [['买买提', '艾合买提'], ['阿不都', '热合曼'], ['扎西', '多吉'], ['巴特尔', '苏和'], ['努尔兰', '哈力克'], ['吐尔逊', '尼亚孜']],
  F: [['阿依古丽', '买买提'], ['古丽娜尔', '吐尔逊'], ['迪丽拜尔', '艾山'], ['卓玛', '央金'], ['热依罕', '阿不都'], ['萨仁', '高娃']],
}

const surnames = new Lot(SURNAMES, (surname) => surname.share)
// A Zipf law with a flat head: 1/(rank + 6) gives the commonest character about four times the share of the thirtieth.
const zipf = (list: string) => new Lot([...list], (_, rank) => 1 / (rank + 6))
const given = {
  M: { older: zipf(GIVEN.M.older), younger: zipf(GIVEN.M.younger) },
  F: { older: zipf(GIVEN.F.older), younger: zipf(GIVEN.F.younger) },
}

export function drawSurname(random: Random): string {
  return surnames.draw(random).name
}

export function drawGivenName(random: Random, sex: Sex, year: number): string {
  const generation = given[sex][random.chance(share(year, 1955, 1995)) ? 'younger' : 'older']
  const first = random.chance(0.003) ? random.pick(SELDOM) : generation.draw(random)
  if (!random.chance(twoCharacterShare(year))) return first
  if (sex === 'F' && random.chance(0.04)) return first + first
  let second = generation.draw(random)
  while (second === first) second = generation.draw(random)
  return first + second
}

/** Four in a thousand have a name of their own language, written with a middle dot. */
export function drawName(random: Random, sex: Sex, year: number): { name: string; surname: string } {
  if (random.chance(0.004)) return { name: random.pick(MINORITY[sex]).join('·'), surname: '' }
  const surname = drawSurname(random)
  return { name: surname + drawGivenName(random, sex, year), surname }
}

/** Without tones and blanks, as logins and passports have it: chenjing. */
export function latin(name: string): string {
  return pinyin(name.replaceAll('·', ''), { toneType: 'none', type: 'array', surname: 'head', nonZh: 'removed' }).join('').replaceAll('ü', 'v').toLowerCase()
}

/** Simplified characters of people's and firms' names, each with the traditional one it stands for. */
const TRADITIONAL = new Map(
  `张張 刘劉 陈陳 杨楊 黄黃 赵趙 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 许許 韩韓 邓鄧 冯馮 肖蕭 蒋蔣 余餘 叶葉 苏蘇 吕呂 卢盧 钟鍾 谭譚 陆陸 范範 贾賈 韦韋 邹鄒 阎閻 闫閆 龙龍 贺賀 顾顧 龚龔 万萬
  钱錢 严嚴 汤湯 欧歐 阳陽 单單 诸諸 国國 华華 军軍 伟偉 强強 荣榮 东東 庆慶 义義 树樹 胜勝 学學 长長 宝寶 贵貴 发發 兴興 维維 云雲 连連 鹏鵬 峰峯 涛濤 轩軒 泽澤 飞飛 杰傑 铭銘 锐銳 奥奧 腾騰 艺藝
  兰蘭 凤鳳 丽麗 爱愛 莲蓮 红紅 银銀 亚亞 苹蘋 群羣 静靜 梦夢 洁潔 颖穎 莹瑩 晓曉 诗詩 语語 婵嬋 娇嬌 瑶瑤 纯純 岚嵐 宁寧 忆憶 妇婦 芦蘆 萝蘿
  贸貿 机機 电電 纺紡 织織 网網 络絡 软軟 业業 农農 饮飲 务務 资資 环環 监監 测測 图圖 书書 馆館 医醫 体體 饰飾 装裝 应應 链鏈 产產 创創 济濟 远遠 汇匯 达達 纳納 联聯 润潤
  恒恆 启啟 汉漢 丰豐 锦錦 顺順 亿億 优優 广廣 鸿鴻 骏駿 凯凱 举舉 设設 场場 区區 县縣 实實 验驗 园園 术術 级級 团團 讯訊 询詢 们們`.split(/\s+/).map((pair) => [pair[0], pair[1]] as [string, string]),
)

export function traditional(name: string): string {
  return Array.from(name, (character) => TRADITIONAL.get(character) ?? character).join('')
}

const alike = new Map<string, string[]>()
const sounds = new Map<string, string>()

/** Another character that sounds the same, or null when there is none in use. */
export function homophone(random: Random, character: string): string | null {
  if (alike.size === 0) learnSounds()
  const others = (alike.get(sounds.get(character) ?? '') ?? []).filter((other) => other !== character)
  return others.length === 0 ? null : random.pick(others)
}

// What is typed when a name is heard: the characters in use and some that are typed for them.
function learnSounds(): void {
  const extra = '玮炜纬菁晶敬靖凤奉锋枫铃玲灵凌宏鸿虹洪弘晖辉徽惠蕙卉丽莉俐桦骅建健坚键钧君均俊骏燕艳雁彦妍研颜言刚钢罡佩培沛芸耘昀韵凡繁樊越跃岳'
  for (const character of new Set([...Object.values(GIVEN).flatMap((list) => [...list.older, ...list.younger]), ...extra])) {
    const sound = pinyin(character, { toneType: 'none' })
    sounds.set(character, sound)
    alike.set(sound, [...(alike.get(sound) ?? []), character])
  }
}

function share(year: number, from: number, to: number): number {
  return Math.min(0.95, Math.max(0.05, (year - from) / (to - from)))
}

// One-character given names were the fashion of the 1980s and 1990s.
function twoCharacterShare(year: number): number {
  if (year < 1960) return 0.85
  if (year < 1980) return 0.72
  return year < 2000 ? 0.58 : 0.9
}
