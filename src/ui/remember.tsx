import { useCallback, useSyncExternalStore } from 'react'

/** A choice of this person on this machine (density, columns, dark): never data of the bank. */
export function useRemembered<T>(name: string, initial: T): [T, (next: T) => void] {
  const raw = useSyncExternalStore(listen, () => recall(name))
  const set = useCallback((next: T) => remember(name, next), [name])
  return [parse(name, raw, initial), set]
}

export function remembered<T>(name: string, initial: T): T {
  return parse(name, recall(name), initial)
}

export function remember<T>(name: string, next: T): void {
  localStorage.setItem(`yilan.${name}`, JSON.stringify(next))
  for (const heard of listeners) heard()
}

/** All that is remembered under names that begin so. */
export function recallAll<T>(beginning: string): Record<string, T> {
  const names = Object.keys(localStorage).flatMap((key) => (key.startsWith(`yilan.${beginning}`) ? [key.slice('yilan.'.length)] : []))
  return Object.fromEntries(names.map((name) => [name, parse(name, recall(name), null as T)])) // each was just listed
}

const listeners = new Set<() => void>()

function listen(heard: () => void): () => void {
  listeners.add(heard)
  return () => listeners.delete(heard)
}

function recall(name: string): string | null {
  return localStorage.getItem(`yilan.${name}`)
}

const parsed = new Map<string, { raw: string; value: unknown }>()

// Parsed once per text, so that the same stored object is the same reference and effects do not run for nothing.
function parse<T>(name: string, raw: string | null, initial: T): T {
  if (raw === null) return initial
  const known = parsed.get(name)
  if (known?.raw === raw) return known.value as T // written by remember() under the same name, hence of the same type
  const value = JSON.parse(raw) as T
  parsed.set(name, { raw, value })
  return value
}
