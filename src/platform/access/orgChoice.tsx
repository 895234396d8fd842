import { useAsk } from '#ui/call'
import { listOrgs } from './org.api.ts'

export type OrgChoice = { value: number; label: string }

/** The organisations of one's block, as a select offers them. */
export function useOrgs(): OrgChoice[] {
  const { data } = useAsk(listOrgs, {})
  return (data?.rows ?? []).map((row) => ({ value: row.org, label: `${row.name}（${row.code}）` }))
}
