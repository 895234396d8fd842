/** The words of a room, Chinese first; English must have the same keys with the same shapes. */
export type Language = 'zh' | 'en'

type Words = { [key: string]: Word }
// `any[]`: the words' functions take whatever their own sentence needs; English is typed to match the Chinese below.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Word = string | ((...facts: any[]) => string) | Words

export type Same<T> = {
  [K in keyof T]: T[K] extends string ? string : T[K] extends (...facts: infer F) => string ? (...facts: F) => string : Same<T[K]>
}

let current: Language = 'zh'
const listeners = new Set<() => void>()

export function language(): Language {
  return current
}

export function speak(next: Language): void {
  current = next
  for (const heard of listeners) heard()
}

/** Tells when the language changes; returns the way to stop listening (fits useSyncExternalStore). */
export function onSpeak(heard: () => void): () => void {
  listeners.add(heard)
  return () => listeners.delete(heard)
}

/** `t.title` answers in the language spoken now. `t.both` holds both, for the walls and for documents in two languages. */
export function text<const Zh extends Words>(both: { zh: Zh; en: Same<Zh> }): Same<Zh> & { readonly both: { zh: Words; en: Words } } {
  const answer = { both }
  for (const key of Object.keys(both.zh)) {
    Object.defineProperty(answer, key, { enumerable: true, get: () => (current === 'zh' ? both.zh : (both.en as Words))[key] })
  }
  return answer as never // each key of zh was defined above; the language decides which value it reads
}

/** A name in both languages, as room plans and permissions carry it. */
export type Both = { zh: string; en: string }
export const say = (both: Both): string => both[current]

/** Codes and what they are called, in both languages: `bothOf(words, 'levels')`. */
export function bothOf(of: { readonly both: { zh: object; en: object } }, key: string): Record<string, Both> {
  const [zh, en] = [of.both.zh, of.both.en].map((all) => (all as Record<string, Record<string, string>>)[key] ?? {}) // a table of codes, the same in both
  return Object.fromEntries(Object.entries(zh ?? {}).map(([code, word]) => [code, { zh: word, en: en?.[code] ?? word }]))
}
