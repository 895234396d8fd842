/** A workbook's sheet as lines of JSON, the n-th line its n-th row. The sheet is read as it unpacks; only its dictionary of texts is held. */
import { Refused } from '#kernel/error'
import { MAX_FIELDS } from './split.ts'
import { brokenXml, Xml, type Hears } from './xml.ts'
import { openZip, readPart, type Opened } from './zip.ts'

export type Wanted = { sheet?: string; skip: number }

const MAX_ROWS = 1_048_576
const MAX_TEXTS = 40 * 1024 * 1024
const MAX_SMALL = 4 * 1024 * 1024
const MAX_CELL = 1 << 20
const MAX_ROW = 4 << 20
const PIECE = 128 * 1024

export async function* workbookLines(path: string, wanted: Wanted): AsyncGenerator<Buffer> {
  const zip = await openZip(path, { entries: 1000, bytes: 2 * 1024 ** 3, ratio: 120 })
  try {
    const book = await bookOf(zip)
    const sheet = wanted.sheet === undefined ? book.sheets[0] : book.sheets.find(({ name }) => name === wanted.sheet)
    if (!sheet) throw new Refused('unprocessable', { code: 'sheet-missing', sheet: wanted.sheet, known: book.sheets.map(({ name }) => name).slice(0, 20) })
    const rows = new Rows(await textsOf(zip), await stylesOf(zip, book.from1904), wanted.skip)
    yield* linesOfSheet(zip, sheet.part, rows)
  } finally {
    zip.close()
  }
}

/** The names of a workbook's sheets, in their order. */
export async function sheetsOf(path: string): Promise<string[]> {
  const zip = await openZip(path)
  try {
    return (await bookOf(zip)).sheets.map(({ name }) => name)
  } finally {
    zip.close()
  }
}

async function* linesOfSheet(zip: Opened, part: string, rows: Rows): AsyncGenerator<Buffer> {
  const entry = zip.entries.find(({ fileName }) => fileName === part)
  if (!entry) throw brokenBook()
  const decoder = new TextDecoder('utf-8')
  const xml = new Xml(rows)
  for await (const chunk of await zip.read(entry)) {
    xml.write(decoder.decode(chunk, { stream: true }))
    if (rows.length > PIECE) yield rows.take()
  }
  xml.write(decoder.decode())
  xml.end()
  yield rows.take()
}

type Book = { sheets: { name: string; part: string }[]; from1904: boolean }

async function bookOf(zip: Opened): Promise<Book> {
  const [book, links] = [await readPart(zip, 'xl/workbook.xml', MAX_SMALL), await readPart(zip, 'xl/_rels/workbook.xml.rels', MAX_SMALL)]
  if (!book || !links) throw brokenBook()
  const parts = new Map<string, string>()
  read(links, (name, { Id, Target }) => {
    if (name === 'Relationship' && Id && Target) parts.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
  })
  const sheets: Book['sheets'] = []
  let from1904 = false
  read(book, (name, said) => {
    if (name === 'workbookPr') from1904 = said.date1904 === '1' || said.date1904 === 'true'
    const part = name === 'sheet' ? parts.get(said.id ?? '') : undefined
    if (part !== undefined) sheets.push({ name: said.name ?? '', part })
  })
  if (sheets.length === 0) throw brokenBook()
  return { sheets, from1904 }
}

/** Cells name their texts by number. */
async function textsOf(zip: Opened): Promise<string[]> {
  const part = await readPart(zip, 'xl/sharedStrings.xml', MAX_TEXTS)
  if (!part) return []
  const texts: string[] = []
  let [now, isText, phonetic] = ['', false, 0]
  hear(part, {
    open(name) {
      if (name === 'si') now = ''
      else if (name === 't') isText = phonetic === 0
      else if (name === 'rPh') phonetic++
    },
    text(text) {
      if (isText) now += text
    },
    close(name) {
      if (name === 't') isText = false
      else if (name === 'rPh') phonetic--
      else if (name === 'si') texts.push(now)
    },
  })
  return texts
}

type Style = 'day' | 'instant' | null
type Styles = { styles: Style[]; from1904: boolean }

/** Which of the styles of cells write a figure as a day. */
async function stylesOf(zip: Opened, from1904: boolean): Promise<Styles> {
  const part = await readPart(zip, 'xl/styles.xml', MAX_SMALL)
  const formats = new Map<number, string>()
  const styles: Style[] = []
  let isCells = false
  if (part) read(part, (name, said) => {
    if (name === 'cellStyleXfs' || name === 'cellXfs') isCells = name === 'cellXfs'
    else if (name === 'numFmt') formats.set(Number(said.numFmtId), said.formatCode ?? '')
    else if (name === 'xf' && isCells) styles.push(styleOf(Number(said.numFmtId), formats))
  })
  return { styles, from1904 }
}

function styleOf(id: number, formats: Map<number, string>): Style {
  const own = formats.get(id)
  if (own === undefined) return (id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58) ? 'day' : id === 22 ? 'instant' : null
  const bare = own.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '')
  if (!/[yd年日]/i.test(bare)) return null
  return /[hs]/i.test(bare) ? 'instant' : 'day'
}

/** Hears a sheet and writes its rows. */
class Rows implements Hears {
  length = 0
  private lines: string[] = []
  private row = 0
  private written = 0
  private width = 0
  private cells: string[] = []
  private at = 0
  private kind = ''
  private style: Style = null
  private value = ''
  private said = 0
  private isValue = false
  private isOver = false
  private readonly texts: string[]
  private readonly styles: Styles
  private readonly skip: number

  constructor(texts: string[], styles: Styles, skip: number) {
    this.texts = texts
    this.styles = styles
    this.skip = skip
  }

  take(): Buffer {
    const buffer = Buffer.from(this.lines.join(''))
    this.lines = []
    this.length = 0
    return buffer
  }

  open(name: string, said: Record<string, string>): void {
    if (name === 'row') this.openRow(said.r)
    else if (name === 'c') {
      this.at = said.r === undefined ? this.at + 1 : columnOf(said.r)
      this.kind = said.t ?? 'n'
      this.style = this.styles.styles[Number(said.s ?? -1)] ?? null
      this.value = ''
    } else if (name === 'v' || name === 't') this.isValue = true
    else if (name === 'rPh') this.isValue = false
  }

  text(text: string): void {
    if (!this.isValue) return
    this.value += text
    this.said += text.length
    if (this.value.length > MAX_CELL || this.said > MAX_ROW) throw new Refused('too-large', { line: this.row })
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.isValue = false
    else if (name === 'c') this.closeCell()
    else if (name === 'row') this.closeRow()
  }

  private openRow(r: string | undefined): void {
    const row = r === undefined ? this.row + 1 : Number(r)
    if (!Number.isInteger(row) || row <= this.row || row > MAX_ROWS) throw brokenBook()
    this.row = row
    this.cells = []
    this.at = 0
    this.said = 0
    this.isOver = false
  }

  private closeCell(): void {
    const value = this.clear()
    if (value === '') return
    if (this.at > MAX_FIELDS) this.isOver = true
    else {
      while (this.cells.length < this.at - 1) this.cells.push('')
      this.cells[this.at - 1] = value
    }
  }

  private clear(): string {
    if (this.kind === 's') return this.texts[Number(this.value)] ?? ''
    if (this.kind === 'b') return this.value === '1' ? 'true' : 'false'
    if (this.kind === 'e') return ''
    if (this.kind === 'str' || this.kind === 'inlineStr') return this.value
    if (this.kind === 'd') return this.value.replace('T', ' ').replace(/ 00:00:00(\.0+)?$/, '')
    return this.value === '' ? '' : this.style === null ? figure(this.value) : moment(this.value, this.style, this.styles.from1904)
  }

  /** Rows that are not there are blank lines; a row that ends early is filled up to the width of the first. */
  private closeRow(): void {
    if (this.cells.length === 0 && !this.isOver) return
    if (this.row > this.skip && this.width === 0) this.width = this.cells.length
    while (this.cells.length < this.width) this.cells.push('')
    const line = `${'\n'.repeat(this.row - this.written - 1)}${this.isOver ? 'null' : JSON.stringify(this.cells)}\n`
    this.written = this.row
    this.lines.push(line)
    this.length += line.length
  }
}

function columnOf(reference: string): number {
  let column = 0
  for (let i = 0; i < Math.min(4, reference.length); i++) {
    const sign = reference.charCodeAt(i) - 64
    if (sign < 1 || sign > 26) break
    column = column * 26 + sign
  }
  if (column < 1 || column > 16_384) throw brokenBook()
  return column
}

/** As a person sees it in the cell: fifteen figures, no exponent, and 0.1 + 0.2 is 0.3. */
function figure(text: string): string {
  if (/^-?\d{1,15}$/.test(text)) return text
  const number = Number(text)
  if (!Number.isFinite(number)) return text.slice(0, 40)
  const short = number.toPrecision(15)
  if (!short.includes('e')) return short.includes('.') ? short.replace(/\.?0+$/, '') : short
  return Math.abs(number) < 1 ? number.toFixed(20).replace(/\.?0+$/, '') : Math.abs(number) < 1e21 ? BigInt(number).toString() : text.slice(0, 40)
}

const DAY_MS = 86_400_000

function moment(text: string, style: 'day' | 'instant', from1904: boolean): string {
  const days = Number(text)
  if (!Number.isFinite(days) || days < 0 || days > 2_958_466) return text.slice(0, 40)
  // Day 60 is the 29th of February 1900, which never was: from there on the count is one ahead.
  const since = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30)
  const at = new Date(since + Math.round((days * DAY_MS) / 1000) * 1000).toISOString()
  const isWhole = style === 'day' || Number.isInteger(days)
  return isWhole ? at.slice(0, 10) : `${at.slice(0, 10)} ${at.slice(11, 19)}`
}

function read(part: Buffer, open: Hears['open']): void {
  hear(part, { open, text() {}, close() {} })
}

function hear(part: Buffer, hears: Hears): void {
  const xml = new Xml(hears)
  const text = part.toString('utf8')
  for (let at = 0; at < text.length; at += PIECE) xml.write(text.slice(at, at + PIECE))
  xml.end()
}

function brokenBook(): Refused {
  const refused = brokenXml()
  return new Refused(refused.code, { code: 'broken-workbook' })
}
