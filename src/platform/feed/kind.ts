/** What a file is, by its content. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'

export type Kind = 'text' | 'gzip' | 'zip' | 'parquet' | 'old-office' | 'pdf' | 'program' | 'utf-16' | 'picture' | 'empty'

/** By its first bytes, whatever its name says. */
export function kindOf(path: string): Kind {
  if (statSync(path).size === 0) return 'empty'
  const head = Buffer.alloc(8)
  const file = openSync(path, 'r')
  try {
    readSync(file, head, 0, 8, 0)
  } finally {
    closeSync(file)
  }
  return kindOfBytes(head)
}

export function kindOfBytes(head: Buffer): Kind {
  const known = SIGNS.find(([sign]) => head.subarray(0, sign.length).equals(sign))
  return known ? known[1] : 'text'
}

const SIGNS: [Buffer, Kind][] = [
  [Buffer.from([0x1f, 0x8b]), 'gzip'],
  [Buffer.from('PK\u0003\u0004', 'latin1'), 'zip'],
  [Buffer.from('PK\u0005\u0006', 'latin1'), 'zip'],
  [Buffer.from('PAR1', 'latin1'), 'parquet'],
  [Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), 'old-office'],
  [Buffer.from('%PDF', 'latin1'), 'pdf'],
  [Buffer.from('MZ', 'latin1'), 'program'],
  [Buffer.from([0x7f, 0x45, 0x4c, 0x46]), 'program'],
  [Buffer.from([0xff, 0xfe]), 'utf-16'],
  [Buffer.from([0xfe, 0xff]), 'utf-16'],
  [Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'picture'],
  [Buffer.from([0xff, 0xd8, 0xff]), 'picture'],
]

export function holdsNul(path: string): boolean {
  const head = Buffer.alloc(4096)
  const file = openSync(path, 'r')
  try {
    return head.subarray(0, readSync(file, head, 0, head.length, 0)).includes(0)
  } finally {
    closeSync(file)
  }
}
