/** Reads XML piece by piece, as spreadsheets write it: tags, texts and the five entities. What declares entities of its own is refused, so that none can grow. */
import { Refused } from '#kernel/error'

export type Hears = {
  open(name: string, attributes: Record<string, string>): void
  text(text: string): void
  close(name: string): void
}

const MAX_TAG = 1 << 16
const MAX_DEPTH = 100

export class Xml {
  private rest = ''
  private depth = 0
  private readonly hears: Hears

  constructor(hears: Hears) {
    this.hears = hears
  }

  write(piece: string): void {
    const text = this.rest + piece
    let at = 0
    for (;;) {
      const open = text.indexOf('<', at)
      if (open < 0) {
        // An entity may be cut in two.
        const cut = text.lastIndexOf('&')
        const whole = cut >= at && text.length - cut < 12 ? cut : text.length
        this.say(text.slice(at, whole))
        this.rest = text.slice(whole)
        return
      }
      this.say(text.slice(at, open))
      const end = this.endOf(text, open)
      if (end < 0) {
        this.rest = text.slice(open)
        if (this.rest.length > MAX_TAG) throw brokenXml()
        return
      }
      at = end
    }
  }

  end(): void {
    if (this.rest.trim() !== '' || this.depth !== 0) throw brokenXml()
  }

  private say(text: string): void {
    if (text !== '') this.hears.text(text.includes('&') ? plain(text) : text)
  }

  /** Behind what begins with `<` at `open`, which is told; -1 when it goes on in the text to come. */
  private endOf(text: string, open: number): number {
    if (text.startsWith('<!--', open)) return behind(text, '-->', open + 4)
    if (text.startsWith('<?', open)) return behind(text, '?>', open + 2)
    if (text.startsWith('<![CDATA[', open)) {
      const end = behind(text, ']]>', open + 9)
      if (end > 0) this.hears.text(text.slice(open + 9, end - 3))
      return end
    }
    if (text.startsWith('<!', open)) {
      if (text.length - open < 9) return -1
      throw new Refused('unprocessable', { code: 'broken-xml', cause: 'doctype' })
    }
    const close = endOfTag(text, open)
    if (close >= 0) this.tag(text.slice(open + 1, close))
    return close < 0 ? -1 : close + 1
  }

  private tag(inside: string): void {
    if (inside.length > MAX_TAG) throw brokenXml()
    if (inside.startsWith('/')) {
      this.depth--
      return this.hears.close(local(inside.slice(1).trim()))
    }
    const isEmpty = inside.endsWith('/')
    const [, name = '', said = ''] = /^([^\s/]+)([^]*)$/.exec(inside) ?? []
    if (name === '' || ++this.depth > MAX_DEPTH) throw brokenXml()
    this.hears.open(local(name), attributesOf(said))
    if (!isEmpty) return
    this.depth--
    this.hears.close(local(name))
  }
}

export function brokenXml(): Refused {
  return new Refused('unprocessable', { code: 'broken-xml' })
}

const local = (name: string) => name.slice(name.indexOf(':') + 1)

function behind(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from)
  return found < 0 ? -1 : found + sign.length
}

/** The `>` that closes a tag: not one within quotes. */
function endOfTag(text: string, open: number): number {
  let quote = 0
  for (let i = open + 1; i < text.length; i++) {
    const sign = text.charCodeAt(i)
    if (quote !== 0) {
      if (sign === quote) quote = 0
    } else if (sign === 34 || sign === 39) quote = sign
    else if (sign === 62) return i
  }
  return -1
}

function attributesOf(said: string): Record<string, string> {
  const found: Record<string, string> = Object.create(null) as Record<string, string> // a name may be __proto__
  let at = 0
  for (;;) {
    const equals = said.indexOf('=', at)
    if (equals < 0) return found
    const quote = said[equals + 1] === '"' || said[equals + 1] === "'" ? equals + 1 : -1
    const end = quote < 0 ? -1 : said.indexOf(said[quote] as string, quote + 1)
    if (end < 0) return found
    const value = said.slice(quote + 1, end)
    found[local(said.slice(at, equals).trim())] = value.includes('&') ? plain(value) : value
    at = end + 1
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function plain(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z]{1,8});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole
    const code = name[1] === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\ufffd'
  })
}
