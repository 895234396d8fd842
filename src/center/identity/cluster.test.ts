import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { cluster, strongest, type Constraints, type Edges } from './cluster.ts'
import { CorpusBuilder, type Corpus } from './corpus.ts'
import { match } from './match.ts'
import { narrow, PERSON } from './model.ts'
import { findPairs, withDuck } from './pairs.ts'

type Edge = { a: number; b: number; bits: number }
const RECORDS = 12
const edgesOf = (edges: readonly Edge[]): Edges => ({ a: Int32Array.from(edges, ({ a }) => a), b: Int32Array.from(edges, ({ b }) => b), bits: Float64Array.from(edges, ({ bits }) => bits) })
const join = (edges: readonly Edge[], constraints: Constraints = {}, records = RECORDS) => {
  const all = edgesOf(edges)
  const { of, refused } = cluster(records, all, strongest(all, 0), constraints)
  return { of: [...of], refused: refused.map((at) => edges[at]).map((edge) => `${edge?.a} ${edge?.b}`).toSorted() }
}

const pair = fc.tuple(fc.nat(RECORDS - 1), fc.nat(RECORDS - 1)).filter(([a, b]) => a !== b).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
const pairs = (maxLength: number) => fc.uniqueArray(pair, { maxLength, selector: ([a, b]) => a * RECORDS + b })
/** Few different weights, so that many are alike. */
const graph = fc.record({
  edges: pairs(40).chain((all) => fc.array(fc.integer({ min: 7, max: 10 }), { minLength: all.length, maxLength: all.length }).map((bits) => all.map(([a, b], at): Edge => ({ a, b, bits: bits[at] ?? 7 })))),
  cannot: pairs(5), must: pairs(4),
  document: fc.array(fc.integer({ min: -1, max: 5 }), { minLength: RECORDS, maxLength: RECORDS }).map((of) => Int32Array.from(of)),
  single: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: RECORDS, maxLength: RECORDS }).map((of) => Int32Array.from(of)),
})
/** Documents 0, 2, 4 are of one type, 1, 3, 5 of another. */
const documentType = Int32Array.from([0, 1, 0, 1, 0, 1])
const sameCluster = (of: readonly number[], [a, b]: readonly [number, number]) => of[a] === of[b]

test('no cluster ever holds two valid documents of one type, two records that people keep apart, or two of one list', () => {
  fc.assert(fc.property(graph, ({ edges, cannot, document, single }) => {
    const { of } = join(edges, { document, documentType, cannot, single })
    for (let a = 0; a < RECORDS; a++) {
      for (let b = 0; b < a; b++) {
        if (of[a] !== of[b]) continue
        const [one, other] = [document[a] ?? -1, document[b] ?? -1]
        assert.ok(one < 0 || other < 0 || one === other || documentType[one] !== documentType[other], `documents ${one} and ${other}`)
        assert.notEqual(single[a], single[b])
      }
    }
    for (const kept of cannot) assert.ok(!sameCluster(of, kept))
  }), { numRuns: 2000 })
})

test('people have the last word: what they keep apart is never joined, by a score or by others who joined each to a third', () => {
  fc.assert(fc.property(graph, ({ edges, cannot, must }) => {
    const { of } = join(edges.map((edge) => ({ ...edge, bits: edge.bits + 1000 })), { cannot, must })
    for (const kept of cannot) assert.ok(!sameCluster(of, kept))
    if (cannot.length === 0) for (const joined of must) assert.ok(sameCluster(of, joined))
  }), { numRuns: 2000 })
  const { of, refused } = join([{ a: 0, b: 1, bits: 99 }, { a: 1, b: 2, bits: 50 }], { cannot: [[0, 2]], must: [] }, 3)
  assert.deepEqual([of, refused], [[0, 0, 2], ['1 2']], 'and what they hinder is a question')
})

test('the same edges in any order make the same clusters and leave the same questions', () => {
  const shuffled = graph.chain((whole) => fc.tuple(fc.constant(whole), fc.shuffledSubarray(whole.edges, { minLength: whole.edges.length }), fc.shuffledSubarray(whole.cannot, { minLength: whole.cannot.length })))
  fc.assert(fc.property(shuffled, ([{ edges, cannot, must, document, single }, others, turned]) => {
    const constraints = { document, documentType, must, single, weigh: (a: number, b: number) => ((a * 7 + b * 13) % 11) - 5, least: 0 }
    assert.deepEqual(join(others, { ...constraints, cannot: turned }), join(edges, { ...constraints, cannot }))
  }), { numRuns: 1500 })
})

test('without constraints clusters are what hangs together, each named by its least record', () => {
  fc.assert(fc.property(graph, ({ edges }) => {
    const { of, refused } = join(edges)
    const home = Array.from({ length: RECORDS }, (_, at) => at)
    for (let round = 0; round < RECORDS; round++) for (const { a, b } of edges) home[a] = home[b] = Math.min(home[a] ?? a, home[b] ?? b)
    assert.deepEqual(of, home)
    assert.deepEqual(refused, [])
  }))
})

test('one strong bridge does not chain two groups that know nothing of each other', () => {
  const groups = [[0, 1], [0, 2], [1, 2], [3, 4], [3, 5], [4, 5]].map(([a = 0, b = 0]): Edge => ({ a, b, bits: 20 }))
  const near = new Set(groups.map(({ a, b }) => `${a} ${b}`))
  const bridge = { a: 2, b: 3, bits: 9 }
  const weigh = (a: number, b: number) => (near.has(`${a} ${b}`) ? 20 : -10)
  assert.deepEqual(join([...groups, bridge], { weigh, least: 0 }, 6), { of: [0, 0, 0, 3, 3, 3], refused: ['2 3'] })
  assert.deepEqual(join([...groups, bridge], {}, 6).of, [0, 0, 0, 0, 0, 0])
})

test('a whole batch comes out the same byte by byte, whether one thread joins its keys or four', async () => {
  const corpus = people(4000)
  const model = narrow(PERSON, new Set(corpus.fields))
  const batches = []
  for (const threads of [1, 2, 4]) {
    const { a, b, dropped } = await findPairs(corpus, model.keys, { threads })
    const { evidence, edges, zones, clusters, model: learned } = await match(corpus, model, { learn: true, threads })
    batches.push({ a, b, dropped, codes: evidence.codes, bits: edges.bits, zones, of: clusters.of, refused: clusters.refused, learned })
  }
  const [one, ...others] = batches
  assert.ok(one && one.a.length > 3000 && new Set(one.of).size < 3900, 'there is something to join')
  for (const other of others) assert.deepEqual(other, one)
})

test('what a batch spills to disk goes with it', async () => {
  let told = ''
  await withDuck('200MB', async (duck) => { told = String((await duck.runAndReadAll(`select current_setting('temp_directory')`)).getRows()[0]?.[0]) })
  assert.match(told, /yilan-duck-/)
  assert.equal(existsSync(told), false)
})

/** Every fourth is somebody who came before, now and then with a slip. */
function people(many: number): Corpus {
  const builder = new CorpusBuilder(['name', 'birthday', 'phone'])
  const sign = (n: number) => String.fromCharCode(0x4e00 + (n * 37) % 900)
  for (let n = 0; n < many; n++) {
    const who = n % 4 === 3 ? Math.floor(n / 7) : n
    const name = `${sign(who % 40)}${sign(who)}${n % 28 === 3 ? sign(n) : sign(who * 3)}`
    builder.add([name, `19${50 + (who % 50)}-0${1 + (who % 9)}-1${who % 9}`, n % 5 === 0 ? null : `138${String(who % 3000).padStart(8, '0')}`], `S${n % 3}`)
  }
  return builder.build()
}
