/** Seeded chance. Every person has a stream of their own, so that one person's luck does not move the next one's. */
export class Random {
  #a = 0
  #b = 0
  #c = 0
  #counter = 1
  #spare: number | null = null

  /** The same path, the same stream: `new Random('7', 'person', 12)`. */
  constructor(...path: (string | number)[]) {
    const text = path.join('/')
    this.#a = fnv(text, 0x811c9dc5)
    this.#b = fnv(text, 0x9e3779b9)
    this.#c = fnv(text, 0x85ebca6b)
    for (let turn = 0; turn < 12; turn++) this.bits()
  }

  /** sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, passes PractRand, four additions a draw. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0
    return sum >>> 0
  }

  /** In [0, 1). */
  share(): number {
    return this.bits() / 4294967296
  }
  chance(probability: number): boolean {
    return this.share() < probability
  }
  /** A whole number in [0, n). */
  below(n: number): number {
    return Math.floor(this.share() * n)
  }
  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T // below is always inside the list, which is never empty here
  }
  /** Digits as text, with zeros in front. */
  digits(count: number): string {
    return String(this.below(10 ** count)).padStart(count, '0')
  }

  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare
      this.#spare = null
      return spare
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.share()))
    const angle = 2 * Math.PI * this.share()
    this.#spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
  /** Log-normal around its median. */
  around(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal())
  }
}

/** Things with unequal odds: `const surnames = new Lot(list, weights); surnames.draw(random)`. */
export class Lot<T> {
  readonly #list: readonly T[]
  readonly #sums: Float64Array

  constructor(list: readonly T[], weightOf: (thing: T, rank: number) => number) {
    this.#list = list
    this.#sums = new Float64Array(list.length)
    let sum = 0
    list.forEach((thing, rank) => (this.#sums[rank] = sum += weightOf(thing, rank)))
  }

  draw(random: Random): T {
    const sums = this.#sums
    const aim = random.share() * (sums[sums.length - 1] as number) // a lot is never empty
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] as number) > aim) high = middle
      else low = middle + 1
    }
    return this.#list[low] as T // low stays within the list
  }
}

function fnv(text: string, basis: number): number {
  let hash = basis | 0
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash ^ (hash >>> 15)
}
