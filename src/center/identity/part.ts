/** Whose word an item needs, and in which part somebody may give it now. */
import type { Who } from '#kernel/tx'

export type Part = 'steward' | 'owner' | 'supervisor'
export type Asked = { needs: string; owners: string[]; org_a: number; org_b: number }

export const isWithin = (who: Who, { owners, org_a, org_b }: Asked): boolean => owners.includes(who.staff) || [org_a, org_b].some((org) => org >= who.lo && org <= who.hi)

/** queue.ts says the same once more for all items. */
export function partOf(who: Who, item: Asked): Part | null {
  const { needs, owners, org_a, org_b } = item
  if (!isWithin(who, item)) return null
  if (who.may.has('identity.rule') && needs === 'supervisor' && [org_a, org_b].every((org) => org >= who.lo && org <= who.hi)) return 'supervisor'
  if (who.may.has('identity.confirm') && (needs === 'contact' || (needs.startsWith('owner') && owners.includes(who.staff)))) return 'owner'
  if (who.may.has('identity.decide') && (needs === 'steward' || needs === 'contact')) return 'steward'
  return null
}
