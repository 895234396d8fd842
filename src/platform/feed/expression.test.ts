import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { evaluator, FUNCTIONS, parseExpression } from './expression.ts'

const row = new Map(Object.entries({ 省: '江苏省', 市: '南京市', 手机: '', 电话: '02584440001', 金额: '1234.565', 'a b': 'X', cd: '2' }))
const context = { column: (name: string) => row.get(name) ?? '', look: (set: string, code: string) => (set === 'sex' && code === '2' ? 'F' : '') }
const say = (text: string): string => {
  const parsed = parseExpression(text)
  assert.ok(!('fault' in parsed), JSON.stringify(parsed))
  return evaluator(parsed.tree)(context)
}

test('columns, texts and functions say what a banker means by them', () => {
  for (const [text, value] of [
    [`concat(省, '-', 市)`, '江苏省-南京市'], ['if(blank(手机), 电话, 手机)', '02584440001'], ['first(手机，电话)', '02584440001'], ['[a b]', 'X'], ["split('甲/乙/丙', '/', 2)", '乙'],
    ["join('、', 省, 手机, 市)", '江苏省、南京市'], ['substr(电话, 1, 4)', '0258'], ['round(金额, 2)', '1234.57'], ['neg(金额)', '-1234.565'], ["add('0.1', '0.2')", '0.3'], ["mul('19.99', '3')", '59.97'], ["div('1', '0')", ''],
    ["look('sex', cd)", 'F'], ["if(in(cd, '1', '2'), 'y', 'n')", 'y'], ["if(gt(金额, '1000'), '大', '小')", '大'], ["upper('it''s')", "IT'S"], ["pad('7', 3, '0')", '007'], ["replace('1-2', '-', '')", '12'],
  ] as const) assert.equal(say(text), value, text)
})

test('what is broken is told with its place', () => {
  for (const [text, fault, at] of [['concat(省, ', 'broken', 11], ['eval(省)', 'function-unknown', 1], ['upper()', 'arguments', 1], ['省 市', 'broken', 3], [`${'upper('.repeat(30)}省${')'.repeat(30)}`, 'too-deep', 127], ["look(省, 市)", 'arguments', 1], ['constructor(省)', 'function-unknown', 1]] as const) {
    const parsed = parseExpression(text)
    assert.ok('fault' in parsed, text)
    assert.deepEqual([parsed.fault, parsed.at], [fault, at], text)
  }
})

test('any text at all is parsed or refused in time, and every expression ends with a text', () => {
  const word = fc.constantFrom(...Object.keys(FUNCTIONS), '(', ')', ',', "'x'", '省', '手机', '[a b]', '12', ' ')
  fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.array(word, { maxLength: 60 }).map((words) => words.join(''))), (text) => {
    const parsed = parseExpression(text)
    if (!('fault' in parsed)) assert.ok(evaluator(parsed.tree)(context).length <= 10_000)
  }), { numRuns: 2000 })
  const since = performance.now()
  parseExpression(`${' '.repeat(1000)}${"'".repeat(999)}`)
  parseExpression('a'.repeat(2000))
  assert.ok(performance.now() - since < 500)
})

test('an expression cannot grow without end', () => assert.ok(say(`${'concat('.repeat(15)}省, 省${', 省)'.repeat(15)}`).length <= 10_000))
