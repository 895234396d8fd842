import { Input, Tree, type TreeDataNode } from 'antd'
import { useState, type ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { say } from '#kernel/text'
import { Ask, Columns, Empty, Page, Section, Stack } from '#ui/page'
import { Tags } from '#ui/tags'
import { usePhone } from '#ui/theme'
import { Attributes } from './attributes.tsx'
import { t } from './text.ts'
import { TypeCard } from './typeCard.tsx'
import { listTypes, openModel, type Attribute, type CustomerType } from './type.api.ts'
import './customer.css'

/** 客户类别: the tree, and beside it what is asked of the customers of one type. */
export default function Types() {
  const [address, setAddress] = useSearchParams()
  const choose = (type: string) => setAddress({ type }, { replace: true })
  return (
    <Page title={t.model.title} subtitle={t.model.subtitle} opens={openModel}>
      <Ask door={listTypes} input={{}} shape="rows">
        {({ types, attributes }) => {
          const chosen = types.find((row) => row.type === address.get('type')) ?? types[0]
          return (
            <Columns of={[2, 5]}>
              <Section title={t.model.tree}><Branches types={types} attributes={attributes} chosen={chosen?.type ?? null} onChoose={choose} /></Section>
              {chosen === undefined ? <Empty title={t.model.choose} /> : (
                <Stack>
                  <TypeCard key={chosen.type} of={chosen} types={types} onAdded={choose} />
                  <Attributes key={`${chosen.type} attributes`} of={chosen} types={types} attributes={attributes} />
                </Stack>
              )}
            </Columns>
          )
        }}
      </Ask>
    </Page>
  )
}

type Shown = { types: CustomerType[]; attributes: Attribute[]; chosen: string | null; onChoose: (type: string) => void }

function Branches({ types, attributes, chosen, onChoose }: Shown) {
  const [wanted, want] = useState('')
  const [opened, open] = useState<string[] | null>(null)
  const isPhone = usePhone()
  const found = wanted === '' ? types : withParents(types, types.filter((row) => `${row.zh} ${row.en} ${row.type}`.toLowerCase().includes(wanted.toLowerCase())))
  const roots = types.filter((row) => row.parent === null).toSorted((a, b) => a.position - b.position)
  const counts = new Map<string, number>()
  for (const { type, state } of attributes) if (state === 'active') counts.set(type, (counts.get(type) ?? 0) + 1)
  const keys = wanted === '' ? (opened ?? [...roots.map((row) => row.type), ...above(types, chosen)]) : found.map((row) => row.type)
  const below = childrenOf(found)
  return (
    <>
      <Input allowClear aria-label={t.model.find} placeholder={t.model.find} value={wanted} onChange={(event) => want(event.target.value)} className="customer-find" />
      {found.length === 0 ? <Empty title={t.model.none} advice="" /> : (
        <Tree
          className="customer-tree" blockNode showLine={{ showLeafIcon: false }} height={isPhone ? 260 : 620} expandedKeys={keys} onExpand={(next) => open(next.map(String))}
          selectedKeys={chosen === null ? [] : [chosen]} onSelect={(_keys, { node }) => onChoose(String(node.key))} treeData={(below.get(null) ?? []).map((row) => nodeOf(row, below, counts))}
        />
      )}
    </>
  )
}

function nodeOf(row: CustomerType, below: Map<string | null, CustomerType[]>, counts: Map<string, number>): TreeDataNode {
  const many = counts.get(row.type) ?? 0
  const title: ReactNode = (
    <span className="y-row">
      <span className={row.state === 'retired' ? 'y-faint' : undefined}>{say(row)}</span>
      {row.state === 'retired' && <Tags tags={[{ text: t.model.retired }]} />}
      {many > 0 && <small className="y-soft">{t.attribute.own(many)}</small>}
    </span>
  )
  return { key: row.type, title, children: (below.get(row.type) ?? []).map((child) => nodeOf(child, below, counts)) }
}

function childrenOf(types: CustomerType[]): Map<string | null, CustomerType[]> {
  const below = Map.groupBy(types, (row) => row.parent)
  for (const rows of below.values()) rows.sort((a, b) => a.position - b.position || (a.path < b.path ? -1 : 1))
  return below
}

const withParents = (types: CustomerType[], found: CustomerType[]): CustomerType[] => types.filter((row) => found.some((one) => one.path.startsWith(row.path)))

function above(types: CustomerType[], chosen: string | null): string[] {
  const path = types.find((row) => row.type === chosen)?.path ?? ''
  return types.filter((row) => path.startsWith(row.path)).map((row) => row.type)
}
