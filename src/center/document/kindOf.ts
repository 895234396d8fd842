/** What a file is, told by its bytes, and whether it is that and nothing else besides. */
import { extname } from 'node:path'
import { Refused } from '#kernel/error'
import { looseEnds } from './office.ts'

export type Sort = { type: string; extensions: readonly string[] }

/** The sorts a bank's files come in. What a browser would run (HTML, SVG) and what a desk would (macros, programs) is none of them. */
export async function sortOf(bytes: Buffer, name: string, path: string): Promise<Sort> {
  if (bytes.length === 0) throw new Refused('unprocessable', { field: 'file', cause: 'empty' })
  const sort = SORTS.find((each) => each.begins(bytes))
  if (!sort) throw new Refused('unprocessable', { field: 'file', cause: 'type' })
  if (!sort.extensions.includes(extname(name).slice(1).toLowerCase())) throw new Refused('unprocessable', { field: 'file', cause: 'name', type: sort.type })
  const wrong = await sort.wrong?.(bytes, path)
  if (wrong !== undefined) throw new Refused('unprocessable', { field: 'file', cause: wrong, type: sort.type })
  return sort
}

type Told = Sort & { begins(bytes: Buffer): boolean; wrong?(bytes: Buffer, path: string): string | undefined | Promise<string | undefined> }

const at = (bytes: Buffer, offset: number, text: string): boolean => bytes.toString('latin1', offset, offset + text.length) === text
const OFFICE = 'application/vnd.openxmlformats-officedocument.'
const office = (extension: string, part: string, type: string): Told => ({
  type: OFFICE + type, extensions: [extension],
  begins: (bytes) => at(bytes, 0, 'PK\u0003\u0004') && bytes.includes(part),
  wrong: (_bytes, path) => looseEnds(path),
})

const SORTS: Told[] = [
  { type: 'application/pdf', extensions: ['pdf'], begins: (bytes) => at(bytes, 0, '%PDF-'), wrong: wrongPdf },
  { type: 'image/jpeg', extensions: ['jpg', 'jpeg'], begins: (bytes) => at(bytes, 0, '\u00ff\u00d8\u00ff'), wrong: wrongJpeg },
  { type: 'image/png', extensions: ['png'], begins: (bytes) => at(bytes, 0, '\u0089PNG\r\n\u001a\n'), wrong: wrongPng },
  office('docx', 'word/document.xml', 'wordprocessingml.document'),
  office('xlsx', 'xl/workbook.xml', 'spreadsheetml.sheet'),
  { type: 'audio/wav', extensions: ['wav'], begins: (bytes) => at(bytes, 0, 'RIFF') && at(bytes, 8, 'WAVE'), wrong: notAlsoZip },
  { type: 'audio/mpeg', extensions: ['mp3'], begins: (bytes) => at(bytes, 0, 'ID3') || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2), wrong: notAlsoZip },
  { type: 'video/mp4', extensions: ['mp4', 'm4a'], begins: (bytes) => at(bytes, 4, 'ftyp'), wrong: notAlsoZip },
]

/** 50 million: beyond it a picture of a few kilobytes fills the memory of whoever opens it. */
const PIXELS = 50_000_000

/** A zip is read from its end: what ends as one is one, whatever it begins as. */
function notAlsoZip(bytes: Buffer): string | undefined {
  return bytes.subarray(Math.max(0, bytes.length - 65_557)).includes('PK\u0005\u0006') ? 'polyglot' : undefined
}

function wrongPdf(bytes: Buffer): string | undefined {
  if (!bytes.subarray(-1024).includes('%%EOF')) return 'broken'
  if (['/JavaScript', '/JS ', '/JS(', '/Launch', '/EmbeddedFile', '/XFA'].some((mark) => bytes.includes(mark))) return 'active'
  return notAlsoZip(bytes)
}

/** Chunk by chunk to IEND, and nothing after it. */
function wrongPng(bytes: Buffer): string | undefined {
  if (!at(bytes, 12, 'IHDR') || bytes.length < 33) return 'broken'
  if (bytes.readUInt32BE(16) * bytes.readUInt32BE(20) > PIXELS) return 'pixels'
  for (let place = 8; place + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(place)
    const isLast = at(bytes, place + 4, 'IEND')
    place += 12 + length
    if (isLast) return place === bytes.length ? undefined : 'polyglot'
  }
  return 'broken'
}

/** Segment by segment to the frame, which tells the size; the picture ends where the file does. */
function wrongJpeg(bytes: Buffer): string | undefined {
  const end = bytes.lastIndexOf(Buffer.from([0xff, 0xd9]))
  if (end < 0) return 'broken'
  if (bytes.subarray(end + 2).some((byte) => byte !== 0)) return 'polyglot'
  for (let place = 2; place + 9 < bytes.length; ) {
    if (bytes[place] !== 0xff) return 'broken'
    const marker = bytes[place + 1] ?? 0
    if (marker === 0xff) { place++; continue }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return bytes.readUInt16BE(place + 5) * bytes.readUInt16BE(place + 7) > PIXELS ? 'pixels' : notAlsoZip(bytes)
    place += 2 + bytes.readUInt16BE(place + 2)
  }
  return 'broken'
}
