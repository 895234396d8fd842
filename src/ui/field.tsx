import { Checkbox, DatePicker, Form as Sheet, Input, InputNumber, Select, type FormRule } from 'antd'
import dayjs from 'dayjs'
import type { ReactNode } from 'react'
import type { TSchema } from 'typebox'
import type { AnyDoor } from './call.tsx'
import { t } from './text.ts'

export type FormField<K extends string = string> = {
  key: K
  label: string
  /** Told from the schema when absent. */
  kind?: 'text' | 'long' | 'password' | 'number' | 'amount' | 'day' | 'flag' | 'choice' | 'choices' | 'tags'
  options?: Record<string, string> | { value: string | number; label: string }[]
  help?: ReactNode
  hint?: string
  wide?: boolean
  autoComplete?: string
  autoFocus?: boolean
  /** The room's own sentence when the text does not fit the door's pattern. */
  wrong?: string
  /** What is wrong with what was typed, or nothing: told while it is typed. */
  check?: (value: string, typed: (key: string) => unknown) => string | undefined
  /** What is worth a second look, though it may be sent so: told while it is typed, or while one of the fields it stands `beside` is. */
  doubt?: (value: string, typed: (key: string) => unknown) => string | undefined
  beside?: string[]
}

type Shape = TSchema & { type?: string; minItems?: number; pattern?: string; minLength?: number; maxLength?: number; minimum?: number; maximum?: number; anyOf?: Shape[]; enum?: string[] }

// Picked, not typed: what is wrong is right again at once.
const PICKED = new Set(['choice', 'choices', 'tags', 'day'])

export function Blank({ field, schema, rules }: { field: FormField; schema: Shape; rules: FormRule[] }) {
  const kind = field.kind ?? kindOf(schema)
  const days = kind === 'day' && {
    getValueProps: (day?: string) => ({ value: day === undefined || day === null ? null : dayjs(day) }),
    normalize: (day: dayjs.Dayjs | null) => day?.format('YYYY-MM-DD'),
  }
  return (
    <Sheet.Item
      name={field.key} label={kind === 'flag' ? undefined : field.label} extra={field.help} rules={rules} validateTrigger={PICKED.has(kind) ? 'onChange' : 'onBlur'} className={field.wide === true ? 'wide' : undefined} dependencies={field.beside}
      valuePropName={kind === 'flag' ? 'checked' : 'value'} {...days}
    >
      {control(field, kind, plain(schema))}
    </Sheet.Item>
  )
}

/** What the door asks of a field, said to the person who types. */
export function rulesOf(door: AnyDoor, field: FormField): FormRule[] {
  const { properties, required = [] } = door.input as { properties: Record<string, Shape>; required?: string[] }
  const shape = plain(properties[field.key] ?? {})
  const rules: FormRule[] = []
  if (required.includes(field.key) && shape.type !== 'boolean' && !takesNone(shape) && !takesNull(properties[field.key])) rules.push(mustBeGiven(field, kindOf(properties[field.key] ?? {}), shape))
  if (shape.pattern !== undefined) rules.push({ pattern: new RegExp(shape.pattern, 'u'), message: field.wrong ?? t.form.wrong(field.label) })
  if (shape.minLength !== undefined && shape.minLength > 1) rules.push({ min: shape.minLength, message: t.form.between(field.label, shape.minLength, shape.maxLength ?? 999) })
  if (field.check) rules.push(toldBy(field.check))
  if (field.doubt) rules.push(toldBy(field.doubt, { warningOnly: true }))
  return rules
}

const toldBy = (say: NonNullable<FormField['check']>, more: { warningOnly?: true } = {}): FormRule => ({ getFieldValue }) => ({
  ...more,
  validator: async (_, value: unknown) => {
    const told = typeof value === 'string' && value !== '' ? say(value, getFieldValue) : undefined
    if (told !== undefined) throw new Error(told)
  },
})

/** A list that may be empty is given without a word. */
const takesNone = ({ type, minItems }: Shape): boolean => type === 'array' && (minItems ?? 0) === 0

// `whitespace` makes antd take the value for a text, and a number chosen from a list for none: it stands only where it is wanted.
function mustBeGiven(field: FormField, natural: NonNullable<FormField['kind']>, shape: Shape): FormRule {
  const kind = field.kind ?? natural
  const message = PICKED.has(kind) ? t.form.choose(field.label) : t.form.required(field.label)
  return shape.type === 'string' && kind !== 'password' ? { required: true, whitespace: true, message } : { required: true, message }
}

/** What was left blank: null where the door takes it, else not sent. */
export function emptied(door: AnyDoor, typed: Record<string, unknown>): Record<string, unknown> {
  const { properties } = door.input as { properties: Record<string, Shape> }
  const sent: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(typed)) {
    const isBlank = value === undefined || value === null || value === ''
    if (!isBlank) sent[key] = value
    else if (takesNull(properties[key])) sent[key] = null
  }
  return sent
}

function control(field: FormField, kind: NonNullable<FormField['kind']>, schema: Shape): ReactNode {
  const common = { placeholder: field.hint, autoFocus: field.autoFocus }
  const typed = { ...common, maxLength: schema.maxLength, autoComplete: field.autoComplete ?? 'off' }
  switch (kind) {
    case 'long': return <Input.TextArea {...typed} rows={4} />
    case 'password': return <Input.Password {...typed} />
    case 'number': return <InputNumber {...common} controls={false} min={schema.minimum} max={schema.maximum} style={{ width: '100%' }} />
    case 'amount': return <InputNumber<string> {...common} stringMode precision={2} controls={false} prefix="¥" style={{ width: '100%' }} />
    case 'day': return <DatePicker {...common} style={{ width: '100%' }} />
    case 'flag': return <Checkbox>{field.label}</Checkbox>
    case 'choice': case 'choices': return <Select {...common} mode={kind === 'choices' ? 'multiple' : undefined} options={optionsOf(field)} showSearch={{ optionFilterProp: 'label' }} placeholder={field.hint ?? t.filters.pick} />
    case 'tags': return <Select {...common} mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ' ']} />
    default: return <Input {...typed} />
  }
}

function optionsOf({ options = [] }: FormField): { value: string | number; label: string }[] {
  return Array.isArray(options) ? options : Object.entries(options).map(([value, label]) => ({ value, label }))
}

function kindOf(given: Shape): NonNullable<FormField['kind']> {
  const schema = plain(given)
  if (schema.anyOf !== undefined || schema.enum !== undefined) return 'choice'
  if (schema.type === 'boolean') return 'flag'
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'array') return 'choices'
  if (schema.pattern === '^\\d{4}-\\d{2}-\\d{2}$') return 'day'
  if (schema.pattern === '^-?\\d+(\\.\\d+)?$') return 'amount'
  return (schema.maxLength ?? 0) > 200 ? 'long' : 'text'
}

function takesNull(schema: Shape | undefined): boolean {
  return schema?.anyOf?.some((one) => one.type === 'null') === true
}

/** Without the null that makes it optional. */
function plain(schema: Shape): Shape {
  const real = schema.anyOf?.filter((one) => one.type !== 'null')
  return real?.length === 1 && real[0] ? real[0] : schema
}
