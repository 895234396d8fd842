import { say, type Both } from '#kernel/text'
import { Status } from '#ui/status'
import type { RunRow } from './runs.api.ts'
import { t } from './text.ts'

const meanings = { waiting: 'wait', running: 'wait', done: 'good', same: 'idle', failed: 'risk', undoing: 'wait', undone: 'idle' } as const

/** A run that is done and of whose lines none went in is no success. */
export function State({ of: { state, lines, rejected } }: { of: Pick<RunRow, 'state' | 'lines' | 'rejected'> }) {
  return isAllRefused({ state, lines, rejected }) ? <Status meaning="risk" text={t.allRefused} /> : <Status of={t.states} value={state} meanings={meanings} />
}

export const isAllRefused = ({ state, lines, rejected }: { state: string; lines: number; rejected: number }): boolean => state === 'done' && lines > 0 && rejected === lines

export const reasonWord = (reason: string): string => (t.reasons as Record<string, string>)[reason] ?? reason

export const fieldWord = (field: string): string => (t.fields as Record<string, string>)[field] ?? field

/** The note of a step is a code, with facts of the declaration behind a colon; two figures after an undo; or a person's own words. */
export function noteWord(step: string, note: string | null): string {
  if (note === null) return ''
  const [, removed, restored, dropped] = step === 'undo' ? (/^(\d+) (\d+)(?: (\d+))?$/.exec(note) ?? []) : []
  if (removed !== undefined && restored !== undefined) return t.undoneCounts(Number(removed).toLocaleString('en'), Number(restored).toLocaleString('en'), dropped === undefined ? '' : Number(dropped).toLocaleString('en'))
  const [code = '', ...about] = note.split(': ')
  const word = (t.notes as Record<string, string>)[code]
  return word === undefined ? note : [word, ...about].join(' · ')
}

export const name = (both: Both): string => say(both)
export const figure = (n: number): string => n.toLocaleString('en')

export const tookWord = (ms: number): string => (ms < 1000 ? t.millis(figure(ms)) : t.seconds((ms / 1000).toFixed(1)))
export const sizeWord = (bytes: number): string => (bytes < 100_000 ? t.kilobytes((bytes / 1000).toFixed(1)) : t.megabytes((bytes / 1_000_000).toFixed(1)))
