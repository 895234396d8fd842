import { Form as Sheet, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { TSchema } from 'typebox'
import type { Refused } from '#kernel/error'
import type { AnyDoor } from './call.tsx'
import { Blank, rulesOf, type FormField } from './field.tsx'
import { t } from './text.ts'

/** What another has saved meanwhile: the door refuses with `stale` and `{ yours, theirs: { …fields, version } }`. */
export type Theirs = Record<string, unknown> & { version: number }

export function staleOf(refused: Refused): Theirs | null {
  const current = refused.facts.theirs as Theirs | undefined // the kernel's contract of `stale`
  return refused.code === 'stale' && current !== undefined && typeof current.version === 'number' ? current : null
}

type Choice = 'theirs' | 'mine' | 'third'
export type Kept = { version: number; /** Mine, or a third value. */ values: Record<string, unknown>; /** Theirs stands. */ left: string[] }

/** Both values of every field that differs, and room for a third; one chooses, nothing is overwritten unseen. */
export function Stale({ door, fields, mine, theirs, onKeep, onCancel }: { door: AnyDoor; fields: FormField[]; mine: Record<string, unknown>; theirs: Theirs; onKeep: (kept: Kept) => void; onCancel: () => void }) {
  const differing = fields.filter(({ key }) => key in theirs && shown(mine[key]) !== shown(theirs[key]))
  const [choices, setChoices] = useState<Record<string, Choice>>({})
  const [third] = Sheet.useForm<Record<string, unknown>>()
  const choiceOf = (key: string): Choice => choices[key] ?? 'theirs'
  const keep = async () => {
    const typed = await third.validateFields().catch(() => null)
    if (typed === null) return
    const kept = differing.filter(({ key }) => choiceOf(key) !== 'theirs')
    onKeep({ version: theirs.version, left: differing.filter(({ key }) => choiceOf(key) === 'theirs').map(({ key }) => key), values: Object.fromEntries(kept.map(({ key }) => [key, choiceOf(key) === 'mine' ? mine[key] : typed[key]])) })
  }
  return (
    <Modal open title={t.form.stale.title} okText={t.form.stale.keep} cancelText={t.cancel} onOk={() => void keep()} onCancel={onCancel}>
      <p className="y-soft" style={{ marginBottom: 12 }}>{t.form.stale.advice}</p>
      <Sheet form={third} component={false} layout="vertical">
        {differing.map((field) => (
          <fieldset key={field.key} className="y-stale">
            <legend>{field.label}</legend>
            <Radio.Group value={choiceOf(field.key)} onChange={(event) => setChoices({ ...choices, [field.key]: event.target.value as Choice })}>
              <Radio value="theirs">{t.form.stale.theirs}: <b>{named(field, theirs[field.key])}</b></Radio>
              <Radio value="mine">{t.form.stale.mine}: <b>{named(field, mine[field.key])}</b></Radio>
              <Radio value="third">{t.form.stale.third}</Radio>
            </Radio.Group>
            {choiceOf(field.key) === 'third' && <Blank field={{ ...field, label: '', autoFocus: true }} schema={schemaOf(door, field.key)} rules={rulesOf(door, field)} />}
          </fieldset>
        ))}
      </Sheet>
    </Modal>
  )
}

export function schemaOf(door: AnyDoor, key: string): TSchema & Record<string, unknown> {
  return (door.input as { properties: Record<string, TSchema> }).properties[key] as TSchema & Record<string, unknown> // a key of the door's own input
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
