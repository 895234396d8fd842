import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { initialsOf, pinyinOf, queryTokens, searchTokens, surnameOf, surnamePinyin } from './pinyin.ts'

test('surnames are read as surnames', () => {
  const read: Record<string, string> = {
    单雄信: 'shanxiongxin', 仇英: 'qiuying', 区家麟: 'oujialin', 曾国藩: 'zengguofan', 解缙: 'xiejin', 查良镛: 'zhaliangyong', 任我行: 'renwoxing',
    朴树: 'piaoshu', 盖叫天: 'gejiaotian', 尉迟恭: 'yuchigong', 万俟卨: 'moqixie', 欧阳娜娜: 'ouyangnana', 澹台灭明: 'tantaimieming', 乐毅: 'yueyi', 吕布: 'lvbu',
    𠮷野: 'jiye', 䶮: 'yan', 'ZHANG SAN': 'zhangsan', José: 'jose',
  }
  for (const [name, sound] of Object.entries(read)) assert.equal(pinyinOf(name), sound, name)
  assert.equal(initialsOf('欧阳娜娜'), 'oynn')
  assert.equal(surnameOf('欧阳娜娜'), '欧阳')
  assert.equal(surnameOf('欧阳'), '欧', 'two characters alone: a surname and a given name')
  assert.equal(surnamePinyin('单雄信'), 'shan')
  assert.equal(surnamePinyin('JOHN'), null)
})

test('a person is filed under name, pairs of characters, sound and initials', () => {
  assert.deepEqual(searchTokens('张三丰'), ['n张三丰', 'b张三', 'b三丰', 'pzhangsanfeng', 'izsf'])
  assert.deepEqual(searchTokens('張 三'), ['n张三', 'b张三', 'pzhangsan', 'izs'])
  assert.deepEqual(searchTokens('John Smith'), ['njohn smith', 'pjohn', 'psmith', 'pjohnsmith', 'ijs'])
  assert.deepEqual(searchTokens('无'), [])
})

test('a firm is filed under its core', () => {
  assert.deepEqual(searchTokens('重庆长江茶叶有限公司', 'company'), ['n重庆长江茶叶', 'b重庆', 'b庆长', 'b长江', 'b江茶', 'b茶叶', 'pchongqingchangjiangchaye', 'icqcjcy'])
  assert.deepEqual(searchTokens('ACME Trading Co., Ltd.', 'company'), ['nacme trading', 'pacme', 'ptrading', 'pacmetrading', 'iat'])
})

test('what is typed is asked for in the ways it can be meant', () => {
  assert.deepEqual(queryTokens('张'), [[{ kind: 'prefix', token: 'n张' }]])
  assert.deepEqual(queryTokens('三豐'), [[{ kind: 'prefix', token: 'n三丰' }], [{ kind: 'equal', token: 'b三丰' }]])
  assert.deepEqual(queryTokens('Zhang San'), [[{ kind: 'prefix', token: 'pzhangsan' }], [{ kind: 'prefix', token: 'izhangsan' }]])
  assert.deepEqual(queryTokens('lyubu').map(([ask]) => ask?.token), ['plyubu', 'ilyubu', 'plvbu', 'ilvbu'])
  assert.deepEqual(queryTokens('张san'), [[{ kind: 'prefix', token: 'n张san' }], ['b张s', 'bsa', 'ban'].map((token) => ({ kind: 'equal', token })), [{ kind: 'prefix', token: 'pzhangsan' }]])
  assert.deepEqual(queryTokens('Иван')[0], [{ kind: 'prefix', token: 'nиван' }], 'never an empty prefix, which would find everyone')
  assert.deepEqual(queryTokens('13812345678'), [])
  assert.deepEqual(queryTokens('  '), [])
})

test('whatever is typed, nothing is asked for with an empty token', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (typed) => queryTokens(typed).forEach((asks) => asks.forEach((ask) => assert.ok(ask.token.length > 1, typed)))), { numRuns: 5000 })
})

test('everyone is found by name, by any part of it, by sound and by initials', () => {
  const signs = fc.constantFrom(...'张王李单仇欧阳上官诸葛三四丰娜伟芳静丽强洋艳娟敏磊涛明超吕绿女略乐行重长𠮷䶮龑')
  const names = fc.array(signs, { minLength: 2, maxLength: 4 }).map((all) => all.join(''))
  fc.assert(
    fc.property(names, fc.nat(3), fc.integer({ min: 2, max: 4 }), (name, from, length) => {
      const part = Array.from(name).slice(from, from + length).join('')
      for (const typed of [name, part, pinyinOf(name), pinyinOf(name).slice(0, 3), initialsOf(name)].filter(Boolean)) {
        if (Array.from(typed).length < 2) continue
        assert.ok(finds(typed, name), `${typed} → ${name}`)
      }
    }),
    { numRuns: 3000 },
  )
})

test('a long name is found with its dot and without, a foreign one by each of its words and with or without its accents', () => {
  for (const typed of ['迪丽拜尔·艾山', '迪丽拜尔•艾山', '迪丽拜尔艾山', '艾山', 'dilibaieraishan']) assert.ok(finds(typed, '迪丽拜尔·艾山'), typed)
  for (const typed of ['Anna Müller-Lüdenscheid', 'anna muller', 'annamüller', 'Lüdenscheid', 'MÜLLER', 'ludenscheid']) assert.ok(finds(typed, 'Anna  Müller-Lüdenscheid'), typed)
})

function finds(typed: string, name: string): boolean {
  const tokens = searchTokens(name)
  return queryTokens(typed).some((asks) => asks.every((ask) => tokens.some((token) => (ask.kind === 'equal' ? token === ask.token : token.startsWith(ask.token)))))
}
