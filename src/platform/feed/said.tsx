import { say } from '#kernel/text'
import { useAsk } from '#ui/call'
import { listFieldTitles } from './design.api.ts'
import { choiceWord } from './mappingWords.tsx'
import { fieldWord } from './words.tsx'

export type Said = { field: (field: string) => string; choice: (value: string, field?: string) => string }

/** What fields and choices are called: by the room that is filled (an attribute declared at run time has no other name), else by feed. */
export function useSaid(entity?: string): Said {
  const titles = useAsk(listFieldTitles, {}).data?.titles ?? []
  const find = (field: string | undefined, choice: string | null) => {
    const those = titles.filter((each) => each.choice === choice && (field === undefined || each.field === field))
    return those.find((each) => each.entity === entity || each.entity === '*') ?? (entity === undefined && new Set(those.map(({ title }) => title.zh)).size === 1 ? those[0] : undefined)
  }
  const worded = (word: string, found: ReturnType<typeof find>, isOwn: boolean) => (found && (isOwn || entity !== undefined) ? say(found.title) : word)
  return {
    field: (field) => worded(fieldWord(field), find(field, null), fieldWord(field) === field),
    choice: (value, field) => worded(choiceWord(value), find(field, value), choiceWord(value) === value),
  }
}
