import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { say } from '#kernel/text'
import { Drawer } from '#ui/drawer'
import { Filters, useFilters } from '#ui/filters'
import { Form } from '#ui/form'
import { Page } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Table, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { useMay } from '#ui/viewer'
import { Colleague } from './colleague.tsx'
import { Once, type Credential } from './once.tsx'
import { listOrgs } from './org.api.ts'
import { useOrgs, type OrgChoice } from './orgChoice.tsx'
import { addStaff, listStaff, type StaffRow } from './staff.api.ts'
import { t } from './text.ts'

type Wanted = { text: string | undefined; org: string | undefined; status: 'active' | 'disabled' | undefined }

export default function StaffPage() {
  const [wanted, want] = useFilters<Wanted>({ text: '', org: undefined, status: undefined })
  const [opened, open] = useState<string | null>(null)
  const [isAdding, add] = useState(false)
  const mayAdd = useMay(addStaff)
  const orgs = useOrgs()
  const input = { ...(wanted.text && { text: wanted.text }), ...(wanted.org && { org: Number(wanted.org) }), ...(wanted.status && { status: wanted.status }) }
  return (
    <Page title={t.staff} subtitle={t.staffSubtitle} opens={listStaff} actions={mayAdd && <Button type="primary" icon={<PlusOutlined />} onClick={() => add(true)}>{t.addStaff}</Button>}>
      <Filters
        value={wanted} onChange={want}
        fields={[
          { key: 'text', label: t.find, kind: 'text' },
          { key: 'org', label: t.org, kind: 'choice', options: orgs.map(({ value, label }) => ({ value: String(value), label })) },
          { key: 'status', label: t.status, kind: 'choice', options: t.statuses },
        ]}
      />
      <Table door={listStaff} input={input} columns={columns()} rowKey="staff" onOpen={(row) => open(row.staff)} />
      <Colleague staff={opened} orgs={orgs} onClose={() => open(null)} />
      <Adding isOpen={isAdding} orgs={orgs} onClose={() => add(false)} />
    </Page>
  )
}

const columns = (): Column<StaffRow>[] => [
  { key: 'name', title: t.staffName, width: 170, card: 'title', render: (row) => <Person name={row.name} /> },
  { key: 'staff', title: t.staffNo, width: 110 },
  { key: 'login', title: t.login, width: 150 },
  { key: 'org', title: t.org, width: 200, render: (row) => row.orgName },
  { key: 'roles', title: t.roles, render: (row) => (row.roles.length === 0 ? <span className="y-faint">{t.noRoles}</span> : <Tags tags={row.roles.map((role) => ({ text: say(role.title) }))} />) },
  { key: 'status', title: t.status, width: 110, card: 'side', render: (row) => <Status of={t.statuses} value={row.status} meanings={{ active: 'good', disabled: 'idle' }} /> },
]

function Adding({ isOpen, orgs, onClose }: { isOpen: boolean; orgs: OrgChoice[]; onClose: () => void }) {
  const [made, setMade] = useState<Credential | null>(null)
  const close = () => {
    setMade(null)
    onClose()
  }
  return (
    <Drawer title={t.addStaff} open={isOpen} onClose={close} width={460}>
      {made !== null ? <Once of={made} onDone={close} /> : (
        <Form
          door={addStaff} invalidates={[listStaff, listOrgs]} onDone={setMade} onCancel={close} words={{ conflict: (facts) => t.staffConflict(facts.field) }}
          fields={[
            { key: 'name', label: t.staffName, autoFocus: true },
            { key: 'staff', label: t.staffNo, wrong: t.codeWrong },
            { key: 'login', label: t.login, wrong: t.loginWrong },
            { key: 'org', label: t.org, kind: 'choice', options: orgs },
            { key: 'phone', label: t.phone },
            { key: 'email', label: t.email },
          ]}
        />
      )}
    </Drawer>
  )
}
