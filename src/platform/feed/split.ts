/** Splits the text of a bank's file into records: line ends LF, CRLF or CR, fields by one delimiter, quotes with what they may hold. */

export type Layout = { encoding: 'utf-8' | 'gb18030'; delimiter: string; quote: string | null }
/** Why a record could not even be read. */
export type Broken = { readonly broken: 'broken-quote' | 'bad-character' | 'bad-encoding' | 'wrong-fields' | 'broken-json' }
export type Split = {
  /** The physical line on which each record begins. */
  lines: number[]
  records: (string[] | Broken)[]
  /** How much of the text was used up: less than all when its last record goes on in the text to come. */
  taken: number
  nextLine: number
}

/** A quoted field may hold line ends, but a quote that was never closed must not swallow the file. */
export const MAX_LINES_OF_RECORD = 100
export const MAX_LENGTH_OF_RECORD = 1 << 20
export const MAX_FIELDS = 1000

/** `text` ends with a line end, or `isEnd` says that nothing follows. Blank lines are no records. */
export function split(text: string, layout: Layout, firstLine: number, isEnd: boolean): Split {
  const scan = new Scan(text, layout, firstLine)
  const { lines, records } = scan
  while (scan.at < text.length) {
    const line = scan.line
    const record = scan.next(isEnd)
    if (record === MORE) break
    if (record === BLANK) continue
    lines.push(line)
    records.push(record)
  }
  return { lines, records, taken: scan.at, nextLine: scan.line }
}

/** One record a line, whatever stands on it. Blank lines are none. */
export function linesOf(text: string, firstLine: number, read: (line: string) => string[] | Broken): Split {
  const lines: number[] = []
  const records: (string[] | Broken)[] = []
  let [at, line] = [0, firstLine]
  while (at < text.length) {
    const feed = ahead(text, '\n', at)
    const back = ahead(text.slice(at, Math.min(feed, text.length)), '\r', 0) + at
    const end = Math.min(feed, back, text.length)
    const said = text.slice(at, end)
    if (said.trim() !== '') {
      lines.push(line)
      records.push(said.length > MAX_LENGTH_OF_RECORD ? WRONG_FIELDS : read(said))
    }
    at = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1)
    line++
  }
  return { lines, records, taken: text.length, nextLine: line }
}

const MORE = Symbol('the record goes on in the text to come')
const BLANK = Symbol('a blank line')
const BROKEN_QUOTE: Broken = { broken: 'broken-quote' }
const BAD_CHARACTER: Broken = { broken: 'bad-character' }
const WRONG_FIELDS: Broken = { broken: 'wrong-fields' }

/** One pass over one text. The next quote, CR and NUL are looked for ahead, so that lines without any are split by the engine's own code. */
class Scan {
  at = 0
  line: number
  readonly lines: number[] = []
  readonly records: (string[] | Broken)[] = []
  private readonly text: string
  private readonly delimiter: string
  private readonly quote: string | null
  private nextQuote: number
  private nextReturn: number
  private nextNul: number

  constructor(text: string, layout: Layout, firstLine: number) {
    this.text = text
    this.delimiter = layout.delimiter
    this.quote = layout.quote
    this.line = firstLine
    this.nextQuote = layout.quote === null ? Infinity : ahead(text, layout.quote, 0)
    this.nextReturn = ahead(text, '\r', 0)
    this.nextNul = ahead(text, '\0', 0)
  }

  next(isEnd: boolean): string[] | Broken | typeof MORE | typeof BLANK {
    const start = this.at
    const end = this.lineEnd(start)
    if (this.quote !== null && this.nextQuote < start) this.nextQuote = ahead(this.text, this.quote, start)
    if (this.nextQuote < end) return this.quoted(start, end, isEnd)
    this.passLine(end)
    if (end === start || (this.text.charCodeAt(start) === 32 && this.text.slice(start, end).trim() === '')) return BLANK
    if (this.holdsNul(start, end)) return BAD_CHARACTER
    const fields = this.text.slice(start, end).split(this.delimiter, MAX_FIELDS + 1)
    return fields.length > MAX_FIELDS ? WRONG_FIELDS : fields
  }

  private quoted(start: number, lineEnd: number, isEnd: boolean): string[] | Broken | typeof MORE {
    const line = this.line
    const fields = this.fieldsFrom(start, lineEnd)
    if (fields === MORE && !isEnd && this.text.length - start <= MAX_LENGTH_OF_RECORD && countLineEnds(this.text, start, this.text.length) <= MAX_LINES_OF_RECORD) return MORE
    if (fields === MORE || fields === BROKEN_QUOTE) {
      // Only the line with the fault is lost: reading goes on behind it.
      this.line = line
      this.passLine(lineEnd)
      return BROKEN_QUOTE
    }
    return this.holdsNul(start, this.at) ? BAD_CHARACTER : fields
  }

  /** Leaves `at` behind the record when it is whole. */
  private fieldsFrom(start: number, lineEnd: number): string[] | typeof MORE | typeof BROKEN_QUOTE {
    const { text, delimiter, quote } = this
    const fields: string[] = []
    let [at, end, lines] = [start, lineEnd, 0]
    for (;;) {
      if (fields.length > MAX_FIELDS) return BROKEN_QUOTE
      if (text[at] === quote) {
        const close = closing(text, quote, at)
        if (close < 0) return MORE
        const inside = text.slice(at + 1, close)
        fields.push(inside.includes(quote) ? inside.replaceAll(quote + quote, quote) : inside)
        if (close > end) {
          lines += countLineEnds(text, at, close)
          if (lines > MAX_LINES_OF_RECORD || close - start > MAX_LENGTH_OF_RECORD) return BROKEN_QUOTE
          end = this.lineEnd(close)
        }
        at = close + 1
        if (at < end && text[at] !== delimiter) return BROKEN_QUOTE
      } else {
        const rest = text.slice(at, end)
        const stop = rest.indexOf(delimiter)
        fields.push(stop < 0 ? rest : rest.slice(0, stop))
        at = stop < 0 ? end : at + stop
      }
      if (at >= end) break
      at++
    }
    this.line += lines
    this.passLine(end)
    return fields
  }

  private passLine(end: number): void {
    this.line++
    this.at = end + (this.text.charCodeAt(end) === 13 && this.text.charCodeAt(end + 1) === 10 ? 2 : 1)
  }

  /** Where the line that holds `from` ends: at its CR or LF, or at the end of the text. */
  private lineEnd(from: number): number {
    const feed = ahead(this.text, '\n', from)
    if (this.nextReturn < from) this.nextReturn = ahead(this.text, '\r', from)
    return Math.min(feed, this.nextReturn, this.text.length)
  }

  private holdsNul(start: number, end: number): boolean {
    if (this.nextNul < start) this.nextNul = ahead(this.text, '\0', start)
    return this.nextNul < end
  }
}

function ahead(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from)
  return found < 0 ? Infinity : found
}

/** The quote that closes the one at `open`, passing over doubled ones; -1 when the text ends before. */
function closing(text: string, quote: string, open: number): number {
  let at = open + 1
  for (;;) {
    const found = text.indexOf(quote, at)
    if (found < 0 || text[found + 1] !== quote) return found
    at = found + 2
  }
}

/** Line ends within [from, to): CRLF is one. */
export function countLineEnds(text: string, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) {
    const sign = text.charCodeAt(i)
    if (sign === 10 || (sign === 13 && text.charCodeAt(i + 1) !== 10)) count++
  }
  return count
}
