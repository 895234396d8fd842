import { BankOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Tree, type TreeDataNode } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Count } from '#ui/count'
import { Drawer } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Ask, Columns, Empty, Page, Section } from '#ui/page'
import { useMay } from '#ui/viewer'
import { addOrg, listOrgs, renameOrg, type Org } from './org.api.ts'
import { t } from './text.ts'
import './access.css'

type Doing = { what: 'add' | 'rename'; org: Org }

export default function Orgs() {
  const [chosen, choose] = useState<number | null>(null)
  const [doing, start] = useState<Doing | null>(null)
  return (
    <Page title={t.orgs} subtitle={t.orgsSubtitle} opens={listOrgs}>
      <Ask door={listOrgs} input={{}} shape="rows">
        {({ rows }) => {
          const org = rows.find((row) => row.org === chosen) ?? rows[0]
          return (
            <Columns of={[3, 2]}>
              <Section title={t.tree}><Branches rows={rows} chosen={org?.org ?? null} onChoose={choose} /></Section>
              <div className="access-beside">{org === undefined ? <Empty title={t.chooseOrg} /> : <One org={org} rows={rows} onStart={(what) => start({ what, org })} />}</div>
            </Columns>
          )
        }}
      </Ask>
      <Change doing={doing} onClose={() => start(null)} onAdded={choose} />
    </Page>
  )
}

function Branches({ rows, chosen, onChoose }: { rows: Org[]; chosen: number | null; onChoose: (org: number) => void }) {
  const [top] = rows
  if (top === undefined) return null
  return (
    <Tree
      className="access-tree" blockNode showLine={{ showLeafIcon: false }} defaultExpandedKeys={[top.org, ...below(rows, top.org).map((row) => row.org)]}
      selectedKeys={chosen === null ? [] : [chosen]} onSelect={(_keys, { node }) => onChoose(Number(node.key))} treeData={[nodeOf(rows, top)]}
    />
  )
}

const below = (rows: Org[], org: number) => rows.filter((row) => row.parent === org)

function nodeOf(rows: Org[], org: Org): TreeDataNode {
  const title = <span className="y-row"><span>{org.name}</span><small className="y-faint">{t.kinds[org.kind]} · {org.code}</small></span>
  return { key: org.org, title, icon: <BankOutlined />, children: below(rows, org.org).map((row) => nodeOf(rows, row)) }
}

function One({ org, rows, onStart }: { org: Org; rows: Org[]; onStart: (what: Doing['what']) => void }) {
  const go = useNavigate()
  const may = useMay(addOrg)
  const actions = may && (
    <>
      <Button icon={<EditOutlined />} onClick={() => onStart('rename')}>{t.renameOrg}</Button>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => onStart('add')}>{t.addOrg}</Button>
    </>
  )
  return (
    <Section title={org.name} extra={actions}>
      <Facts
        items={[
          { label: t.orgCode, value: org.code },
          { label: t.orgKind, value: t.kinds[org.kind] },
          { label: t.parent, value: rows.find((row) => row.org === org.parent)?.name },
          { label: t.activeStaff, value: <Button type="link" size="small" style={{ padding: 0 }} onClick={() => void go(`/access/staff?org=${org.org}`)}><Count of={org.staff} /></Button> },
          { label: t.children, value: t.under(below(rows, org.org).length) },
        ]}
      />
    </Section>
  )
}

function Change({ doing, onClose, onAdded }: { doing: Doing | null; onClose: () => void; onAdded: (org: number) => void }) {
  if (doing === null) return null
  const { what, org } = doing
  const conflict = { conflict: (facts: Record<string, unknown>) => t.orgConflict(facts.cause) }
  return (
    <Drawer title={what === 'add' ? `${t.addOrg} · ${org.name}` : `${t.renameOrg} · ${org.name}`} open onClose={onClose} width={420}>
      {what === 'add' ? (
        <Form
          door={addOrg} fixed={{ parent: org.org }} invalidates={[listOrgs]} words={conflict} onCancel={onClose} onDone={(added) => { onAdded(added.org); onClose() }}
          initial={{ kind: org.kind === 'head' ? 'branch' : org.kind === 'branch' ? 'subbranch' : 'department' }}
          fields={[
            { key: 'name', label: t.orgName, autoFocus: true },
            { key: 'code', label: t.orgCode, wrong: t.codeWrong },
            { key: 'kind', label: t.orgKind, kind: 'choice', options: { branch: t.kinds.branch, subbranch: t.kinds.subbranch, department: t.kinds.department } },
          ]}
        />
      ) : (
        <Form door={renameOrg} fixed={{ org: org.org, version: org.version }} initial={{ name: org.name }} invalidates={[listOrgs]} onCancel={onClose} onDone={onClose} fields={[{ key: 'name', label: t.orgName, autoFocus: true }]} />
      )}
    </Drawer>
  )
}
