/** What the bank is told when something is refused on purpose. A code and facts; the sentence is written in the browser. */
export const STATUS = {
  invalid: 400,
  'signed-out': 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'in-progress': 409,
  stale: 412,
  'too-large': 413,
  unprocessable: 422,
  'too-many': 429,
  unavailable: 503,
} as const

export type Code = keyof typeof STATUS
export type Facts = Record<string, unknown>

export class Refused extends Error {
  readonly code: Code
  readonly facts: Facts
  constructor(code: Code, facts: Facts = {}) {
    super(`${code} ${JSON.stringify(facts)}`)
    this.name = 'Refused'
    this.code = code
    this.facts = facts
  }
  get status(): number {
    return STATUS[this.code]
  }
}

/** A setting or a state of the installation that stops the start: said in both languages, since nobody has chosen one yet. */
export class Misconfigured extends Error {
  readonly zh: string
  readonly en: string
  constructor(zh: string, en: string) {
    super(`${zh}\n${en}`)
    this.name = 'Misconfigured'
    this.zh = zh
    this.en = en
  }
}
