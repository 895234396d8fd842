import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { doorOf, splitAddress, type AddressParts } from './address.ts'

test('five spellings of one door are one door', () => {
  const spellings = [
    '浙江省杭州市西湖区文三路100号3幢2单元501室',
    '杭州西湖区文三路100号3号楼2单元501',
    '浙江 杭州市 西湖区 文三路100号3栋2单元501室',
    '西湖区文三路一百号三幢二单元５０１室',
    '浙江省杭州市西湖區文三路100號3-2-501',
  ]
  for (const spelling of spellings) assert.equal(doorOf(splitAddress(spelling) as AddressParts), '西湖区|文三路|100|3|2|501', spelling) // an address with a road is never null
})

test('an address comes apart into its divisions, its street and its house', () => {
  const parts = (raw: string) => {
    const split = splitAddress(raw)
    return split && [split.province, split.city, split.district, split.town, split.road, split.number, split.estate, split.building, split.unit, split.room]
  }
  const told: Record<string, (string | null)[] | null> = {
    北京市海淀区中关村大街1号: ['北京市', '北京市', '海淀区', null, '中关村大街', '1', null, null, null, null],
    北京海淀区北京西路5号: ['北京市', '北京市', '海淀区', null, '北京西路', '5', null, null, null, null],
    上海市南京东路300号: ['上海市', '上海市', null, null, '南京东路', '300', null, null, null, null],
    广州天河区体育西路1号: ['广东省', '广州市', '天河区', null, '体育西路', '1', null, null, null, null],
    广西南宁市青秀区民族大道131号: ['广西壮族自治区', '南宁市', '青秀区', null, '民族大道', '131', null, null, null, null],
    吉林省吉林市船营区吉林大街12号: ['吉林省', '吉林市', '船营区', null, '吉林大街', '12', null, null, null, null],
    延边朝鲜族自治州延吉市人民路5号: ['吉林省', '延边朝鲜族自治州', '延吉市', null, '人民路', '5', null, null, null, null],
    浙江省义乌市稠城街道工人西路12号: ['浙江省', null, '义乌市', '稠城街道', '工人西路', '12', null, null, null, null],
    杭州市余杭区良渚街道古墩路888号阳光小区3幢501室: ['浙江省', '杭州市', '余杭区', '良渚街道', '古墩路', '888', '阳光小区', '3', null, '501'],
    上海市浦东新区世纪大道100弄5号502室: ['上海市', '上海市', '浦东新区', null, '世纪大道', '100', null, '5', null, '502'],
    深圳市南山区科技园A座1201: ['广东省', '深圳市', '南山区', null, null, null, '科技园', 'A', null, '1201'],
    文三路100: [null, null, null, null, '文三路', '100', null, null, null, null],
    无: null,
    '': null,
  }
  for (const [raw, expected] of Object.entries(told)) assert.deepEqual(parts(raw), expected, raw)
})

test('whatever stands in an address field is read within a moment and without a crash', () => {
  const pieces = fc.constantFrom('浙江', '省', '市', '区', '县', '路', '号', '幢', '单元', '室', '街道', '镇', '小区', '1', '23', 'A', '-', '一百', '十', '\ud842', ' ')
  fc.assert(fc.property(fc.array(pieces, { maxLength: 60 }), (all) => void splitAddress(all.join(''))), { numRuns: 5000 })
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (raw) => void splitAddress(raw)), { numRuns: 3000 })
  const start = performance.now()
  for (const piece of ['区', '1', '路', '浙', '一', '-', 'A']) splitAddress(piece.repeat(5000))
  assert.ok(performance.now() - start < 2000)
})
