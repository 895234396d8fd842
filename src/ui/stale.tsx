import { Modal, Radio } from 'antd'
import { useState } from 'react'
import type { Refused } from '#kernel/error'
import type { FormField } from './field.tsx'
import { t } from './text.ts'

/** What another has saved meanwhile: the door refuses with `stale` and `{ yours, theirs: { …fields, version } }`. */
export type Theirs = Record<string, unknown> & { version: number }

export function staleOf(refused: Refused): Theirs | null {
  const current = refused.facts.theirs as Theirs | undefined // the kernel's contract of `stale`
  return refused.code === 'stale' && current !== undefined && typeof current.version === 'number' ? current : null
}

/** Both values of every field that differs; one chooses, nothing is overwritten unseen. */
export function Stale({ fields, mine, theirs, onKeep, onCancel }: { fields: FormField[]; mine: Record<string, unknown>; theirs: Theirs; onKeep: (kept: Record<string, unknown>, version: number) => void; onCancel: () => void }) {
  const differing = fields.filter(({ key }) => key in theirs && shown(mine[key]) !== shown(theirs[key]))
  const [keepsMine, setKeepsMine] = useState<Record<string, boolean>>({})
  const keep = () => onKeep(Object.fromEntries(differing.map(({ key }) => [key, keepsMine[key] === true ? mine[key] : theirs[key]])), theirs.version)
  return (
    <Modal open title={t.form.stale.title} okText={t.form.stale.keep} cancelText={t.cancel} onOk={keep} onCancel={onCancel}>
      <p className="y-soft" style={{ marginBottom: 12 }}>{t.form.stale.advice}</p>
      {differing.map((field) => (
        <fieldset key={field.key} className="y-stale">
          <legend>{field.label}</legend>
          <Radio.Group value={keepsMine[field.key] === true} onChange={(event) => setKeepsMine({ ...keepsMine, [field.key]: event.target.value as boolean })}>
            <Radio value={false}>{t.form.stale.theirs}: <b>{named(field, theirs[field.key])}</b></Radio>
            <Radio value>{t.form.stale.mine}: <b>{named(field, mine[field.key])}</b></Radio>
          </Radio.Group>
        </fieldset>
      ))}
    </Modal>
  )
}

function shown(value: unknown): string {
  if (value === true) return t.yes
  if (value === false) return t.no
  return value === null || value === undefined || value === '' ? '—' : String(value)
}

function named({ options }: FormField, value: unknown): string {
  if (options === undefined) return shown(value)
  if (Array.isArray(options)) return options.find((one) => one.value === value)?.label ?? shown(value)
  return options[String(value)] ?? shown(value)
}
