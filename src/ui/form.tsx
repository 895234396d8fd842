import { Button, Form as Sheet, type FormInstance } from 'antd'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { invalidate, useDo, type AnyDoor } from './call.tsx'
import { Blank, emptied, rulesOf, type FormField } from './field.tsx'
import { Keycaps, isComposing } from './keys.tsx'
import { words, type OwnWords } from './refusal.tsx'
import { schemaOf, Stale, staleOf, type Kept, type Theirs } from './stale.tsx'
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
  /** The room's own sentence at the field that a refusal names. */
  wrong?: (field: string, refused: Refused) => string | undefined
  /** What stands in the form, whenever it changes. */
  onTyped?: (typed: Partial<InputOf<D>>) => void
  /** What follows from what is typed, for other fields: it stands where nobody has typed anything else. */
  fill?: (typed: Partial<InputOf<D>>) => Partial<InputOf<D>>
  columns?: 1 | 2
  children?: ReactNode
}

/** A form from the door's own input schema: what it requires is required here. Ctrl+Enter saves. */
export function Form<D extends AnyDoor>(props: FormProps<D>) {
  const { door, fields, initial, fixed, onCancel, columns = 1 } = props
  const [form] = Sheet.useForm<Record<string, unknown>>()
  const follow = useFollowing(props, form)
  const { send, settle, busy, failed, theirs, forget } = useSending(props, form)
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    if (isComposing(event)) event.preventDefault()
    else if (event.ctrlKey || event.metaKey) form.submit()
  }
  return (
    <Sheet form={form} layout="vertical" initialValues={initial as object} onFinish={(typed) => void send({ ...typed, ...fixed })} onValuesChange={(changed, typed) => props.onTyped?.(emptied(door, { ...typed, ...follow(changed, typed) }) as Partial<InputOf<D>>)} onKeyDown={press} scrollToFirstError className={`y-form y-form-${columns}`}>
      {fields.map((field) => <Blank key={field.key} field={field} schema={schemaOf(door, field.key)} rules={rulesOf(door, field)} />)}
      {props.children}
      {failed !== null && <p className="y-form-failed" role="alert">{toldOf(failed, props.words)}</p>}
      <div className="y-form-side">
        <Button type="primary" htmlType="submit" loading={busy}>{props.submit ?? t.save}</Button>
        {onCancel && <Button onClick={onCancel}>{t.cancel}</Button>}
        <span className="y-form-hint" title={t.form.hint}><Keycaps of="mod+Enter" /></span>
      </div>
      {theirs && <Stale door={door} fields={fields} mine={form.getFieldsValue()} theirs={theirs} onCancel={forget} onKeep={(kept) => void settle(kept, { ...form.getFieldsValue(), ...fixed })} />}
    </Sheet>
  )
}

/** Fills what follows, and fills it anew as long as it stands as it was filled. */
function useFollowing<D extends AnyDoor>({ fill, door }: FormProps<D>, form: FormInstance) {
  const filled = useRef<Record<string, unknown>>({})
  return (changed: object, typed: Record<string, unknown>): Record<string, unknown> => {
    if (fill === undefined) return {}
    const found = Object.entries(fill(emptied(door, typed) as Partial<InputOf<D>>))
    const isFree = (key: string) => !(key in changed) && (isBlank(typed[key]) || typed[key] === filled.current[key])
    // What was filled and then cleared by hand stays clear.
    const next = Object.fromEntries(found.filter(([key, value]) => value !== filled.current[key] && isFree(key)))
    Object.assign(filled.current, next)
    form.setFieldsValue(next)
    return next
  }
}

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === ''

function toldOf(failed: Refused, own?: OwnWords): string {
  const { title, advice } = words(failed, own)
  return failed.facts.field !== undefined || advice === '' ? title : t.sentences(title, advice)
}

function useSending<D extends AnyDoor>({ door, fields, invalidates, words: own, wrong, onDone, onCancel }: FormProps<D>, form: FormInstance) {
  const change = useDo(door, { invalidates, words: own })
  const [failed, setFailed] = useState<Refused | null>(null)
  const [theirs, setTheirs] = useState<Theirs | null>(null)
  const send = async (typed: Record<string, unknown>, left: readonly string[] = []) => {
    setFailed(null)
    setTheirs(null)
    const said = Object.fromEntries(Object.entries(emptied(door, typed)).filter(([key]) => !left.includes(key)))
    const input = said as InputOf<D> // the rules above follow the door's schema; the server checks again
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
      if (field) form.setFields([{ name, errors: [wrong?.(name, refused) ?? t.form.wrong(field.label)] }])
    }
  }
  /** Where theirs stands nothing is said of it, unless the door must be told all. */
  const settle = async ({ version, values, left }: Kept, typed: Record<string, unknown>) => {
    const needed = new Set((door.input as { required?: string[] }).required ?? [])
    form.setFieldsValue(values)
    if (fields.every(({ key }) => left.includes(key))) {
      setTheirs(null)
      await invalidate(...(invalidates ?? []))
      return onCancel?.()
    }
    const kept = Object.fromEntries(left.filter((key) => needed.has(key)).map((key) => [key, theirs?.[key]]))
    await send({ ...typed, ...values, ...kept, version }, left.filter((key) => !needed.has(key)))
  }
  return { send, settle, busy: change.busy, failed, theirs, forget: () => setTheirs(null) }
}
