/**
 * The little language of mappings: texts, columns and functions, nothing else. It has no loop, no name of its own and no way out, so that every
 * expression ends; what it may build is bounded. `concat(省, 市)`, `if(blank(手机), 电话, 手机)`, `[a column with blanks]`.
 */

export type Parsed = { tree: Tree; columns: string[]; sets: string[] }
export type Fault = { fault: 'broken' | 'function-unknown' | 'arguments' | 'too-deep'; at: number; word: string }
export type Tree = { text: string } | { column: string } | { call: keyof typeof FUNCTIONS; given: Tree[] }
/** What a column holds, and what a code set says of a code. */
export type Context = { column(name: string): string; look(set: string, code: string): string }

const MAX_DEPTH = 20
const MAX_TEXT = 10_000

export function parseExpression(text: string): Parsed | Fault {
  const words = wordsOf(text)
  if ('fault' in words) return words
  const reader = new Reader(words)
  try {
    const tree = reader.expression(0)
    if (reader.next().kind !== 'end') throw reader.broken()
    return { tree, columns: [...reader.columns], sets: [...reader.sets] }
  } catch (fault) {
    if (fault instanceof Stop) return fault.fault
    throw fault
  }
}

export function columnsOf(text: string): string[] {
  const parsed = parseExpression(text)
  return 'fault' in parsed ? [] : parsed.columns
}

/** One function of a parsed expression. An empty text is what a column that says nothing gives. */
export function evaluator(tree: Tree): (context: Context) => string {
  if ('text' in tree) return () => tree.text
  if ('column' in tree) return (context) => context.column(tree.column)
  const given = tree.given.map(evaluator)
  const { run } = FUNCTIONS[tree.call]
  return (context) => run(given, context).slice(0, MAX_TEXT)
}

type Given = ((context: Context) => string)[]
type Plan = { least: number; most: number; run(given: Given, context: Context): string }
const yes = (claim: boolean) => (claim ? '1' : '')
const at = (given: Given, i: number, context: Context) => given[i]?.(context) ?? ''
const whole = (text: string) => (/^-?\d{1,6}$/.test(text.trim()) ? Number(text) : 0)
const figure = (text: string): number | null => (/^-?\d{1,15}(\.\d{1,8})?$/.test(text.trim()) ? Number(text) : null)
const one = (change: (text: string) => string): Plan => ({ least: 1, most: 1, run: (given, context) => change(at(given, 0, context)) })
const pair = (judge: (a: string, b: string) => string): Plan => ({ least: 2, most: 2, run: (given, context) => judge(at(given, 0, context), at(given, 1, context)) })

/** Figures are reckoned in units of 10⁻⁸, whole, so that no cent is lost. */
const units = (text: string): bigint | null => {
  const found = /^(-?)(\d{1,16})(?:\.(\d{1,8}))?$/.exec(text.trim())
  return found ? BigInt(`${found[1]}${found[2]}${(found[3] ?? '').padEnd(8, '0')}`) : null
}
const written = (amount: bigint): string => {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(9, '0')
  const text = `${digits.slice(0, -8)}.${digits.slice(-8)}`.replace(/\.?0+$/, '')
  return amount < 0n ? `-${text}` : text
}
const reckon = (how: (a: bigint, b: bigint) => bigint | null): Plan => pair((a, b) => {
  const [x, y] = [units(a), units(b)]
  const result = x === null || y === null ? null : how(x, y)
  return result === null ? '' : written(result)
})
const compared = (judge: (a: number, b: number) => boolean): Plan => pair((a, b) => {
  const [x, y] = [figure(a), figure(b)]
  return yes(x === null || y === null ? a !== '' && b !== '' && judge(a < b ? -1 : a > b ? 1 : 0, 0) : judge(x, y))
})

/** Half away from zero, as a bank rounds. */
function rounded(text: string, places: number): string {
  const amount = units(text)
  if (amount === null) return ''
  const step = 10n ** BigInt(8 - Math.min(8, Math.max(0, places)))
  const half = step / 2n
  return written(((amount < 0n ? amount - half : amount + half) / step) * step)
}

export const FUNCTIONS = {
  concat: { least: 1, most: 30, run: (given, context) => given.map((each) => each(context)).join('') },
  join: { least: 2, most: 30, run: (given, context) => given.slice(1).map((each) => each(context)).filter((text) => text !== '').join(at(given, 0, context)) },
  split: { least: 3, most: 3, run: (given, context) => at(given, 0, context).split(at(given, 1, context), 1000)[whole(at(given, 2, context)) - 1] ?? '' },
  substr: { least: 2, most: 3, run: (given, context) => {
    const from = Math.max(0, whole(at(given, 1, context)) - 1)
    return Array.from(at(given, 0, context)).slice(from, given.length > 2 ? from + whole(at(given, 2, context)) : undefined).join('')
  } },
  upper: one((text) => text.toUpperCase()),
  lower: one((text) => text.toLowerCase()),
  trim: one((text) => text.replace(/\s+/gu, ' ').trim()),
  digits: one((text) => text.replace(/\D/g, '')),
  length: one((text) => String(Array.from(text).length)),
  replace: { least: 3, most: 3, run: (given, context) => {
    const sought = at(given, 1, context)
    return sought === '' ? at(given, 0, context) : at(given, 0, context).split(sought, 1000).join(at(given, 2, context))
  } },
  pad: { least: 3, most: 3, run: (given, context) => at(given, 0, context).padStart(Math.min(200, whole(at(given, 1, context))), at(given, 2, context)) },
  if: { least: 3, most: 3, run: (given, context) => at(given, at(given, 0, context) === '' ? 2 : 1, context) },
  first: { least: 1, most: 30, run: (given, context) => {
    for (const each of given) {
      const text = each(context)
      if (text !== '') return text
    }
    return ''
  } },
  blank: one((text) => yes(text.trim() === '')),
  not: one((text) => yes(text === '')),
  and: { least: 2, most: 10, run: (given, context) => yes(given.every((each) => each(context) !== '')) },
  or: { least: 2, most: 10, run: (given, context) => yes(given.some((each) => each(context) !== '')) },
  eq: pair((a, b) => yes(a === b)),
  in: { least: 2, most: 30, run: (given, context) => yes(given.slice(1).some((each) => each(context) === at(given, 0, context))) },
  gt: compared((a, b) => a > b),
  lt: compared((a, b) => a < b),
  starts: pair((a, b) => yes(a.startsWith(b))),
  contains: pair((a, b) => yes(a.includes(b))),
  add: reckon((a, b) => a + b),
  sub: reckon((a, b) => a - b),
  mul: reckon((a, b) => (a * b) / 10n ** 8n),
  div: reckon((a, b) => (b === 0n ? null : (a * 10n ** 8n) / b)),
  round: { least: 1, most: 2, run: (given, context) => rounded(at(given, 0, context), whole(at(given, 1, context))) },
  neg: one((text) => {
    const amount = units(text)
    return amount === null ? '' : written(-amount)
  }),
  look: { least: 2, most: 2, run: (given, context) => context.look(at(given, 0, context), at(given, 1, context)) },
} satisfies Record<string, Plan>

type Word = { kind: 'text' | 'name' | 'column' | 'sign' | 'end'; text: string; at: number }

const WORD = /\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|\[([^\]]+)\]|(-?\d+(?:\.\d+)?)(?![\p{L}\p{N}_])|([\p{L}_][\p{L}\p{N}_.#/-]*)|([(),，（）]))/uy

function wordsOf(text: string): Word[] | Fault {
  const words: Word[] = []
  WORD.lastIndex = 0
  let place = 0
  while (text.slice(place).trim() !== '') {
    WORD.lastIndex = place
    const found = WORD.exec(text)
    if (!found) return { fault: 'broken', at: place + 1, word: text.slice(place).trim().slice(0, 10) }
    const [whole, single, double, column, number, name, sign] = found
    const at = place + whole.length - whole.trimStart().length + 1
    const quoted = single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? number
    if (quoted !== undefined) words.push({ kind: 'text', text: quoted, at })
    else if (column !== undefined) words.push({ kind: 'column', text: column, at })
    else if (name !== undefined) words.push({ kind: 'name', text: name, at })
    else words.push({ kind: 'sign', text: PLAIN[sign as string] ?? (sign as string), at }) // one of the six alternatives matched
    place = WORD.lastIndex
  }
  return [...words, { kind: 'end', text: '', at: text.length + 1 }]
}

/** Signs of a Chinese keyboard mean the same. */
const PLAIN: Record<string, string> = { '，': ',', '（': '(', '）': ')' }

class Stop extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault.fault)
    this.fault = fault
  }
}

class Reader {
  readonly columns = new Set<string>()
  readonly sets = new Set<string>()
  private readonly words: Word[]
  private place = 0

  constructor(words: Word[]) {
    this.words = words
  }

  next(): Word {
    return this.words[Math.min(this.place, this.words.length - 1)] as Word // there is always the end
  }

  broken(fault: Fault['fault'] = 'broken'): Stop {
    const { at: place, text } = this.next()
    return new Stop({ fault, at: place, word: text })
  }

  expression(depth: number): Tree {
    if (depth > MAX_DEPTH) throw this.broken('too-deep')
    const word = this.next()
    const isCall = word.kind === 'name' && this.words[this.place + 1]?.text === '(' && this.words[this.place + 1]?.kind === 'sign'
    if (isCall) return this.call(word, depth)
    if (word.kind === 'sign' || word.kind === 'end') throw this.broken()
    this.place++
    if (word.kind === 'text') return { text: word.text }
    this.columns.add(word.text)
    return { column: word.text }
  }

  private call(word: Word, depth: number): Tree {
    if (!Object.hasOwn(FUNCTIONS, word.text)) throw this.broken('function-unknown')
    const name = word.text as keyof typeof FUNCTIONS // asked one line above
    const { least, most }: Plan = FUNCTIONS[name]
    this.place += 2
    const given: Tree[] = []
    while (!this.isSign(')')) {
      if (given.length > 0) this.take(',')
      given.push(this.expression(depth + 1))
    }
    this.take(')')
    if (given.length < least || given.length > most) throw new Stop({ fault: 'arguments', at: word.at, word: name })
    const [set] = given
    if (name === 'look') {
      if (!set || !('text' in set)) throw new Stop({ fault: 'arguments', at: word.at, word: name })
      this.sets.add(set.text)
    }
    return { call: name, given }
  }

  private isSign(sign: string): boolean {
    const { kind, text } = this.next()
    return kind === 'sign' && text === sign
  }

  private take(sign: string): void {
    if (!this.isSign(sign)) throw this.broken()
    this.place++
  }
}
