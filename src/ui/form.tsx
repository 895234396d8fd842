import { Button, Form as Sheet, type FormInstance } from 'antd'
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import type { TSchema } from 'typebox'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { useDo, type AnyDoor } from './call.tsx'
import { Blank, emptied, rulesOf, type FormField } from './field.tsx'
import { Keycaps, isComposing } from './keys.tsx'
import { words, type OwnWords } from './refusal.tsx'
import { Stale, staleOf, type Theirs } from './stale.tsx'
import { t } from './text.ts'
import './form.css'

export type { FormField } from './field.tsx'

export type FormProps<D extends AnyDoor> = {
  door: D
  fields: FormField<keyof InputOf<D> & string>[]
  initial?: Partial<InputOf<D>>
  /** What the door wants and nobody types: the number of the thing, its version. */
  fixed?: Partial<InputOf<D>>
  submit?: string
  onDone?: (reply: ReplyOf<D>, input: InputOf<D>) => void
  onCancel?: () => void
  invalidates?: AnyDoor[]
  words?: OwnWords
  columns?: 1 | 2
  children?: ReactNode
}

/** A form from the door's own input schema: what it requires is required here. Ctrl+Enter saves. */
export function Form<D extends AnyDoor>(props: FormProps<D>) {
  const { door, fields, initial, fixed, onCancel, columns = 1 } = props
  const [form] = Sheet.useForm<Record<string, unknown>>()
  const { send, busy, failed, theirs, forget } = useSending(props, form)
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    if (isComposing(event)) event.preventDefault()
    else if (event.ctrlKey || event.metaKey) form.submit()
  }
  return (
    <Sheet form={form} layout="vertical" initialValues={initial as object} onFinish={(typed) => void send({ ...typed, ...fixed })} onKeyDown={press} scrollToFirstError className={`y-form y-form-${columns}`}>
      {fields.map((field) => <Blank key={field.key} field={field} schema={schemaOf(door, field.key)} rules={rulesOf(door, field)} />)}
      {props.children}
      {failed !== null && <p className="y-form-failed" role="alert">{toldOf(failed, props.words)}</p>}
      <div className="y-form-side">
        <Button type="primary" htmlType="submit" loading={busy}>{props.submit ?? t.save}</Button>
        {onCancel && <Button onClick={onCancel}>{t.cancel}</Button>}
        <span className="y-form-hint" title={t.form.hint}><Keycaps of="mod+Enter" /></span>
      </div>
      {theirs && <Stale fields={fields} mine={form.getFieldsValue()} theirs={theirs} onCancel={forget} onKeep={(kept, version) => { form.setFieldsValue(kept); void send({ ...form.getFieldsValue(), ...kept, ...fixed, version }) }} />}
    </Sheet>
  )
}

function toldOf(failed: Refused, own?: OwnWords): string {
  const { title, advice } = words(failed, own)
  return failed.facts.field !== undefined || advice === '' ? title : t.sentences(title, advice)
}

function useSending<D extends AnyDoor>({ door, fields, invalidates, words: own, onDone }: FormProps<D>, form: FormInstance) {
  const change = useDo(door, { invalidates, words: own })
  const [failed, setFailed] = useState<Refused | null>(null)
  const [theirs, setTheirs] = useState<Theirs | null>(null)
  const send = async (typed: Record<string, unknown>) => {
    setFailed(null)
    setTheirs(null)
    const input = emptied(door, typed) as InputOf<D> // the rules above follow the door's schema; the server checks again
    try {
      const reply = await change.attempt(input)
      onDone?.(reply, input)
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      const found = staleOf(refused)
      if (found) return setTheirs(found)
      setFailed(refused)
      const name = typeof refused.facts.field === 'string' ? refused.facts.field.replace(/^\//, '') : ''
      const field = fields.find((one) => one.key === name)
      if (field) form.setFields([{ name, errors: [t.form.wrong(field.label)] }])
    }
  }
  return { send, busy: change.busy, failed, theirs, forget: () => setTheirs(null) }
}

function schemaOf(door: AnyDoor, key: string): TSchema & Record<string, unknown> {
  return (door.input as { properties: Record<string, TSchema> }).properties[key] as TSchema & Record<string, unknown> // a key of the door's own input
}
