import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { array, assert as holds, asyncProperty, integer, tuple } from 'fast-check'
import { evaluate, evaluateZones, type Agreement } from './evaluate.ts'

const work = mkdtempSync(join(tmpdir(), 'yilan-evaluate-'))
after(() => rmSync(work, { recursive: true }))

const pairsOfGroups = array(tuple(integer({ min: 0, max: 5 }), integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 14 })

test('precision and recall are those of their definition, pair by pair and record by record', async () => {
  await holds(asyncProperty(pairsOfGroups, async (records) => {
    const found = await judge(records.map(([cluster]) => cluster), records.map(([, entity]) => entity))
    same(found.pairwise, pairwise(records))
    same(found.bcubed, bcubed(records))
  }), { numRuns: 60 })
})

test('clusters and truth changing places, precision and recall change places', async () => {
  await holds(asyncProperty(pairsOfGroups, async (records) => {
    const [clusters, entities] = [records.map(([cluster]) => cluster), records.map(([, entity]) => entity)]
    const [there, back] = [await judge(clusters, entities), await judge(entities, clusters)]
    for (const measure of ['pairwise', 'bcubed'] as const) same(there[measure], { precision: back[measure].recall, recall: back[measure].precision, f1: back[measure].f1 })
  }), { numRuns: 30 })
})

test('all in one cluster misses nobody, each on their own wrongs nobody, and the truth itself is perfect', async () => {
  const entities = [1, 1, 1, 2, 2, 3]
  const one = await judge(entities.map(() => 7), entities)
  assert.deepEqual([one.pairwise.recall, one.bcubed.recall, one.pairwise.precision], [1, 1, 4 / 15])
  const apart = await judge(entities.map((_, at) => at), entities)
  assert.deepEqual(apart.pairwise, { precision: 1, recall: 0, f1: 0 })
  same(apart.bcubed, { precision: 1, recall: 0.5, f1: 2 / 3 })
  const perfect = await judge(entities, entities)
  assert.deepEqual([perfect.pairwise.f1, perfect.bcubed.f1, perfect.clusters, perfect.entities], [1, 1, 3, 3])
})

test('a record that no cluster names is on its own, one that the truth does not name is not judged', async () => {
  const clusters = write('part.csv', 'record,cluster\na,1\nb,1\nz,1\n')
  const truth = write('whole.csv', 'record,entity\na,P\nb,P\nc,P\n')
  const { missing, unknown, records, clusters: groups, pairs } = await evaluate({ file: clusters }, { file: truth })
  assert.deepEqual({ missing, unknown, records, groups, pairs }, { missing: 1, unknown: 1, records: 3, groups: 2, pairs: { claimed: 1, true: 3, right: 1 } })
})

test('columns are found by name, and an entity may be read from the id itself', async () => {
  const clusters = write('named.csv', 'score, cluster_id, rec_id\n1,A,"rec-1-org"\n2,A, rec-1-dup-0\n3,B,rec-2-org\n')
  const truth = write('febrl.csv', 'rec_id, given_name\nrec-1-org, li\nrec-1-dup-0, li\nrec-2-org, wang\n')
  const { pairwise, entities } = await evaluate({ file: clusters, id: 'rec_id', group: 'cluster_id' }, { file: truth, groupFrom: String.raw`^rec-(\d+)-` })
  assert.deepEqual([pairwise.f1, entities], [1, 2])
})

test('each zone says how many of its pairs are truly one', async () => {
  const truth = write('zoned.csv', 'id,entity\na,1\nb,1\nc,2\nd,2\n')
  const pairs = write('pairs.csv', 'a,b,bits,zone\na,b,20,auto\nc,d,1,review\na,c,0,review\nb,d,-9,reject\na,z,20,auto\n')
  assert.deepEqual(await evaluateZones(pairs, { file: truth }), [{ zone: 'auto', pairs: 1, right: 1 }, { zone: 'review', pairs: 2, right: 1 }, { zone: 'reject', pairs: 1, right: 0 }])
  await assert.rejects(evaluateZones(truth, { file: truth }), /has no column a/)
})

test('what cannot be judged is refused in words', async () => {
  const good = write('good.csv', 'id,cluster\na,1\nb,2\n')
  const twice = write('twice.csv', 'id,cluster\na,1\na,2\n')
  const bare = write('bare.csv', 'id,entity\na,\nb,1\n')
  const torn = write('torn.csv', 'id,entity\na,1\n"b,2\nc,1\n')
  await assert.rejects(evaluate({ file: 'nowhere.csv' }, { file: good }), /there is no file nowhere\.csv/)
  await assert.rejects(evaluate({ file: twice }, { file: good }), /has record a 2 times/)
  await assert.rejects(evaluate({ file: good }, { file: bare }), /does not tell whose 1 records are, such as a/)
  await assert.rejects(evaluate({ file: good, group: 'kluster' }, { file: good }), /has no column kluster, only id, cluster/)
  await assert.rejects(evaluate({ file: good }, { file: good, groupFrom: 'rec-(' }), /cannot read/)
  await assert.rejects(evaluate({ file: good }, { file: torn }), /cannot read/)
})

function judge(clusters: number[], entities: number[]) {
  const rows = (name: string, groups: number[]) => write(name, `id,group\n${groups.map((group, at) => `r${at},${group}`).join('\n')}\n`)
  return evaluate({ file: rows('clusters.csv', clusters) }, { file: rows('truth.csv', entities) })
}

function write(name: string, text: string): string {
  const file = join(work, name)
  writeFileSync(file, text)
  return file
}

function pairwise(records: [number, number][]): Agreement {
  const all = records.flatMap((a, at) => records.slice(at + 1).map((b) => [a[0] === b[0], a[1] === b[1]] as const))
  const right = all.filter(([claimed, real]) => claimed && real).length
  const claimed = all.filter(([together]) => together).length
  const real = all.filter(([, one]) => one).length
  return harmonic(claimed === 0 ? 1 : right / claimed, real === 0 ? 1 : right / real)
}

function bcubed(records: [number, number][]): Agreement {
  const mean = (ofRecord: (record: [number, number]) => number) => records.reduce((sum, record) => sum + ofRecord(record), 0) / records.length
  const both = ([cluster, entity]: [number, number]) => records.filter((other) => other[0] === cluster && other[1] === entity).length
  return harmonic(
    mean((record) => both(record) / records.filter((other) => other[0] === record[0]).length),
    mean((record) => both(record) / records.filter((other) => other[1] === record[1]).length),
  )
}

function harmonic(precision: number, recall: number): Agreement {
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

function same(found: Agreement, expected: Agreement): void {
  for (const figure of ['precision', 'recall', 'f1'] as const) assert.ok(Math.abs(found[figure] - expected[figure]) < 1e-12, `${figure} ${found[figure]} ${expected[figure]}`)
}
