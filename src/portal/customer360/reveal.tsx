import { call } from '#ui/call'
import type { Reason, Revealed } from '#ui/masked'
import { useMay } from '#ui/viewer'
import { revealField } from '#center/identity/identity.api'
import type { InputOf } from '#kernel/endpoint'

type Field = InputOf<typeof revealField>['field']
type Code = InputOf<typeof revealField>['reason']

/** How a masked field of this customer, or of one source's record, is shown in clear; undefined for who may not. */
export function useReveal(customerNo: string, record?: { source: string; key: string }): (field: Field) => ((reason: Reason) => Promise<Revealed>) | undefined {
  const may = useMay(revealField)
  return (field) =>
    may
      ? ({ code, reference }) => call(revealField, { customerNo, field, ...(record && { source: record.source, key: record.key }), reason: code as Code, reference }, { key: crypto.randomUUID() }) // the codes offered are the door's own
      : undefined
}
