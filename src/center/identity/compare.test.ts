import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { COMPARISONS, distanceWithin, type Kind } from './compare.ts'
import { idCheckDigit } from './documents.ts'
import { companyOf, PERSON_FIELDS } from './fingerprint.ts'
import { PERSON } from './model.ts'
import { levelOf, Scorer, zoneOf } from './score.ts'

const found = (kind: Kind, a: string, b: string): string | null => (a === b ? 'equal' : COMPARISONS[kind].level(a, b))
const card = (body17: string, isValid = true) => `id-card:${isValid ? 1 : 0}:${body17}${isValid ? idCheckDigit(body17) : 'Z'}`

/** Few signs, so that words are near each other; two of them beyond the first plane of Unicode, two that share their first half. */
const signs = fc.constantFrom('张', '三', '四', '𠮷', '𠮸', 'A', 'B', ' ')
const words = fc.array(signs, { maxLength: 7 }).map((all) => all.join(''))

test('the distance of two words counts characters, as the definition does: added, left out, changed, exchanged', () => {
  assert.equal(distanceWithin('张三', '张四', 2), 1)
  assert.equal(distanceWithin('王小明', '王明小', 2), 1)
  assert.equal(distanceWithin('𠮷田', '吉田', 2), 1, 'a rare character is one character')
  assert.equal(distanceWithin('110101', '110110', 3), 1)
  fc.assert(fc.property(words, words, fc.integer({ min: 0, max: 4 }), (a, b, most) => {
    assert.equal(distanceWithin(a, b, most), Math.min(most + 1, distanceOf(Array.from(a), Array.from(b))))
  }), { numRuns: 4000 })
})

/** Optimal string alignment, written down as it is defined. */
function distanceOf(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)))
  const at = (i: number, j: number) => table[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const isExchange = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const row = table[i] as number[] // one a sign
      row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1), isExchange ? at(i - 2, j - 2) + 1 : Infinity)
    }
  }
  return at(a.length, b.length)
}

const given = fc.array(fc.constantFrom('张', '小', '晓', '明', '名', '欧', '阳', '𠮷'), { minLength: 1, maxLength: 4 }).map((all) => all.join(''))
const latin = fc.array(fc.constantFrom('JOHN', 'JON', 'J', 'SMITH', 'SMYTH', 'S', 'LI'), { minLength: 1, maxLength: 4 }).map((all) => all.join(' '))
const digits = (length: number) => fc.array(fc.constantFrom('0', '1', '2'), { minLength: length, maxLength: length }).map((all) => all.join(''))
const day = fc.tuple(fc.constantFrom('1988', '1989', '2001'), fc.constantFrom('04', '12'), fc.constantFrom('04', '12', '21')).map((parts) => parts.join('-'))
const doors = fc.tuple(...['西湖', '文三', '1', '3', '2', '501'].map((part) => fc.constantFrom('', part, `${part}0`))).map((parts) => parts.join('|'))
const text = fc.oneof(given, latin, words.map((word) => word.trim() || 'A'))
const cores = fc.array(fc.constantFrom('江', '城', '精', '工', '机', '械'), { minLength: 2, maxLength: 7 }).map((all) => all.join(''))

/** Normalised values as each comparison meets them. */
const VALUES: Record<Kind, fc.Arbitrary<string>> = {
  document: fc.tuple(fc.constantFrom('id-card', 'passport', 'id'), fc.constantFrom('0', '1'), digits(4)).map((parts) => parts.join(':')),
  name: fc.oneof(given, latin), given: fc.oneof(given, latin), surname: fc.oneof(given, latin), date: fc.oneof(day, text),
  phone: fc.array(fc.oneof(digits(3), digits(7)), { minLength: 1, maxLength: 2 }).map((all) => all.join(' ')),
  email: fc.tuple(fc.constantFrom('lin', 'linke', 'linko', 'l', 'linke1', 'linke2'), fc.constantFrom('a.cn', 'b.cn')).map((parts) => parts.join('@')),
  address: fc.oneof(doors, text), text, code: digits(6), exact: text, company: fc.tuple(cores, cores).map(([core, rest]) => `${core}\t${core}${rest}`),
}

test('whichever of two values stands first, they stand on the same level', () => {
  for (const [kind, values] of Object.entries(VALUES) as [Kind, fc.Arbitrary<string>][]) {
    fc.assert(fc.property(values, values, (a, b) => assert.equal(found(kind, a, b), found(kind, b, a), `${kind}: ${a} and ${b}`)), { numRuns: 3000 })
  }
})

test('what a comparison says is one of its levels, and a value equals itself', () => {
  for (const [kind, values] of Object.entries(VALUES) as [Kind, fc.Arbitrary<string>][]) {
    const { levels } = COMPARISONS[kind]
    const compared = { field: kind, kind, levels: levels.map((id) => ({ id, m: 0.5, u: 0.5, bits: 0 })) }
    fc.assert(fc.property(values, values, (a, b) => {
      const level = found(kind, a, b)
      assert.ok(level === null || (levels as readonly string[]).includes(level), `${kind}: ${level}`)
      assert.equal(levelOf(compared, a, a), 1)
      assert.equal(levelOf(compared, a, null), 0)
      assert.ok(levelOf(compared, a, b) <= levels.length)
    }))
  }
})

test('twins have valid numbers one digit apart and are two people; a slip of the pen fails its check digit', () => {
  const [one, other] = [card('32010219880412302'), card('32010219880412301')]
  assert.equal(found('document', one, other), 'veto')
  assert.equal(found('document', one, `id-card:0:${one.slice(10, -3)}99X`), 'else')
  assert.equal(found('document', one, `id-card:0:${one.slice(10).replace('320102', '320103')}`), 'edit1')
  assert.equal(found('document', one, 'passport:0:E12345678'), null, 'a passport never contradicts an identity card')
  assert.equal(found('document', 'passport:0:E12345678', 'passport:0:E12345679'), 'edit1', 'a passport has no check digit: it may be a slip')
  const scorer = new Scorer(PERSON)
  const twin = (id: string) => PERSON.comparisons.map(({ field }) => ({ id, name: '陈静', birthday: '1988-04-12', phone: '13811110001', address: '玄武区|柳岸路|12|3||502' } as Record<string, string>)[field] ?? null)
  const { bits, guards } = scorer.judge(scorer.code(twin(one), twin(other)))
  assert.ok(bits > PERSON.thresholds.auto, 'everything else speaks for one person')
  assert.equal(zoneOf(bits, guards, PERSON.thresholds), 'reject')
})

test('of two-character names one character apart says no more than the surname; of three it is a slip', () => {
  assert.equal(found('name', '王伟', '王强'), 'surname')
  assert.equal(found('name', '王伟', '王维'), 'sound', 'heard, and written with another character')
  assert.equal(found('name', '王小伟', '王小强'), 'onechar')
  assert.equal(found('name', '欧阳明远', '欧阳远明'), 'onechar', 'two exchanged')
  assert.equal(found('name', '王晓伟', '王小玮'), 'sound')
  assert.equal(found('name', '张小明', '张小'), 'part')
  assert.equal(found('name', '欧阳小明', '欧阳明'), 'part', 'a character left out')
  assert.equal(found('name', '张三', 'ZHANG SAN'), 'sound', 'the same name in letters')
  assert.equal(found('name', '王芳', '李强'), 'else')
  assert.equal(found('name', 'JOHN SMITH', 'SMITH JOHN'), 'sound')
  assert.equal(found('name', 'JOHN A SMITH', 'JOHN SMITH'), 'part')
})

test('Bill is William and Jen is Jennifer, but Will is not Jen', () => {
  for (const [short, name] of [['BILL', 'WILLIAM'], ['JEN', 'JENNIFER'], ['PEGGY', 'MARGARET'], ['ANNA', 'ANNA VICTORIA']] as const) assert.equal(found('given', short, name), 'edit2', short)
  assert.equal(found('given', 'J', 'JENNIFER'), 'initial')
  assert.equal(found('given', 'WILL', 'JENNIFER'), 'else')
  assert.equal(found('surname', 'BILL', 'WILLIAM'), 'else', 'a surname has no short form')
  assert.equal(PERSON_FIELDS.given?.('Sir William'), 'WILLIAM')
})

test('wangwei31 and wangwei32 are neighbours at one provider; a letter exchanged is a slip', () => {
  assert.equal(found('email', 'WANGWEI31@MAIL.CN', 'WANGWEI32@MAIL.CN'), 'else')
  assert.equal(found('email', 'WANGWEI31@MAIL.CN', 'WANGWIE31@MAIL.CN'), 'edit1')
  assert.equal(found('email', 'WANGWEI31@MAIL.CN', 'WANGWEI31@POST.CN'), 'edit1', 'another provider')
  assert.equal(found('email', '81002233@MAIL.CN', '81002234@MAIL.CN'), 'edit1', 'a number and nothing else')
})

test('five spellings of one door are one address', () => {
  const spellings = ['浙江省杭州市西湖区文三路100号3幢2单元501室', '杭州西湖区文三路100号3号楼2单元501', '浙江 杭州市 西湖区 文三路100号3栋2单元501室', '西湖区文三路一百号三幢二单元５０１室', '浙江省杭州市西湖區文三路100號3-2-501']
  const read = spellings.map((raw) => PERSON_FIELDS.address?.(raw) ?? assert.fail(raw))
  for (const [at, one] of read.entries()) for (const other of read.slice(at)) assert.equal(found('address', one, other), 'equal')
  assert.equal(found('address', '西湖区|文三路|100|3|2|501', '西湖区||100|3||501'), 'room')
  assert.equal(found('address', '西湖区|文三路|100|3|2|501', '西湖区|文三路|100|4|2|201'), 'street')
  assert.equal(found('address', '西湖区|文三路|100|3|2|501', '西湖区|古墩路|8|1||101'), 'district')
})

test('the same number among several is the same phone, a mistyped digit is near, and years tell most of birthdays', () => {
  assert.equal(found('phone', '13811110001 02584440001', '13911110002 13811110001'), 'equal')
  assert.equal(found('phone', '13811110001', '13811110010'), 'edit1')
  assert.equal(found('phone', '13811110001', '13922220002'), 'else')
  assert.equal(found('date', '1988-04-12', '1988-12-04'), 'edit1', 'day and month exchanged')
  assert.equal(found('date', '1988-04-12', '1988-04-21'), 'edit1')
  assert.equal(found('date', '1988-04-12', '1988-04-30'), 'parts')
  assert.equal(found('date', '1988-04-12', '1988-09-30'), 'year')
  assert.equal(found('company', '江城精工机械\t江城精工机械有限公司', '江城精工机械\t江城精工机械股份有限公司'), 'core')
  const firms = (a: string, b: string) => found('company', companyOf(a) ?? '', companyOf(b) ?? '')
  for (const same of ['杭州市德通新材料有限公司', '德通新材料（杭州）有限公司', '德通（杭州）新材料有限公司', '浙江省杭州市德通新材料有限公司']) assert.equal(firms('杭州德通新材料有限公司', same), 'core', same)
  assert.equal(firms('杭州德通新材料有限公司', '宁波德通新材料有限公司'), 'else', 'the same name in another town is another firm')
  assert.equal(firms('杭州德通新材料有限公司', '德通新材料有限公司'), 'part', 'without its town it may be either')
})
