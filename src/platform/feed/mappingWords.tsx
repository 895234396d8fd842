import { Status } from '#ui/status'
import { t } from './design.text.ts'

export const choiceWord = (value: string): string => (t.choices as Record<string, string>)[value] ?? value

/** How sure the machine is: a word, a figure and a sign, never a colour alone. */
export function Certainty({ of }: { of: number }) {
  const level = of >= 0.85 ? 'high' : of >= 0.6 ? 'middle' : 'low'
  return <Status plain meaning={level === 'high' ? 'good' : level === 'middle' ? 'info' : 'warn'} text={`${t.confidence}${t.levels[level]} ${Math.round(of * 100)}%`} />
}

/** Where two versions differ, in the words of the page: `columns.生日.format` is 列 · 生日 · 格式. */
export function whereWord(at: string, fieldWord: (field: string) => string): string {
  const [part = '', ...rest] = at.split('.')
  const said = rest.map((each, n) => (part === 'map' && n === 0 ? fieldWord(each) : ((part !== 'codes' && placeOf(each)) || each)))
  return [placeOf(part) ?? part, ...said].join(' · ')
}

export function whatWord(value: string | null): string {
  if (value === null || value === '') return '—'
  if (value === 'true' || value === 'false') return value === 'true' ? t.yes : t.no
  const list = /^\["(.*)"\]$/.exec(value)?.[1]?.split('","').join(t.comma)
  return list ?? (t.types as Record<string, string>)[value] ?? choiceWord(value)
}

const placeOf = (part: string): string | undefined => (t.places as Record<string, string>)[part]
