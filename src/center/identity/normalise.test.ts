import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { companyCore, normaliseBirthday, normaliseCompany, normaliseEmail, normaliseName, normalisePhone, writtenName } from './normalise.ts'

const each = (read: (raw: string) => string | null, cases: Record<string, string | null>) => {
  for (const [raw, expected] of Object.entries(cases)) assert.equal(read(raw), expected, raw)
}

test('one person is one name, however a system writes it', () => {
  each(normaliseName, {
    张三: '张三',
    '张　三': '张三',
    ' 张三 先生': '张三',
    '张三（女）': '张三',
    '（张三）': '张三',
    張三豐: '张三丰',
    歐陽嬌: '欧阳娇',
    '阿卜杜拉·买买提': '阿卜杜拉买买提',
    '阿卜杜拉•买买提': '阿卜杜拉买买提',
    'Ｚｈａｎｇ　Ｓａｎ': 'ZHANG SAN',
    'Zhang,  San': 'ZHANG SAN',
    𠮷野: '𠮷野',
    䶮: '䶮',
    先生: '先生',
    王昇: '王昇',
    无: null,
    '???': null,
    '': null,
    'NULL': null,
  })
})

test('a name is shown as it is written, with its dots, its hyphens and its capitals', () => {
  each(writtenName, {
    '迪丽拜尔·艾山': '迪丽拜尔·艾山',
    '迪丽拜尔•艾山': '迪丽拜尔·艾山',
    '迪丽拜尔．艾山': '迪丽拜尔·艾山',
    '迪丽拜尔 ‧ 艾山': '迪丽拜尔·艾山',
    '阿卜杜拉・买买提 先生': '阿卜杜拉·买买提',
    '·张三': '张三',
    '张　三': '张三',
    張三豐: '张三丰',
    'Anna  Müller-Lüdenscheid': 'Anna Müller-Lüdenscheid',
    'Ｚｈａｎｇ　Ｓａｎ': 'Zhang San',
    'Zhang,  San': 'Zhang, San',
    "Liam O'Brien": "Liam O'Brien",
    'J. R. Smith': 'J. R. Smith',
    '张三（女）': '张三',
    无: null,
    '···': null,
  })
})

test('a name as it is written is compared as what was written, whatever was written', () => {
  const written = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('张', '劉', '　', '·', '‧', '.', ',', '（', '）', '先生', 'a', 'é', '-', "'") }),
  )
  fc.assert(
    fc.property(written, (raw) => {
      const name = writtenName(raw)
      assert.equal(name === null ? null : normaliseName(name), normaliseName(raw))
      if (name !== null) assert.equal(normaliseName(name), normaliseName(writtenName(name) ?? ''))
    }),
    { numRuns: 3000 },
  )
})

test('a phone is eleven digits of a mobile, or nothing', () => {
  each(normalisePhone, {
    '13812345678': '13812345678',
    '+86 138-1234-5678': '13812345678',
    '008613812345678': '13812345678',
    '８６１３８１２３４５６７８': '13812345678',
    '13800000000': null,
    '13800138000': null,
    '18888888888': null,
    '12812345678': null,
    '0571-87654321': null,
    无: null,
  })
})

test('a birthday is a day somebody can have been born on', () => {
  each(normaliseBirthday, {
    '1985-03-07': '1985-03-07',
    '19850307': '1985-03-07',
    '1985/3/7': '1985-03-07',
    '1985.03.07': '1985-03-07',
    '1985年3月7日': '1985-03-07',
    '1985-03-07 00:00:00': '1985-03-07',
    '19850307000000': '1985-03-07',
    '1900-01-01': null,
    '9999-12-31': null,
    '1985-02-30': null,
    '0001-01-01': null,
    不详: null,
  })
})

test('an e-mail address is compared in lower case', () => {
  each(normaliseEmail, { 'Zhang.San@QQ.com ': 'zhang.san@qq.com', 'ｚ@qq.com': 'z@qq.com', 'no@no.com': null, 'zhang@': null, '张三@例子.公司': '张三@例子.公司' })
})

test('a firm is known by its core, without legal form and branch', () => {
  each(companyCore, {
    杭州西湖茶叶有限公司: '杭州西湖茶叶',
    '华为技术（深圳）有限公司': '华为技术深圳',
    中国移动通信集团浙江有限公司杭州分公司: '中国移动通信集团浙江',
    中国工商银行股份有限公司杭州分行: '中国工商银行',
    海尔集团公司: '海尔集团',
    老王面馆: '老王面馆',
    'Acme Trading Co., Ltd.': 'ACME TRADING',
    浙江東方紡織有限責任公司: '浙江东方纺织',
    无: null,
  })
  assert.equal(normaliseCompany('海尔（青岛）有限公司'), '海尔青岛有限公司')
})

test('what is normalised stays as it is when normalised again, whatever was written', () => {
  const written = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('张', '劉', '　', '·', '（', '）', '先生', 'a', '1', '-') }))
  for (const read of [normaliseName, normalisePhone, normaliseBirthday, normaliseEmail, normaliseCompany]) {
    fc.assert(
      fc.property(written, (raw) => {
        const once = read(raw)
        if (once !== null) assert.equal(read(once), once)
      }),
      { numRuns: 3000 },
    )
  }
})
