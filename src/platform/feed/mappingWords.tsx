import { Status } from '#ui/status'
import { t } from './design.text.ts'

export const choiceWord = (value: string): string => (t.choices as Record<string, string>)[value] ?? value

/** How sure the machine is: a word, a figure and a sign, never a colour alone. */
export function Certainty({ of }: { of: number }) {
  const level = of >= 0.85 ? 'high' : of >= 0.6 ? 'middle' : 'low'
  return <Status plain meaning={level === 'high' ? 'good' : level === 'middle' ? 'info' : 'warn'} text={`${t.confidence}${t.levels[level]} ${Math.round(of * 100)}%`} />
}
