/** Lines whose columns stand at places: counted in characters, or in the bytes of the encoding, as old systems count a Chinese character for two. */
import type { FileInterface } from './declaration.ts'
import { linesOf, type Broken, type Split } from './split.ts'

type Plan = Partial<Pick<FileInterface, 'places' | 'columns'>> & Pick<FileInterface, 'encoding'>

/** A line may end early, as when blanks at its end were cut: what is not there is empty. */
export function splitFixed(text: string, { places, columns = {}, encoding }: Plan, firstLine: number): Split {
  const cuts = Object.keys(columns).map((name) => places?.columns[name] ?? { from: 1, width: 1 }) // the declaration was checked: every column has its place
  const cut = places?.unit === 'bytes' ? byBytes(cuts, encoding) : byCharacters(cuts)
  return linesOf(text, firstLine, (line) => (line.includes('\0') ? BAD_CHARACTER : cut(line)))
}

type Cut = { from: number; width: number }
const BAD_CHARACTER: Broken = { broken: 'bad-character' }
const WRONG_FIELDS: Broken = { broken: 'wrong-fields' }

function byCharacters(cuts: Cut[]): (line: string) => string[] {
  return (line) => {
    const signs = SURROGATE.test(line) ? Array.from(line) : null
    return cuts.map(({ from, width }) => (signs ? signs.slice(from - 1, from - 1 + width).join('') : line.slice(from - 1, from - 1 + width)))
  }
}

const SURROGATE = /[\ud800-\udfff]/

/** The byte at which each character begins; a column that would cut one in two is none. */
function byBytes(cuts: Cut[], encoding: 'utf-8' | 'gb18030'): (line: string) => string[] | Broken {
  const widthOf = encoding === 'gb18030' ? gbWidth : utf8Width
  return (line) => {
    const begins = new Map<number, number>()
    let bytes = 0
    for (let i = 0; i < line.length; i++) {
      begins.set(bytes, i)
      const code = line.codePointAt(i) as number // i lies within the line
      bytes += widthOf(code)
      if (code > 0xffff) i++
    }
    begins.set(bytes, line.length)
    const fields: string[] = []
    for (const { from, width } of cuts) {
      const start = from - 1 >= bytes ? line.length : begins.get(from - 1)
      const end = from - 1 + width >= bytes ? line.length : begins.get(from - 1 + width)
      if (start === undefined || end === undefined) return WRONG_FIELDS
      fields.push(line.slice(start, end))
    }
    return fields
  }
}

const utf8Width = (code: number) => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4)

let twoBytes: Uint8Array | undefined

/** One byte for ASCII, two for what GBK knows, four for the rest. */
function gbWidth(code: number): number {
  if (code < 0x80) return 1
  twoBytes ??= tableOfGbk()
  return code < 0x10000 && twoBytes[code] === 1 ? 2 : 4
}

function tableOfGbk(): Uint8Array {
  const table = new Uint8Array(0x10000)
  const decoder = new TextDecoder('gb18030')
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const sign = decoder.decode(Uint8Array.of(lead, trail))
      if (sign.length === 1 && sign !== '\ufffd') table[sign.charCodeAt(0)] = 1
    }
  }
  return table
}
