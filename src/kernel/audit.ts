/** Who did or saw what: the row commits with the change or the look, or neither happens. */
import type { Tx } from './tx.ts'

export type Entry = {
  action: string
  kind: 'look' | 'change' | 'reveal' | 'refusal' | 'sign-on' | 'batch' | 'export'
  subjects?: readonly string[]
  fields?: readonly string[]
  screen?: string | null
  reason?: string | null
  request?: string | null
  /** Who, when the call itself finds that out: signing in. */
  staff?: string
  detail?: Record<string, unknown>
}

/** Writes one audit entry within this transaction. Names of fields and numbers of customers only: no personal value belongs here. */
export async function record(tx: Tx, entry: Entry): Promise<void> {
  await tx`
    select kernel.record(${entry.staff ?? tx.who.staff}, ${tx.who.org}, ${entry.action}, ${entry.kind}, ${entry.subjects ?? []}::text[], ${entry.fields ?? []}::text[],
      ${entry.screen ?? null}, ${entry.reason ?? null}, ${entry.request ?? null}, ${JSON.stringify(entry.detail ?? {})}::jsonb)`
}
