import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { PersonalKind } from './endpoint.ts'
import { mask } from './mask.ts'

const kinds: PersonalKind[] = ['name', 'idNumber', 'phone', 'email', 'address', 'birthday', 'accountNo', 'employer', 'income']

test('each kind shows what a bank is allowed to show', () => {
  const shown: [PersonalKind, string, string][] = [
    ['phone', '13812345678', '138****5678'],
    ['phone', '+86 138 1234 5678', '138****5678'],
    ['phone', '0571-87654321', '****4321'],
    ['phone', '110', '****'],
    ['idNumber', '110101198503071234', '1101**********1234'],
    ['idNumber', '110101850307123', '1101*******7123'],
    ['idNumber', 'E12345678', 'E*****678'],
    ['idNumber', '91330106MA2AXYZ12K', '9133**********Z12K'],
    ['idNumber', 'A123', '****'],
    ['name', '张三', '张*'],
    ['name', '张三丰', '张**'],
    ['name', '欧阳娜娜', '欧***'],
    ['name', '张', '*'],
    ['name', '𠮷野太郎', '𠮷***'],
    ['name', '䶮龑', '䶮*'],
    ['name', '阿卜杜拉·买买提', '阿***'],
    ['name', '杭州西湖茶叶有限公司', '杭州****公司'],
    ['employer', '浙江大学附属第一医院', '浙江****医院'],
    ['employer', '个体', '个*'],
    ['email', 'zhangsan@qq.com', 'z***@qq.com'],
    ['email', 'z@qq.com', '***@qq.com'],
    ['email', 'not an address', '****'],
    ['address', '浙江省杭州市西湖区文三路100号3幢2单元501室', '浙江省杭州市西湖区****'],
    ['address', '北京市海淀区中关村大街1号', '北京市海淀区****'],
    ['address', '广州市天河区体育西路1号', '广州市天河区****'],
    ['address', '内蒙古自治区锡林郭勒盟锡林浩特市额尔敦街', '内蒙古自治区锡林郭勒盟锡林浩特市****'],
    ['address', '阳光小区3栋501', '****'],
    ['address', '12 High Street', '****'],
    ['birthday', '1985-03-07', '1985-**-**'],
    ['birthday', '19850307', '1985-**-**'],
    ['birthday', '03/07', '****-**-**'],
    ['accountNo', '6222 0212 3456 7890 123', '**** 0123'],
    ['accountNo', '10234', '****'],
    ['income', '12000.00', '****'],
    ['name', '', ''],
  ]
  for (const [kind, value, expected] of shown) assert.equal(mask(kind, value), expected, `${kind} ${value}`)
})

test('a phone, an identity number and an account number never show the digits between', () => {
  const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''))
  fc.assert(fc.property(digits(10), (rest) => assert.equal(mask('phone', `1${rest}`).replace(/\*/g, '').length, 7)))
  fc.assert(fc.property(digits(18), (id) => assert.equal(mask('idNumber', id), `${id.slice(0, 4)}**********${id.slice(14)}`)))
  fc.assert(fc.property(digits(19), (no) => assert.equal(mask('accountNo', no), `**** ${no.slice(15)}`)))
})

test('whatever is written into a field, a mask shows at most half of it and is itself good text', () => {
  const halved: PersonalKind[] = kinds.filter((kind) => kind !== 'email' && kind !== 'address' && kind !== 'phone')
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('张', '𠮷', '\ud842', '\udfb7', 'e\u0301', '👨‍👩‍👧', ' ') }))
  const count = (text: string) => Array.from(new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(text)).length
  fc.assert(
    fc.property(fc.constantFrom(...kinds), anything, (kind, value) => {
      const masked = mask(kind, value)
      assert.ok(masked.isWellFormed())
      const clear = value.toWellFormed().trim()
      if (clear === '') return
      if (!value.includes('*')) assert.ok(masked.includes('*'))
      if (halved.includes(kind)) assert.ok(count(masked.replace(/[*\s-]/g, '')) <= Math.max(1, count(clear) / 2 + 1), `${kind} ${JSON.stringify(value)} → ${masked}`)
    }),
    { numRuns: 20_000 },
  )
})

test('an address shows its divisions and nothing of the street', () => {
  const street = fc.constantFrom('文三路', '中关村大街', '体育西路', '阳光小区', '解放新村')
  fc.assert(
    fc.property(fc.constantFrom('浙江省杭州市西湖区', '上海市浦东新区', '广西壮族自治区南宁市', '深圳市南山区', ''), street, fc.integer({ min: 1, max: 999 }), (divisions, road, number) => {
      const masked = mask('address', `${divisions}${road}${number}号`)
      assert.ok(!masked.includes(road.slice(0, 2)), masked)
      assert.ok(!masked.includes(String(number)))
    }),
  )
})
