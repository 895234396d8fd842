import { Input, Select, Tag } from 'antd'
import { useState, type DragEvent } from 'react'
import { clearing } from '#ui/clearing'
import { isComposing } from '#ui/keys'
import { Section } from '#ui/page'
import { Status } from '#ui/status'
import type { ColumnSeen, Design, Target, Trial } from './design.api.ts'
import { t } from './design.text.ts'
import { Certainty } from './mappingWords.tsx'
import { inExpression } from './named.ts'
import { useSaid, type Said } from './said.tsx'
import { figure, reasonWord } from './words.tsx'

/** The interface as a page holds it: checked by the server alone. */
export type Face = Design['face']
type Changing = { face: Face; onChange: (part: Partial<Face>) => void }
type Map = Record<string, unknown>
type Plan = { type: string; format?: string; set?: string; scale?: string; empty?: string[] }

const mapOf = (face: Face) => (face.map ?? {}) as Map
const plansOf = (face: Face) => (face.columns ?? {}) as Record<string, Plan>
const codesOf = (face: Face) => (face.codes ?? {}) as Record<string, Record<string, string>>

/** The columns of the file: what each holds, how sure that is, and what it fills. Each may be dragged onto a field. */
export function Sources({ columns, face, onChange }: Changing & { columns: ColumnSeen[] }) {
  const plans = plansOf(face)
  const said = useSaid(String(face.entity))
  const fills = (column: string) => Object.entries(mapOf(face)).filter(([, mapping]) => mentions(mapping, column)).map(([field]) => said.field(field))
  const isKey = (column: string) => (face.key as string[] | undefined)?.includes(column) ?? false
  const retype = (column: string, plan: Plan) => onChange({ columns: { ...plans, [column]: plan } })
  return (
    <ul className="y-design-list">
      {columns.map((each) => {
        const plan = plans[each.column] ?? { type: 'text' }
        const ways = [plan, ...each.others.map((other) => other.column as Plan), { type: 'text' }].filter((way, i, all) => all.findIndex((one) => wayWord(one) === wayWord(way)) === i)
        const filled = fills(each.column)
        return (
          <li key={each.column} className="y-design-source" draggable onDragStart={(event) => event.dataTransfer.setData('text/plain', each.column)}>
            <span className="y-design-name"><b>{each.column}</b><span className="y-soft">{(t.kinds as Record<string, string>)[each.kind]}</span><Certainty of={each.confidence} /></span>
            <Select size="small" aria-label={`${each.column} ${t.typed}`} value={wayWord(plan)} onChange={(word: string) => retype(each.column, { ...ways.find((way) => wayWord(way) === word), ...(plan.empty && { empty: plan.empty }) } as Plan)} options={ways.map((way) => ({ value: wayWord(way), label: wayWord(way) }))} />
            <span className="y-design-values y-soft" title={each.values.join(' · ')}>{each.values.filter((value) => value !== '').slice(0, 3).join(' · ')}</span>
            <span className="y-design-fills">{isKey(each.column) && <Tag>{t.key}</Tag>}{filled.map((field) => <Tag key={field}>{field}</Tag>)}{filled.length === 0 && !isKey(each.column) && <span className="y-faint">{t.unmapped}</span>}</span>
          </li>
        )
      })}
    </ul>
  )
}

/** Columns that fill nothing and name no row. */
export const unused = (face: Face): string[] => Object.keys(plansOf(face)).filter((column) => !((face.key as string[] | undefined)?.includes(column) ?? false) && !Object.values(mapOf(face)).some((mapping) => mentions(mapping, column)))

const wayWord = ({ type, format, scale }: Plan): string => [(t.types as Record<string, string>)[type] ?? type, format, scale === 'cents' ? t.cents : undefined].filter(Boolean).join(' ')

function mentions(mapping: unknown, column: string): boolean {
  if (mapping === column) return true
  if (typeof mapping !== 'object' || mapping === null) return false
  const { column: named, sign, expression } = mapping as { column?: string; sign?: { column: string }; expression?: string }
  return named === column || sign?.column === column || (expression?.includes(column) ?? false)
}

/** Our fields: the required ones first, then those that are filled, then the rest. */
export function Fields({ target, face, columns, trial, onChange }: Changing & { target: Target; columns: ColumnSeen[]; trial: Trial | undefined }) {
  const map = mapOf(face)
  const said = useSaid(target.entity)
  // As they were when the target was chosen: what one has just filled stays where it is.
  const [begun, setBegun] = useState({ entity: target.entity, filled: Object.keys(map) })
  if (begun.entity !== target.entity) setBegun({ entity: target.entity, filled: Object.keys(map) })
  const rank = ({ field, required }: Target['fields'][number]) => (required ? 0 : begun.filled.includes(field) ? 1 : 2)
  const fields = target.fields.filter(({ field }) => field !== 'key').toSorted((a, b) => rank(a) - rank(b))
  const choicesOf = (field: string) => fields.find((each) => each.field === field)?.choices ?? []
  const fill = (field: string, mapping: unknown) => {
    const filled = Object.entries({ ...map, [field]: mapping }).filter(([, each]) => each !== undefined)
    const coded = newCodes(face, mapping, choicesOf(field), columns, (choice) => said.choice(choice, field))
    const isCode = (column: string) => (coded.columns ?? plansOf(face))[column]?.type === 'code' && filled.some(([other, each]) => columnOf(each) === column && choicesOf(other).length > 0)
    // A text that shares its column with a code keeps the words of the source.
    onChange({ ...coded, map: Object.fromEntries(filled.map(([other, each]) => [other, typeof each === 'string' && choicesOf(other).length === 0 && isCode(each) ? { expression: inExpression(each) } : each])) })
  }
  return <ul className="y-design-list">{fields.map((field) => <Field key={field.field} of={field} said={said} mapping={map[field.field]} columns={columns} trial={trial} onFill={(mapping) => fill(field.field, mapping)} />)}</ul>
}

/** A column that fills a field of few words becomes a code, so that its values are mapped. */
function newCodes(face: Face, mapping: unknown, choices: string[], columns: ColumnSeen[], word: (choice: string) => string): { columns?: Record<string, Plan>; codes?: Record<string, Record<string, string>> } {
  const column = typeof mapping === 'string' ? mapping : undefined
  const held = columns.find((each) => each.column === column)
  if (column === undefined || choices.length === 0 || !held || plansOf(face)[column]?.type === 'code' || held.codes.every((code) => choices.includes(code))) return {}
  return { columns: { ...plansOf(face), [column]: { type: 'code', set: column } }, codes: { ...codesOf(face), [column]: Object.fromEntries(held.codes.flatMap((code) => choices.filter((choice) => choice === code || word(choice) === code).slice(0, 1).map((choice) => [code, choice]))) } }
}

type Signed = { column: string; sign?: { column: string; negative: string[] } }

function Field({ of, said, mapping, columns, trial, onFill }: { of: Target['fields'][number]; said: Said; mapping: unknown; columns: ColumnSeen[]; trial: Trial | undefined; onFill: (mapping: unknown) => void }) {
  const [isOver, setOver] = useState(false)
  const [isPicking, setPicking] = useState(false)
  const how = typeof mapping === 'object' && mapping !== null ? ('expression' in mapping ? 'expression' : 'value' in mapping ? 'constant' : 'column') : mapping === undefined && !isPicking ? 'none' : 'column'
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    onFill(event.dataTransfer.getData('text/plain'))
  }
  // Which column, only the person knows: until it is picked the field is filled by none.
  const choose = (next: string) => {
    setPicking(next === 'column')
    onFill(next === 'constant' ? { value: of.choices[0] ?? '' } : next === 'expression' ? { expression: columnOf(mapping) === undefined ? "''" : inExpression(String(columnOf(mapping))) } : next === 'column' ? columnOf(mapping) : undefined)
  }
  return (
    <li className={isOver ? 'y-design-field over' : 'y-design-field'} onDragOver={(event) => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <span className="y-design-label">{said.field(of.field)}{of.required && <Tag color={mapping === undefined ? 'error' : undefined}>{t.required}</Tag>}</span>
      <span className="y-design-how">
        <Select size="small" aria-label={`${said.field(of.field)} ${t.how}`} style={{ width: 100 }} value={how} onChange={choose} options={[{ value: 'column', label: t.byColumn }, { value: 'constant', label: t.constant }, { value: 'expression', label: t.expression }, { value: 'none', label: t.noValue }]} />
        {(how === 'column' || how === 'none') && <Select size="small" showSearch status={of.required && mapping === undefined ? 'error' : ''} placeholder={t.chooseColumn} aria-label={`${said.field(of.field)} ${t.chooseColumn}`} style={{ width: 170 }} value={columnOf(mapping)} onChange={(column: string) => onFill(column)} options={columns.map(({ column }) => ({ value: column }))} />}
        {how === 'column' && of.field === 'amount' && <Sign mapping={mapping} columns={columns} onFill={onFill} />}
        {how === 'constant' && (of.choices.length > 0
          ? <Select size="small" aria-label={`${said.field(of.field)} ${t.constant}`} style={{ width: 170 }} value={(mapping as { value: string }).value} onChange={(value: string) => onFill({ value })} options={of.choices.map((value) => ({ value, label: said.choice(value, of.field) }))} />
          : <Typed label={`${said.field(of.field)} ${t.constant}`} value={(mapping as { value: string }).value} onType={(value) => onFill({ value })} />)}
        {how === 'expression' && <Typed label={`${said.field(of.field)} ${t.expression}`} hint={t.expressionHint} value={(mapping as { expression: string }).expression} onType={(expression) => onFill({ expression })} />}
      </span>
      {trial && mapping !== undefined && <Becomes of={of} said={said} column={columnOf(mapping)} trial={trial} />}
    </li>
  )
}

/** What the first lines of the sample come to here, and how many are refused for it. */
function Becomes({ of: { field, choices }, said, column, trial }: { of: Target['fields'][number]; said: Said; column: string | undefined; trial: Trial }) {
  const refused = trial.rows.flatMap(({ reasons }) => reasons).filter((reason) => reason.column === column)
  if (column !== undefined && refused.length > 0) {
    const refusal = <Status plain meaning="warn" text={`${[...new Set(refused.map(({ reason }) => reasonWord(reason)))].join(t.comma)} ${t.linesOf(figure(refused.length))}`} />
    return refused.some(({ reason }) => reason === 'unknown-code') ? <span>{refusal} <a href={`#${codesAt(column)}`}>{t.sayCodes}</a></span> : refusal
  }
  const at = trial.fields.indexOf(field)
  const values = trial.rows.flatMap((row) => (row.fate === 'taken' && row.after[at] ? [row.after[at]] : []))
  const shown = [...new Set(values)].slice(0, 2).map((value) => (choices.length > 0 ? said.choice(value, field) : value)).join(' · ')
  return shown === '' ? <span /> : <span className="y-design-values y-soft" title={shown}>→ {shown}</span>
}

const columnOf = (mapping: unknown): string | undefined => (typeof mapping === 'string' ? mapping : typeof mapping === 'object' && mapping !== null && 'column' in mapping ? String(mapping.column) : undefined)

/** Said when one leaves the field, so that no half word is tried. */
function Typed({ label, value, hint, onType }: { label: string; value: string; hint?: string; onType: (value: string) => void }) {
  const [text, setText] = useState(value)
  return <Input size="small" aria-label={label} style={{ width: 280 }} value={text} placeholder={hint} onChange={(event) => setText(event.target.value)} onBlur={() => text !== value && onType(text)} onPressEnter={(event) => !isComposing(event) && onType(text)} />
}

/** Money that goes out is less than nothing: by a column that says so. */
function Sign({ mapping, columns, onFill }: { mapping: unknown; columns: ColumnSeen[]; onFill: (mapping: unknown) => void }) {
  const { column = columnOf(mapping) ?? '', sign } = (typeof mapping === 'object' ? mapping : {}) as Partial<Signed>
  const teller = columns.find((each) => each.column === sign?.column)
  return (
    <>
      <Select size="small" allowClear={clearing()} aria-label={t.sign} style={{ width: 140 }} placeholder={t.noSign} value={sign?.column} onChange={(said?: string) => onFill(said === undefined ? column : { column, sign: { column: said, negative: (columns.find((each) => each.column === said)?.codes ?? ['']).slice(0, 1) } })} options={columns.map((each) => ({ value: each.column }))} />
      {sign && <Select size="small" mode="tags" aria-label={t.negative} style={{ minWidth: 120 }} value={sign.negative} onChange={(negative: string[]) => negative.length > 0 && onFill({ column, sign: { ...sign, negative } })} options={(teller?.codes ?? []).map((value) => ({ value }))} />}
    </>
  )
}

const codesAt = (column: string): string => `codes-${encodeURIComponent(column)}`

/** Each code of the source beside its meaning. */
export function Codes({ target, face, columns, onChange }: Changing & { target: Target; columns: ColumnSeen[] }) {
  const words = useSaid(target.entity)
  const used = columns.flatMap((held) => {
    const plan = plansOf(face)[held.column]
    const field = target.fields.find((each) => columnOf(mapOf(face)[each.field]) === held.column)
    return plan?.type === 'code' && plan.set !== undefined && field ? [{ held, set: plan.set, field }] : []
  })
  const say = (set: string, code: string, ours: string | undefined) => onChange({ codes: { ...codesOf(face), [set]: Object.fromEntries(Object.entries({ ...codesOf(face)[set], [code]: ours }).filter((each): each is [string, string] => each[1] !== undefined)) } })
  return used.map(({ held, set, field }) => {
    const said = codesOf(face)[set] ?? {}
    const codes = [...new Set([...held.codes, ...Object.keys(said)])]
    return (
      <Section key={held.column} title={<span id={codesAt(held.column)}>{t.codesOf(held.column)}</span>} extra={<span className="y-soft">→ {words.field(field.field)}</span>}>
        <div className="y-design-codes">
          {codes.map((code) => [
            <span key={code}>{code === '*' ? t.others : code}</span>,
            <Select key={`${code} ours`} size="small" showSearch allowClear={clearing()} status={said[code] === undefined ? 'warning' : ''} aria-label={`${code} ${t.ours}`} value={said[code]} placeholder={t.kept} onChange={(ours?: string) => say(set, code, ours)} optionFilterProp="label" options={[...field.choices.map((value) => ({ value, label: words.choice(value, field.field) })), { value: '', label: t.nothing }]} />,
          ])}
        </div>
      </Section>
    )
  })
}
