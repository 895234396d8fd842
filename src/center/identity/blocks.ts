/** The evidence of the last batch at rest: packed arrays, so that a changed weight is tried on all pairs within a second or two, in any process. */
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Tx } from '#kernel/tx'
import type { Evidence } from './evidence.ts'
import type { Kind } from './versions.ts'

export type Packed = { run: number; recs: Float64Array; evidence: Evidence }
const PART = 4 << 20

/** Keeps the evidence of a run and lets go of the run before. */
export async function packEvidence(tx: Tx, run: number, kind: Kind, recs: Float64Array, evidence: Evidence): Promise<void> {
  const { a, b, codes, shares, document, documentType, system, systems } = evidence
  const arrays: [string, ArrayBufferView][] = [['recs', recs], ['a', a], ['b', b], ['codes', codes], ['document', document], ['documentType', documentType], ['system', system]]
  for (const [field, share] of shares) arrays.push([`share ${field}`, share])
  arrays.push(['systems', Buffer.from(JSON.stringify(systems))])
  await tx`delete from identity.er_block where name like ${`${kind} %`}`
  for (const [name, array] of arrays) {
    const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength)
    for (let part = 0; part * PART < Math.max(1, bytes.length); part++) {
      await tx`insert into identity.er_block (run, name, part, data) values (${run}, ${`${kind} ${name}`}, ${part}, ${gzipSync(bytes.subarray(part * PART, (part + 1) * PART), { level: 1 })})`
    }
  }
}

/** The evidence of the last batch of this kind, or undefined before the first. */
export async function unpackEvidence(tx: Tx, kind: Kind): Promise<Packed | undefined> {
  const rows = await tx<{ run: number; name: string; data: Buffer }[]>`select run, name, data from identity.er_block where name like ${`${kind} %`} order by name, part`
  const [first] = rows
  if (!first) return undefined
  const parts = new Map<string, Buffer[]>()
  for (const { name, data } of rows) parts.set(name, [...(parts.get(name) ?? []), gunzipSync(data)])
  const bytes = (name: string): ArrayBuffer => {
    const whole = Buffer.concat(parts.get(`${kind} ${name}`) ?? [])
    return whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.byteLength) as ArrayBuffer // a Buffer of our own, never shared
  }
  const lead = `${kind} share `
  const shares = new Map([...parts.keys()].filter((name) => name.startsWith(lead)).map((name) => [name.slice(lead.length), new Float32Array(bytes(name.slice(kind.length + 1)))]))
  const recs = new Float64Array(bytes('recs'))
  return {
    run: first.run,
    recs,
    evidence: {
      records: recs.length, a: new Int32Array(bytes('a')), b: new Int32Array(bytes('b')), codes: new Float64Array(bytes('codes')), shares, document: new Int32Array(bytes('document')),
      documentType: new Int32Array(bytes('documentType')), system: new Int32Array(bytes('system')), systems: JSON.parse(Buffer.from(bytes('systems')).toString()) as string[], // written above
    },
  }
}
