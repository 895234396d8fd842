import { App } from 'antd'
import { faultOf, type Checked } from '#center/archive/fault.api'
import { kindOf, type KindName } from '#center/archive/kinds.api'
import { getArchive, rowDoors, type Row } from '#center/archive/rows.api'
import { faultWord, labelOf, optionsOf } from '#center/archive/words.api'
import type { Refused } from '#kernel/error'
import { Form, type FormField } from '#ui/form'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

/** Adds a row of a kind, or says other things of one. */
export function ArchiveForm({ of, kind, row, onClose }: { of: Overview; kind: KindName; row: Row | null; onClose: () => void }) {
  const { message } = App.useApp()
  const done = () => {
    message.success(t.form.saved)
    onClose()
  }
  const common = { fields: fieldsOf(kind), invalidates: [getArchive], onDone: done, onCancel: onClose, wrong: saidOf(kind), words: { conflict: t.archive.conflict } }
  if (row === null) return <Form door={rowDoors[kind].add} initial={initialOf(kind)} fixed={{ customerNo: of.customerNo }} {...common} />
  return <Form door={rowDoors[kind].change} initial={valuesOf(kind, row)} fixed={{ customerNo: of.customerNo, id: row.id, version: row.version }} {...common} />
}

function fieldsOf(kind: KindName): FormField<string>[] {
  return Object.entries(kindOf(kind).fields).map(([key, field], nth) => ({
    key, label: labelOf(kind, key), autoFocus: nth === 0, options: optionsOf(kind, key),
    kind: field.type === 'choice' ? 'choice' : field.type === 'day' ? 'day' : field.type === 'amount' && key !== 'score' ? 'amount' : field.type === 'integer' ? 'number' : field.type === 'flag' ? 'flag' : field.long ? 'long' : 'text',
    check: (value, get) => {
      const check = checkOf(kind, key, get('kind'))
      const fault = check === null || value.includes('**') ? null : faultOf(check, value)
      return fault === null || check === null ? undefined : faultWord(check, fault)
    },
  }))
}

function checkOf(kind: KindName, key: string, chosen: unknown): Checked | null {
  if (kind === 'contact' && key === 'value') return chosen === 'mobile' || chosen === 'phone' || chosen === 'email' ? chosen : null
  if (kind === 'person') return key === 'email' ? 'email' : key === 'phone' ? 'phone' : null
  return null
}

const saidOf = (kind: KindName) => (field: string, { facts }: Refused): string | undefined =>
  [checkOf(kind, field, 'mobile'), checkOf(kind, field, 'email'), 'phone', 'row'].map((check) => (check === null ? undefined : faultWord(check, String(facts.reason)))).find((word) => word !== undefined)

const initialOf = (kind: KindName): Record<string, unknown> => (kind === 'contract' ? { remindDays: 30 } : kind === 'contact' ? { kind: 'mobile', bestTime: 'any' } : {})

/** As it stands; what is masked stays masked, and is no change when it comes back so. */
function valuesOf(kind: KindName, row: Row): Record<string, unknown> {
  return Object.fromEntries(Object.keys(kindOf(kind).fields).map((key) => [key, (kind === 'contact' && key === 'value' ? (row.value ?? row.email) : row[key]) ?? undefined]))
}
