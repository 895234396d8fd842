import { DownOutlined, SearchOutlined, UpOutlined } from '@ant-design/icons'
import { Button, Checkbox, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { clearing } from './clearing.tsx'
import { isComposing, useKey } from './keys.tsx'
import { useNarrow } from './theme.tsx'
import { t } from './text.ts'
import { Views } from './views.tsx'
import './filters.css'

export type FilterValue = string | string[] | number | boolean | undefined
export type FilterValues = Record<string, FilterValue>

type Common<K extends string> = { key: K; label: string; width?: number }
export type FilterField<K extends string = string> = Common<K> &
  (
    | { kind: 'text'; hint?: string }
    | { kind: 'choice' | 'choices'; options: Record<string, string> | { value: string; label: string }[] }
    | { kind: 'day' }
    | { kind: 'days'; /** The key of the last day; `key` is that of the first. */ until: K }
    | { kind: 'flag' }
  )

/** Filters kept in the address, so that back and a sent link keep them; `unspoken` ones (names, numbers) never enter it. */
export function useFilters<V extends FilterValues>(initial: { [K in keyof Required<V>]: V[K] }, { unspoken = [] }: { unspoken?: (keyof V & string)[] } = {}): [V, (next: V) => void] {
  const [address, setAddress] = useSearchParams()
  const [silent, setSilent] = useState<FilterValues>({})
  const [from] = useState<{ initial: FilterValues; unspoken: string[] }>({ initial, unspoken }) // a page writes both anew on every render
  const value = useMemo(() => ({ ...read(from.initial, address), ...silent }) as V, [from, address, silent]) // read() keeps the keys and kinds of `initial`
  const set = useCallback((next: V) => {
    setSilent(Object.fromEntries(from.unspoken.map((key) => [key, next[key]])))
    setAddress((now) => write(from.initial, next, from.unspoken, now), { replace: true })
  }, [setAddress, from])
  return [value, set]
}

/** The query form over a table: `/` goes to it; what does not fit the first row lies behind 展开. */
export function Filters<V extends FilterValues>({ value, onChange, fields, actions }: { value: V; onChange: (next: V) => void; fields: FilterField<keyof V & string>[]; actions?: React.ReactNode }) {
  const [chosen, unfold] = useState<boolean | null>(null)
  const box = useRef<HTMLElement>(null)
  const isNarrow = useNarrow()
  useKey('/', t.keys.filter, () => focusFirst(box.current), { where: 'list' })
  // What narrows the list is never hidden, unless one folds it oneself.
  const isUnfolded = chosen ?? fields.slice(isNarrow ? 1 : 4).some((field) => isSet(value[field.key]))
  const shownCount = isUnfolded ? fields.length : isNarrow ? 1 : 4
  const set = (part: FilterValues) => onChange({ ...value, ...part })
  const used = Object.values(value).filter(isSet).length
  return (
    <search ref={box} className="y-filters" aria-label={t.filters.label}>
      {fields.slice(0, shownCount).map((field) => (
        <div key={field.key} className={`y-filter y-filter-${field.kind}`} style={field.width ? { maxWidth: field.width } : undefined}>
          <Field field={field} value={value} onSet={set} />
        </div>
      ))}
      <div className="y-filter-side">
        {used > 0 && <Button type="text" onClick={() => set(Object.fromEntries(Object.keys(value).map((key) => [key, undefined])))}>{t.reset}</Button>}
        {fields.length > (isNarrow ? 1 : 4) && <Button type="text" icon={isUnfolded ? <UpOutlined /> : <DownOutlined />} iconPlacement="end" onClick={() => unfold(!isUnfolded)}>{isUnfolded ? t.filters.fold : t.filters.unfold}</Button>}
        {!isNarrow && <Views fields={fields} value={value} onChange={(next) => onChange(next as V)} />}
        {actions}
      </div>
    </search>
  )
}

// Whatever kind it is: a text, a choice, a day.
function focusFirst(box: HTMLElement | null): void {
  const field = box?.querySelector('input')
  field?.focus()
  field?.select()
}

type FieldProps = { field: FilterField; value: FilterValues; onSet: (part: FilterValues) => void }

function Field({ field, value, onSet }: FieldProps) {
  const now = value[field.key]
  if (field.kind === 'text') return <TextFilter label={field.label} hint={field.hint} value={(now as string) ?? ''} onSet={(text) => onSet({ [field.key]: text || undefined })} />
  if (field.kind === 'flag') return <Checkbox checked={now === true} onChange={(event) => onSet({ [field.key]: event.target.checked || undefined })}>{field.label}</Checkbox>
  if (field.kind === 'day') return <DatePicker prefix={<Label>{field.label}</Label>} placeholder={t.filters.pick} value={dayOf(now)} onChange={(day) => onSet({ [field.key]: day?.format('YYYY-MM-DD') })} />
  if (field.kind === 'days') return <DaysFilter field={field} value={value} onSet={onSet} />
  const options = Array.isArray(field.options) ? field.options : Object.entries(field.options).map(([code, label]) => ({ value: code, label }))
  return (
    <Select
      allowClear={clearing()}
      showSearch={options.length > 10 ? { optionFilterProp: 'label' } : false}
      mode={field.kind === 'choices' ? 'multiple' : undefined}
      maxTagCount="responsive"
      prefix={<Label>{field.label}</Label>}
      placeholder={t.all}
      aria-label={field.label}
      options={options}
      value={(now as string) ?? undefined}
      onChange={(chosen: string | string[] | undefined) => onSet({ [field.key]: isSet(chosen) ? chosen : undefined })}
    />
  )
}

const TYPING_MS = 300

// Asks when one pauses or presses Enter, never in the middle of a composition.
function TextFilter({ label, hint, value, onSet }: { label: string; hint?: string; value: string; onSet: (text: string) => void }) {
  const [typed, type] = useState(value)
  const composing = useRef(false)
  useEffect(() => type(value), [value])
  useEffect(() => {
    if (typed === value || composing.current) return
    const pause = setTimeout(() => onSet(typed.trim()), TYPING_MS)
    return () => clearTimeout(pause)
  })
  return (
    <Input
      allowClear
      prefix={<SearchOutlined aria-hidden style={{ color: 'var(--y-faint)' }} />}
      placeholder={hint ?? label}
      aria-label={label}
      autoComplete="off"
      value={typed}
      onChange={(event) => type(event.target.value)}
      onCompositionStart={() => (composing.current = true)}
      onCompositionEnd={(event) => {
        composing.current = false
        type(event.currentTarget.value)
      }}
      onPressEnter={(event) => !isComposing(event) && onSet(typed.trim())}
    />
  )
}

function DaysFilter({ field, value, onSet }: { field: FilterField & { kind: 'days' }; value: FilterValues; onSet: (part: FilterValues) => void }) {
  return (
    <DatePicker.RangePicker
      prefix={<Label>{field.label}</Label>}
      allowEmpty
      placeholder={[t.filters.from, t.filters.to]}
      value={[dayOf(value[field.key]), dayOf(value[field.until])]}
      onChange={(days) => onSet({ [field.key]: days?.[0]?.format('YYYY-MM-DD'), [field.until]: days?.[1]?.format('YYYY-MM-DD') })}
    />
  )
}

function Label({ children }: { children: string }) {
  return <span className="y-filter-label">{children}</span>
}

function dayOf(value: FilterValue): dayjs.Dayjs | null {
  return typeof value === 'string' ? dayjs(value) : null
}

function isSet(value: FilterValue): value is Exclude<FilterValue, undefined> {
  return value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0)
}

function read(initial: FilterValues, address: URLSearchParams): FilterValues {
  return Object.fromEntries(Object.entries(initial).map(([key, preset]) => {
    const given = address.getAll(key)
    if (given.length === 0) return [key, preset]
    if (given[0] === '') return [key, undefined] // cleared although the page presets it
    if (Array.isArray(preset)) return [key, given]
    return [key, given[0] === 'true' ? true : given[0]]
  }))
}

function write(initial: FilterValues, next: FilterValues, unspoken: string[], now: URLSearchParams): URLSearchParams {
  const address = new URLSearchParams(now)
  for (const key of Object.keys(initial)) {
    address.delete(key)
    const value = next[key]
    if (unspoken.includes(key)) continue
    if (isSet(value)) for (const one of Array.isArray(value) ? value : [value]) address.append(key, String(one))
    else if (isSet(initial[key])) address.append(key, '')
  }
  return address
}
