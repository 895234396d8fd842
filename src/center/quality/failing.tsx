import { Button } from 'antd'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { PersonalKind } from '#kernel/endpoint'
import { say } from '#kernel/text'
import { call, keyOf, useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Masked } from '#ui/masked'
import { Money } from '#ui/money'
import { Empty, Refusal, Skeleton } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { Act, type Acting } from './acts.tsx'
import { adoptValue, assignFailure, correctValue, excuseFailure, getFailure, getSummary, listCustomerFailures, listFailures, reopenFailure, type FailureRow, type Summary, type Values } from './quality.api.ts'
import { fieldWord, sentence, t } from './text.ts'
import { Typing } from './typing.tsx'

export type Wanted = { source?: string; field?: string; rule?: string; owner?: string; org?: string; dimension?: 'completeness' | 'accuracy' | 'consistency' | 'timeliness'; state?: 'open' | 'excused' | 'repaired' }
const KEYS = ['source', 'field', 'rule', 'owner', 'org'] as const

/** Which rows are looked at stands in the address, so that a colleague can be sent to them. */
export function useWanted(): [Wanted | null, (next: Wanted | null) => void] {
  const [address, setAddress] = useSearchParams()
  const found = Object.fromEntries(KEYS.flatMap((key) => (address.get(key) === null ? [] : [[key, address.get(key)]]))) as Wanted
  const dimension = address.get('dimension') as Wanted['dimension'] | null // one of the page's own addresses
  const want = (next: Wanted | null) => setAddress((now) => {
    const other = new URLSearchParams(now)
    for (const key of KEYS) {
      other.delete(key)
      if (next?.[key] !== undefined) other.set(key, next[key])
    }
    return other
  })
  return [Object.keys(found).length === 0 ? null : { ...found, ...(dimension && { dimension }) }, want]
}

/** The rows behind a figure, each to be repaired where it stands. */
export function Failing({ of, wanted, onClose }: { of: Summary; wanted: Wanted | null; onClose: () => void }) {
  return (
    <Drawer title={wanted && t.rowsOf(wordsOf(of, wanted))} open={wanted !== null} onClose={onClose} width={760}>
      {wanted && <FailingRows wanted={wanted} />}
    </Drawer>
  )
}

function wordsOf(of: Summary, wanted: Wanted): string {
  const system = of.systems.find(({ source }) => source === wanted.source)
  const rule = of.rules.find((each) => each.rule === wanted.rule)
  const branch = of.branches.find(({ org }) => String(org) === wanted.org)
  const manager = of.managers.find(({ staff }) => staff === wanted.owner)
  return [system && say(system.title), wanted.field && fieldWord(wanted.field), rule && say(rule.title), branch?.orgName, manager?.staffName].filter(Boolean).join(' · ')
}

function FailingRows({ wanted }: { wanted: Wanted }) {
  const { org, ...rest } = wanted
  const input = { ...rest, ...(org !== undefined && { org: Number(org) }) }
  const [acting, act] = useState<Acting | null>(null)
  const asked = useInfiniteQuery({
    queryKey: [...keyOf(listFailures, input), 'pages'],
    queryFn: ({ pageParam, signal }) => call(listFailures, { ...input, limit: 20, ...(pageParam !== null && { after: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  if (asked.data === undefined) return asked.error === null ? <Skeleton shape="rows" /> : <Refusal of={asked.error as never} onRetry={() => void asked.refetch()} /> // doors fail as Refused only
  const rows = asked.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return <Empty title={t.noRows} advice={t.noRowsAdvice} />
  return (
    <div className="quality-rows">
      {rows.map((row) => <One key={row.failure} of={row} onAct={(kind) => act({ kind, row })} />)}
      {asked.hasNextPage && <div className="quality-more"><Button loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>{t.more}</Button></div>}
      <Act of={acting} onClose={() => act(null)} />
    </div>
  )
}

/** One row that fails: what is wrong, what stands there, what another system says, and what to do about it. */
export function One({ of, onAct }: { of: FailureRow; onAct: (kind: Acting['kind']) => void }) {
  const may = { adopt: useMay(adoptValue), correct: useMay(correctValue), excuse: useMay(excuseFailure), assign: useMay(assignFailure), reopen: useMay(reopenFailure) }
  const adopt = useDo(adoptValue, { done: t.adopted, invalidates: [listFailures, getSummary, getFailure, listCustomerFailures], words: { conflict: t.alreadyDone, invalid: t.partOnly } })
  const { candidate } = of
  return (
    <article className="quality-row">
      <header>
        <Status meaning={of.state === 'open' ? 'warn' : of.state === 'excused' ? 'idle' : 'good'} text={say(of.title)} plain />
        <b>{sentence(say(of.why), of.field, of.facts)}</b>
      </header>
      <div className="now">
        <span>{of.customerNo === undefined ? <span className="y-faint">{t.nobody}</span> : <Link to={`/customer360/customers/${of.customerNo}`}><Masked value={of.name} kind="name" /></Link>}</span>
        {of.field !== 'key' && <Said values={of.values} field={of.field} isWrong />}
        {candidate && <span>→ <Said values={candidate.values} field={of.field} /> <span className="said">{say(candidate.sourceTitle)}{candidate.updatedOn !== null && `，${t.updated(candidate.updatedOn)}`}{candidate.isGolden && `，${t.golden}`}</span></span>}
      </div>
      <div className="where">
        <span>{say(of.sourceTitle)} {of.key}</span><span>{of.orgName}</span><span>{t.owner} {of.ownerName === null ? '—' : <Person name={of.ownerName} plain />}</span><span>{t.since} <When at={of.since} as="day" /></span>
        {of.task && <span>{t.assignedTo(of.task.staffName ?? of.task.staff, of.task.due)}</span>}
        {of.state === 'excused' && of.excusedUntil !== null && <span>{t.excusedUntil(of.excusedUntil)}</span>}
      </div>
      {of.state === 'open' && (
        <div className="acts">
          {may.adopt && candidate && <Button type="primary" size="small" loading={adopt.busy} onClick={() => adopt.run({ failure: of.failure, version: of.version, source: candidate.source, key: candidate.key })}>{t.adopt(say(candidate.sourceTitle))}</Button>}
          {may.correct && of.canCorrect && <Typing of={of} />}
          {may.assign && of.owner !== null && of.task === null && <Button size="small" onClick={() => onAct('assign')}>{t.assign}</Button>}
          {may.excuse && <Button size="small" onClick={() => onAct('excuse')}>{t.excuse}</Button>}
        </div>
      )}
      {of.state === 'excused' && may.reopen && <div className="acts"><Button size="small" onClick={() => onAct('reopen')}>{t.reopen}</Button></div>}
    </article>
  )
}

const KINDS: Partial<Record<keyof Values, PersonalKind>> = {
  name: 'name', idNumber: 'idNumber', birthday: 'birthday', phone: 'phone', phone2: 'phone', email: 'email', address: 'address', employer: 'employer', income: 'income', legalName: 'name', accountNo: 'accountNo',
}

function Said({ values, field, isWrong = false }: { values: Values; field: string; isWrong?: boolean }) {
  const shown = field in values ? field : 'accountNo' in values ? 'accountNo' : null
  if (shown === null) return <span className="y-faint">{fieldWord(field)} —</span>
  const value = values[shown as keyof Values] ?? null // a field of the values
  const kind = KINDS[shown as keyof Values]
  const content = shown === 'balance' || (shown === 'income' && value !== null && !value.includes('*')) ? <Money amount={value} /> : kind ? <Masked value={value} kind={kind} /> : shown === 'gender' ? t.genders[value ?? ''] ?? value : value
  return <span>{fieldWord(shown)} {isWrong ? <del>{content}</del> : content}{shown === 'accountNo' && values.balance !== undefined && <> · {fieldWord('balance')} <Money amount={values.balance} /></>}</span>
}
