import { App, Button } from 'antd'
import { useState } from 'react'
import { assignDepartment, listDepartments, type Department } from '#center/archive/department.api'
import { listStaff } from '#platform/access/staff.api'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Ask, Section } from '#ui/page'
import { Person } from '#ui/person'
import { Tags } from '#ui/tags'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

/** 部门客户: in which departments the customer is kept, and who looks after it there. */
export function DepartmentsPart({ of }: { of: Overview }) {
  const [naming, name] = useState<Department | null>(null)
  const may = useMay(assignDepartment) && useMay(listStaff)
  return (
    <Section title={t.departments.title}>
      <Ask door={listDepartments} input={{ customerNo: of.customerNo }} shape="rows" isEmpty={({ rows }) => rows.length === 0} empty={{ title: t.departments.none }}>
        {({ rows }) => (
          <dl className="y-asked">
            {rows.map((row) => (
              <div key={row.org} className="y-asked-one">
                <dt>{row.orgName}{row.isOwning && <> <Tags tags={[{ text: t.departments.owning }]} /></>}</dt>
                <dd>
                  {row.owner === null ? <span className="y-faint">{row.isOwning && of.owner !== null ? <Person name={of.owner.name} plain /> : t.departments.nobody}</span> : <Person name={row.owner.name} plain />}
                  <span className="y-faint"> · {t.departments.records(row.records)}{row.since !== null && <> · <When at={row.since} /></>}</span>
                  {may && row.isMine && <Button size="small" type="text" onClick={() => name(row)}>{t.departments.name}</Button>}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Ask>
      <Drawer title={naming === null ? '' : t.departments.nameAt(naming.orgName)} open={naming !== null} onClose={() => name(null)} width={440}>
        {naming !== null && <Naming of={of} at={naming} onClose={() => name(null)} />}
      </Drawer>
    </Section>
  )
}

function Naming({ of, at, onClose }: { of: Overview; at: Department; onClose: () => void }) {
  const { message } = App.useApp()
  const [version] = useState(at.version) // the one it was opened on
  const done = () => {
    message.success(t.form.saved)
    onClose()
  }
  return (
    <Ask door={listStaff} input={{ org: at.org, role: 'rm', status: 'active', limit: 200 }} isEmpty={({ rows }) => rows.length === 0} empty={{ title: t.form.none }}>
      {({ rows }) => (
        <Form
          door={assignDepartment}
          fields={[
            { key: 'owner', label: t.departments.owner, kind: 'choice', options: rows.map((each) => ({ value: each.staff, label: `${each.name} · ${each.orgName}` })) },
            { key: 'reason', label: t.form.assignReason, kind: 'long' },
          ]}
          initial={{ owner: at.owner?.staff }} fixed={{ customerNo: of.customerNo, org: at.org, version }} invalidates={[listDepartments]} onDone={done} onCancel={onClose}
        />
      )}
    </Ask>
  )
}
