import { SearchOutlined } from '@ant-design/icons'
import { Button, Input, Select, Tabs } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { useAsk } from '#ui/call'
import { Ask, Empty, Page } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Table, type Column } from '#ui/table'
import { When } from '#ui/when'
import { chain, findStaff, looksAt, looksBy, type Look } from './looks.api.ts'
import { t } from './text.ts'

export default function Looks() {
  const [address, setAddress] = useSearchParams()
  const customerNo = address.get('customer') ?? ''
  const staff = address.get('staff') ?? ''
  const tab = address.get('tab') ?? 'customer'
  const say = (next: Record<string, string>) => setAddress({ tab, customer: customerNo, staff, ...next }, { replace: true })
  return (
    <Page title={t.title} subtitle={t.subtitle} opens={chain} actions={<Chain />}>
      <Tabs
        activeKey={tab}
        onChange={(key) => say({ tab: key })}
        items={[
          { key: 'customer', label: t.byCustomer, children: <ByCustomer customerNo={customerNo} onChoose={(customer) => say({ customer })} /> },
          { key: 'staff', label: t.byStaff, children: <ByStaff staff={staff} onChoose={(chosen) => say({ staff: chosen })} /> },
        ]}
      />
    </Page>
  )
}

function ByCustomer({ customerNo, onChoose }: { customerNo: string; onChoose: (customerNo: string) => void }) {
  const isWhole = /^\d{11}$/.test(customerNo)
  return (
    <>
      <Input.Search defaultValue={customerNo} placeholder={t.customerNoHint} aria-label={t.customerNo} maxLength={11} style={{ maxWidth: 320, marginBottom: 12 }} enterButton={<Button icon={<SearchOutlined />} aria-label={t.ask} />} onSearch={(text) => onChoose(text.trim())} />
      {isWhole ? (
        <Table door={looksAt} input={{ customerNo }} columns={columns().filter((column) => column.key !== 'customers')} rowKey="entry" empty={{ title: t.none, advice: t.noneAdvice }} />
      ) : (
        <Empty title={t.choose} advice={t.chooseAdvice} />
      )}
    </>
  )
}

function ByStaff({ staff, onChoose }: { staff: string; onChoose: (staff: string) => void }) {
  const [typed, type] = useState(staff)
  const found = useAsk(findStaff, { text: typed }, { enabled: typed !== '', keep: true })
  return (
    <>
      <Select
        showSearch={{ filterOption: false, onSearch: type }}
        value={staff === '' ? undefined : staff}
        placeholder={t.staffHint}
        aria-label={t.staff}
        style={{ width: 320, marginBottom: 12 }}
        onChange={onChoose}
        options={(found.data?.staff ?? []).map((each) => ({ value: each.staff, label: `${each.name} · ${each.branch}${each.disabled ? ` · ${t.disabled}` : ''}` }))}
      />
      {staff === '' ? <Empty title={t.chooseStaff} advice={t.chooseStaffAdvice} /> : <Table door={looksBy} input={{ staff }} columns={columns().filter((column) => column.key !== 'who')} rowKey="entry" empty={{ title: t.noneStaff, advice: t.noneStaffAdvice }} />}
    </>
  )
}

function Chain() {
  return <Ask door={chain} input={{}} shape="lines">{(state) => <Status meaning={state.unsealed === 0 ? 'good' : 'wait'} text={`${t.chained(state.links.toLocaleString('en'))} · ${t.unsealed(state.unsealed)}`} />}</Ask>
}

const meanings = { look: 'info', change: 'warn', reveal: 'risk', refusal: 'warn', 'sign-on': 'idle', batch: 'idle', export: 'risk' } as const
const nameOf = (field: string) => (t.names as Record<string, string>)[field] ?? field
const fieldsOf = (row: Look) => t.list(row.fields.map(nameOf)) || '—'
// A reveal gives one of the listed reasons, an undo or a new owner a sentence of its own.
const reasonOf = (reason: string) => (t.reasons as Record<string, string>)[reason] ?? reason
// The screen is told by its pattern; its first word is the room.
const screenOf = (screen: string | null) => (screen === null ? t.noScreen : ((t.screens as Record<string, string>)[screen.split('/')[1] ?? ''] ?? screen))

const columns = (): Column<Look>[] => [
  { key: 'at', title: t.at, width: 140, card: 'side', render: (row) => <When at={row.at} as="instant" /> },
  { key: 'who', title: t.who, width: 190, card: 'title', render: (row) => (row.staffName ? <Person name={row.staffName} org={row.branch ?? undefined} /> : t.service) },
  { key: 'kind', title: t.kind, width: 104, render: (row) => <Status of={t.kinds} value={row.kind} meanings={meanings} /> },
  { key: 'fields', title: t.fields, width: 330, card: 'wide', render: (row) => <span title={fieldsOf(row)}>{fieldsOf(row)}</span> },
  { key: 'customers', title: t.customers, width: 200, card: 'wide', render: (row) => `${t.list(row.customers.slice(0, 3))}${row.count > 3 ? ` ${t.more(row.count)}` : ''}` },
  { key: 'reason', title: t.reason, width: 150, render: (row) => row.reason && reasonOf(row.reason) },
  { key: 'screen', title: t.screen, width: 120, render: (row) => <span title={row.screen ?? undefined}>{screenOf(row.screen)}</span> },
  { key: 'action', title: t.action, width: 260, hidden: true, render: (row) => row.action },
]
