import { AutoComplete, Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import { invalidate, useAsk, useDo } from '#ui/call'
import { isComposing, useKey } from '#ui/keys'
import { Ask, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { getRepair, listReplays, repairLine, tryRepair, type Repairable } from './repairs.api.ts'
import { getLine, getRun, listRejects } from './runs.api.ts'
import { t } from './running.text.ts'
import './running.css'
import { useSaid, type Said } from './said.tsx'
import { reasonWord } from './words.tsx'
import { t as words } from './text.ts'

type Field = Repairable['fields'][number]

/** A refused line, column by column: what stands there, what should, and at once what would become of it. */
export function Repair({ run, line, onDone }: { run: number; line: number; onDone: () => void }) {
  return <Ask door={getRepair} input={{ run, line }}>{(of) => (of.isOpen ? <Desk key={of.version} run={run} of={of} onDone={onDone} /> : <p className="y-soft">{t.notOpen}</p>)}</Ask>
}

function Desk({ run, of, onDone }: { run: number; of: Repairable; onDone: () => void }) {
  const [typed, setTyped] = useState<Record<string, string>>({})
  const said = useSaid(useAsk(getRun, { run }).data?.entity)
  const [why, setWhy] = useState('')
  const values = Object.entries(typed).map(([column, value]) => ({ column, value }))
  const save = useDo(repairLine, { invalidates: [getRun, listRejects, getLine, getRepair, listReplays], done: t.lineAsked, words: { stale: t.stale, conflict: t.notOpen } })
  const change = (column: string, value: string | undefined) => setTyped((before) => Object.fromEntries(Object.entries({ ...before, [column]: value }).filter((each): each is [string, string] => each[1] !== undefined)))
  const isReady = values.length > 0 && why.trim().length >= 4
  const send = () => save.run({ run, line: of.line, values, why: why.trim(), version: of.version }, () => { void invalidate(getRun); onDone() })
  useKey('mod+enter', t.saveAndLoad, send, { enabled: isReady && !save.busy })
  return (
    <Stack>
      <p className="y-soft">{t.repairAdvice}</p>
      <div className="y-repair">
        <div className="y-repair-cell y-repair-head"><span>{words.column}</span><span>{t.asDelivered}</span><span>{t.correctTo}</span></div>
        {[...of.fields].sort((a, b) => faultsOf(of, b).length - faultsOf(of, a).length).map((field, n) => <Cell key={field.column} said={said} isFirst={n === 0} field={field} faults={faultsOf(of, field)} typed={typed[field.column]} onType={(value) => change(field.column, value)} />)}
      </div>
      <Tried run={run} line={of.line} values={values} said={said} />
      <label>{t.why}<Input value={why} maxLength={200} placeholder={t.whyHint} onChange={(event) => setWhy(event.target.value)} onPressEnter={(event) => !isComposing(event) && isReady && send()} /></label>
      <Button type="primary" disabled={!isReady} loading={save.busy} onClick={send}>{t.saveAndLoad}</Button>
    </Stack>
  )
}

const faultsOf = (of: Repairable, field: Field): string[] => of.faults.filter(({ column }) => column === field.column).map(({ reason }) => reasonWord(reason))

function Cell({ isFirst, said, field, faults, typed, onType }: { isFirst: boolean; said: Said; field: Field; faults: string[]; typed: string | undefined; onType: (value: string | undefined) => void }) {
  const fills = field.to.map(said.field)
  const put = (value: string) => onType(value === '' ? undefined : value)
  const common = { autoFocus: isFirst, 'aria-label': `${t.correctTo} ${field.column}`, status: faults.length > 0 ? ('error' as const) : ('' as const), placeholder: field.isMasked && faults.length > 0 ? t.masked : t.unchanged, style: { width: '100%' } }
  return (
    <div className="y-repair-cell">
      <div><b>{field.column}</b>{fills.length > 0 && <span className="y-soft y-repair-to"> → {words.list(fills)}</span>}</div>
      <div className="y-repair-was">{field.value === '' ? <span className="y-faint">{t.empty}</span> : field.value}{field.corrected !== null && <> → {field.corrected}</>}{faults.length > 0 && <div><Status meaning="warn" text={words.list(faults)} plain /></div>}</div>
      {field.choices === null
        ? <Input {...common} value={typed ?? ''} onChange={(event) => put(event.target.value)} />
        : <AutoComplete {...common} value={typed ?? ''} options={field.choices.map((value) => ({ value }))} onChange={put} />}
    </div>
  )
}

/** Asked a moment after the last key: staged, loaded, and rolled back. */
function Tried({ run, line, values, said }: { run: number; line: number; values: { column: string; value: string }[]; said: Said }) {
  const [settled, setSettled] = useState(values)
  const typed = JSON.stringify(values)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(typed) as typeof values), 400) // typed is the JSON of them
    return () => clearTimeout(timer)
  }, [typed])
  const asked = useAsk(tryRepair, { run, line, values: settled }, { enabled: settled.length > 0, keep: true })
  if (settled.length === 0) return null
  if (asked.data === undefined) return <p className="y-soft" role="status">{t.testing}</p>
  const { fate, faults, staged } = asked.data
  return (
    <Section title={<Status of={t.trial} value={fate} meanings={{ loads: 'good', rejected: 'warn', skipped: 'idle', outdated: 'idle' }} />}>
      {faults.map(({ column, reason }) => <p key={`${column} ${reason}`}>{words.refused(column || words.whole, reasonWord(reason), '')}</p>)}
      {staged.length > 0 && <p className="y-soft">{words.list(staged.map(({ field, value }) => `${said.field(field)} ${said.choice(value ?? '', field)}`))}</p>}
    </Section>
  )
}
