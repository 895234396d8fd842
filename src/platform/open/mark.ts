/** The number beside every row of a file: which file, which row, under our key. Whoever finds the row can say in whose file it left. */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { keysFor } from '#kernel/secret'

export type Place = { export: number; row: number }

/** 26 signs of Crockford's alphabet, unlike for any two rows. Only this bank's keys make or read one. */
export function markOf({ export: no, row }: Place): string {
  const block = Buffer.alloc(BLOCK)
  block.writeUIntBE(no, 0, 6)
  block.writeUInt32BE(row, 6)
  const [key] = keys()
  const cipher = createCipheriv('aes-256-ecb', key as Buffer, null).setAutoPadding(false) // keysFor throws where there is none
  return signs(Buffer.concat([cipher.update(block), cipher.final()]))
}

/** Undefined for what no file of ours carries: 48 bits must come out as zeros. */
export function placeOf(mark: string): Place | undefined {
  const block = bytes(mark)
  return block && keys().map((key) => read(key, block)).find((place) => place !== undefined)
}

function read(key: Buffer, block: Buffer): Place | undefined {
  const cipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  const clear = Buffer.concat([cipher.update(block), cipher.final()])
  const place = { export: clear.readUIntBE(0, 6), row: clear.readUInt32BE(6) }
  return clear.subarray(10).every((byte) => byte === 0) && place.export > 0 && place.row > 0 ? place : undefined
}

const BLOCK = 16
const keys = (): Buffer[] => keysFor('mark of an exported row')
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SIGNS = 26

function signs(block: Buffer): string {
  let number = BigInt(`0x${block.toString('hex')}`)
  let text = ''
  for (let i = 0; i < SIGNS; i++) {
    text = ALPHABET[Number(number & 31n)] + text
    number >>= 5n
  }
  return text
}

/** As people copy it: small letters, blanks and dashes, O for 0, I and L for 1. */
function bytes(mark: string): Buffer | undefined {
  const plain = mark.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (plain.length !== SIGNS || [...plain].some((sign) => !ALPHABET.includes(sign))) return undefined
  const number = [...plain].reduce((sum, sign) => sum * 32n + BigInt(ALPHABET.indexOf(sign)), 0n)
  const hex = number.toString(16).padStart(BLOCK * 2, '0')
  return hex.length === BLOCK * 2 ? Buffer.from(hex, 'hex') : undefined
}
