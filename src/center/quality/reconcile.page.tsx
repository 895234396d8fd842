import { App, Button } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { subtract } from '#kernel/money'
import { say } from '#kernel/text'
import { useDo } from '#ui/call'
import { Chips } from '#ui/chips'
import { Count, thousands } from '#ui/count'
import { Drawer } from '#ui/drawer'
import { Filters, useFilters } from '#ui/filters'
import { Form } from '#ui/form'
import { Masked } from '#ui/masked'
import { Money } from '#ui/money'
import { Ask, Page, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { Table, type AsksOf, type Column } from '#ui/table'
import type { Meaning } from '#ui/theme'
import { useMay, useViewer } from '#ui/viewer'
import { When } from '#ui/when'
import { compareAgain, explainDifference, getReconciliation, listDifferences, listReconciliations, signReconciliation, type Difference, type ReconDetail, type ReconRow } from './reconcile.api.ts'
import { t } from './text.ts'
import './quality.css'

/** 核对: each business day of each source, to the cent; what differs is named down to the account, explained by one person and signed by another. */
export default function Reconcile() {
  const [filters, setFilters] = useFilters<AsksOf<typeof listReconciliations>>({ state: undefined, source: undefined })
  const [address, setAddress] = useSearchParams()
  const open = (recon: number | null) => setAddress((now) => {
    const next = new URLSearchParams(now)
    next.delete('recon')
    if (recon !== null) next.set('recon', String(recon))
    return next
  })
  const recon = Number(address.get('recon') ?? 0)
  return (
    <Page title={t.recon.title} subtitle={t.recon.subtitle} opens={listReconciliations}>
      <Filters value={filters} onChange={setFilters} fields={[{ key: 'state', label: t.state, kind: 'choice', options: t.recon.states }]} />
      <Table door={listReconciliations} input={filters} columns={columns()} rowKey="recon" onOpen={(row) => open(row.recon)} empty={{ title: t.recon.none, advice: t.recon.noneAdvice }} />
      <Drawer title={t.recon.detail} open={recon > 0} onClose={() => open(null)} width={880}>
        {recon > 0 && <Ask door={getReconciliation} input={{ recon }} shape="rows">{(found) => <Detail key={found.version} of={found} />}</Ask>}
      </Drawer>
    </Page>
  )
}

const meanings: Record<ReconRow['state'], Meaning> = { matched: 'good', differs: 'risk', explained: 'wait', signed: 'good' }

const columns = (): Column<ReconRow>[] => [
  { key: 'day', title: t.recon.day, width: 112, card: 'title', render: (row) => <When at={row.day} /> },
  { key: 'source', title: t.system, width: 130, render: (row) => say(row.sourceTitle) },
  { key: 'entity', title: t.recon.entity, width: 96, render: (row) => t.recon.entities[row.entity] },
  { key: 'state', title: t.state, width: 100, card: 'side', render: (row) => <Status of={t.recon.states} value={row.state} meanings={meanings} plain /> },
  { key: 'theirs', title: t.recon.theirs, align: 'right', width: 170, render: (row) => <Sum rows={row.theirsRows} amount={row.theirsAmount} currency={row.currency} /> },
  { key: 'ours', title: t.recon.ours, align: 'right', width: 170, render: (row) => <Sum rows={row.oursRows} amount={row.oursAmount} currency={row.currency} /> },
  { key: 'gap', title: t.recon.gap, align: 'right', width: 130, render: (row) => <Gap of={row} currency={row.currency} /> },
  { key: 'differences', title: t.recon.differences, align: 'right', width: 80, render: (row) => <Count of={row.differences} /> },
  { key: 'level', title: t.recon.level, width: 100, card: 'none', render: (row) => t.recon.levels[row.level] },
]

type Pair = { theirsRows: number | null; oursRows: number | null; theirsAmount: string | null; oursAmount: string | null }

function Sum({ rows, amount, currency }: { rows: number | null; amount: string | null; currency: string | null }) {
  return amount === null ? (rows === null ? <span className="y-faint">—</span> : <>{t.recon.rows(thousands(rows))}</>) : <Money amount={amount} currency={currency ?? 'CNY'} unit="yuan" />
}

function Gap({ of, currency }: { of: Pair; currency: string | null }) {
  if (of.theirsAmount !== null && of.oursAmount !== null) {
    const gap = subtract(of.oursAmount, of.theirsAmount)
    return Number(gap) === 0 ? <span className="y-faint">0.00</span> : <b><Money amount={gap} currency={currency ?? 'CNY'} unit="yuan" signed /></b>
  }
  if (of.theirsRows !== null && of.oursRows !== null) return <>{of.oursRows === of.theirsRows ? 0 : t.recon.rows(thousands(of.oursRows - of.theirsRows))}</>
  return <span className="y-faint">—</span>
}

function Detail({ of }: { of: ReconDetail }) {
  return (
    <Stack>
      <p><Status of={t.recon.states} value={of.state} meanings={meanings} /> {say(of.sourceTitle)} · {t.recon.entities[of.entity]} · <When at={of.day} /> · {t.recon.compared(thousands(of.compared), t.recon.levels[of.level])}</p>
      <Actions of={of} />
      {of.differences === 0 ? <p className="y-soft">{t.recon.allEqual}</p> : <Differing of={of} />}
      {of.differences > 0 && of.level !== 'account' && <p className="y-faint">{t.recon.noDetails(t.recon.levels[of.level])}</p>}
      {of.steps.length > 0 && <ul className="quality-steps">{of.steps.map((step) => <li key={step.step}><When at={step.at} /> {step.staffName ?? step.staff} {t.recon.stepNames[step.name]}{step.note !== null && `：${step.note}`}</li>)}</ul>}
    </Stack>
  )
}

/** From the whole down to the account: each line lies within the one above it. */
function Differing({ of: { recon, version, differences, kinds } }: { of: ReconDetail }) {
  const [kind, setKind] = useState<Difference['kind'] | undefined>()
  const found = (Object.entries(kinds) as [Difference['kind'], number][]).toSorted((one, other) => other[1] - one[1]) // the keys of the reply
  return (
    <Table
      key={version} door={listDifferences} input={{ recon, ...(kind !== undefined && { kind }) }} columns={differing()} rowKey="nth" height={520}
      tools={found.length > 1 && <Chips label={t.recon.kind} all={`${t.all} ${thousands(differences)}`} value={kind} onChange={setKind} options={found.map(([value, n]) => ({ value, label: `${t.recon.kinds[value] ?? value} ${thousands(n)}` }))} />}
    />
  )
}

const DEPTH = { total: 0, branch: 1, product: 2, account: 3 }

const differing = (): Column<Difference>[] => [
  { key: 'where', title: t.recon.where, card: 'title', render: (row) => <span style={{ paddingLeft: DEPTH[row.level] * 18 }}><Place of={row} /></span> },
  { key: 'kind', title: t.recon.kind, width: 96, card: 'side', render: (row) => t.recon.kinds[row.kind] },
  { key: 'theirs', title: t.recon.theirs, align: 'right', width: 150, render: (row) => <Sum rows={row.theirsRows} amount={amountsOf(row).theirsAmount} currency={row.currency} /> },
  { key: 'ours', title: t.recon.ours, align: 'right', width: 150, render: (row) => <Sum rows={row.oursRows} amount={amountsOf(row).oursAmount} currency={row.currency} /> },
  { key: 'gap', title: t.recon.gap, align: 'right', width: 130, render: (row) => <Gap of={amountsOf(row)} currency={row.currency} /> },
]

/** Where the counts differ, the counts are what one must see. */
const amountsOf = (row: Difference): Difference => (row.kind === 'rows' ? { ...row, theirsAmount: null, oursAmount: null } : row)

function Place({ of }: { of: Difference }) {
  if (of.level === 'total') return <>{t.recon.levels.total}</>
  const account = <Masked value={of.accountNo} kind="accountNo" />
  if (of.level === 'account') return <>{of.customerNo === undefined ? account : <Link to={`/customer360/customers/${of.customerNo}?tab=holdings`}>{account}</Link>} <span className="y-faint">{of.orgName}</span></>
  return <>{of.level === 'branch' ? of.orgName : <>{of.product} <span className="y-faint">{of.orgName}</span></>}</>
}

function Actions({ of }: { of: ReconDetail }) {
  const { message } = App.useApp()
  const { staff } = useViewer()
  const [isExplaining, explain] = useState(false)
  const may = { explain: useMay(explainDifference), sign: useMay(signReconciliation) }
  const invalidates = [listReconciliations, getReconciliation, listDifferences]
  const sign = useDo(signReconciliation, { done: t.recon.signed, invalidates, words: { conflict: t.recon.oneself } })
  const again = useDo(compareAgain, { done: t.recon.comparedAgain, invalidates })
  const isMine = of.steps.some((step) => step.name === 'explain' && step.staff === staff)
  return (
    <div className="quality-tools">
      {may.sign && (of.state === 'matched' || of.state === 'explained') && !isMine && <Button type="primary" loading={sign.busy} onClick={() => sign.run({ recon: of.recon, version: of.version })}>{t.recon.sign}</Button>}
      {may.explain && of.state === 'differs' && !isExplaining && <Button type="primary" onClick={() => explain(true)}>{t.recon.explain}</Button>}
      {may.explain && of.state !== 'signed' && <Button loading={again.busy} onClick={() => again.run({ recon: of.recon, version: of.version })}>{t.recon.again}</Button>}
      {isExplaining && <Form door={explainDifference} fixed={{ recon: of.recon, version: of.version }} fields={[{ key: 'note', label: t.recon.note, kind: 'long', autoFocus: true }]} submit={t.recon.explain} invalidates={invalidates} onCancel={() => explain(false)} onDone={() => void message.success(t.recon.explained)} />}
    </div>
  )
}
