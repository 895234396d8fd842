import { RightOutlined } from '@ant-design/icons'
import { Tabs } from 'antd'
import { useEffect, useRef, type ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { getArchive } from '#center/archive/rows.api'
import { listDocuments } from '#center/document/document.api'
import { getHistory } from '#center/identity/ledger.api'
import { useKey } from '#ui/keys'
import { Columns, Section, Stack } from '#ui/page'
import { usePhone } from '#ui/theme'
import { useMay } from '#ui/viewer'
import { AttributesPart } from './attributes.tsx'
import { ArchivePart } from './archive.tsx'
import { Concerns } from './concerns.tsx'
import { DepartmentsPart } from './departments.tsx'
import { DocumentsPart } from './documents.tsx'
import { Holdings, Tiles } from './holdings.tsx'
import { Identity } from './identity.tsx'
import { listTransactions, type Overview } from './overview.api.ts'
import { Profile, ProfileBrief } from './profile.tsx'
import { RelationsBrief, RelationsPart } from './relations.tsx'
import { t } from './text.ts'
import { Moments, MomentsBrief } from './timeline.tsx'
import { Latest, Transactions } from './ledger.tsx'
import { Course, hasCourse } from './trend.tsx'

type Key = keyof typeof t.tabs
type Part = { key: Key; title: string; count?: number; content: ReactNode }

/** The parts of the page: tabs on a desk, folded cards in the hand. */
export function Parts({ of }: { of: Overview }) {
  const isPhone = usePhone()
  const [tab, choose] = usePart()
  const mayMoney = useMay(listTransactions)
  const mayIdentity = useMay(getHistory)
  const mayArchive = useMay(getArchive)
  const mayDocuments = useMay(listDocuments)
  const parts: Part[] = [
    ...(mayMoney ? [
      { key: 'holdings' as const, title: t.tabs.holdings, count: of.position?.accounts, content: <Holdings of={of} /> },
      { key: 'transactions' as const, title: t.tabs.transactions, content: <Transactions of={of} /> },
    ] : []),
    { key: 'relations', title: t.tabs.relations, count: of.relations.length, content: <RelationsPart of={of} /> },
    { key: 'profile', title: t.tabs.profile, content: <Profile of={of} /> },
    { key: 'attributes', title: t.tabs.attributes, content: <Stack><AttributesPart of={of} /><DepartmentsPart of={of} /></Stack> },
    ...(mayArchive ? [{ key: 'archive' as const, title: t.tabs.archive, content: <ArchivePart of={of} /> }] : []),
    ...(mayDocuments ? [{ key: 'documents' as const, title: t.tabs.documents, content: <DocumentsPart customerNo={of.customerNo} /> }] : []),
    ...(mayIdentity ? [{ key: 'identity' as const, title: t.tabs.identity, content: <Identity of={of} /> }] : []),
    { key: 'timeline', title: t.tabs.timeline, content: <Moments of={of} /> },
  ]
  return isPhone ? <Folded of={of} parts={parts} open={tab} choose={choose} /> : <Tabbed of={of} parts={parts} open={tab} choose={choose} />
}

/** Which part is open stands in the address, so that a colleague can be sent to it and the way back works. */
function usePart(): [Key, (key: Key) => void] {
  const [address, setAddress] = useSearchParams()
  const asked = address.get('tab')
  const tab = asked !== null && asked in t.tabs ? (asked as Key) : 'overview' // one of the tabs' own keys
  return [tab, (key) => setAddress(key === 'overview' ? {} : { tab: key })]
}

type Shown = { of: Overview; parts: Part[]; open: Key; choose: (key: Key) => void }

function Tabbed({ of, parts, open, choose }: Shown) {
  const all: Part[] = [{ key: 'overview', title: t.tabs.overview, content: <Glance of={of} /> }, ...parts]
  return (
    <>
      {all.map((part, n) => <TabKey key={part.key} digit={String(n + 1)} title={part.title} onPress={() => choose(part.key)} />)}
      <Tabs
        className="y-parts" activeKey={open} onChange={(key) => choose(key as Key)} destroyOnHidden
        items={all.map((part) => ({ key: part.key, label: <>{part.title}{part.count !== undefined && part.count > 0 && <span className="y-parts-count">{part.count}</span>}</>, children: part.content }))}
      />
    </>
  )
}

function TabKey({ digit, title, onPress }: { digit: string; title: string; onPress: () => void }) {
  useKey(digit, t.keys.tab(title), onPress)
  return null
}

function Glance({ of }: { of: Overview }) {
  const mayMoney = useMay(listTransactions)
  if (!mayMoney) return <Columns of={[1, 1]}><Stack><ProfileBrief of={of} /><Concerns of={of} /></Stack><Stack><RelationsBrief of={of} /><MomentsBrief of={of} /></Stack></Columns>
  return (
    <Columns of={[2, 1]}>
      <Stack>
        <Tiles of={of} />
        {hasCourse(of) && <Section><Course of={of} /></Section>}
        <Latest of={of} />
      </Stack>
      <Stack>
        <Concerns of={of} />
        <ProfileBrief of={of} />
        <RelationsBrief of={of} />
        <MomentsBrief of={of} />
      </Stack>
    </Columns>
  )
}

function Folded({ of, parts, open, choose }: Shown) {
  const opened = useRef<HTMLElement>(null)
  const mayMoney = useMay(listTransactions)
  useEffect(() => void opened.current?.scrollIntoView({ block: 'start' }), [open]) // a key figure above may have opened it; newer browsers answer with a promise
  return (
    <Stack>
      <Concerns of={of} />
      {mayMoney && <Fold key="overview" title={t.holds.title} isOpen={open === 'overview'} onToggle={() => choose('overview')}><Stack><Tiles of={of} bare />{hasCourse(of) && <Course of={of} />}</Stack></Fold>}
      {parts.map((part) => (
        <Fold key={part.key} title={part.title} count={part.count} isOpen={open === part.key} onToggle={() => choose(open === part.key ? 'overview' : part.key)} box={open === part.key ? opened : undefined}>{part.content}</Fold>
      ))}
    </Stack>
  )
}

function Fold({ title, count, isOpen, onToggle, box, children }: { title: string; count?: number; isOpen: boolean; onToggle: () => void; box?: React.RefObject<HTMLElement | null>; children: ReactNode }) {
  return (
    <section className="y-fold-part" ref={box}>
      <h2><button type="button" className="y-plain" aria-expanded={isOpen} onClick={onToggle}><span>{title}{count !== undefined && count > 0 && <span className="y-parts-count">{count}</span>}</span><RightOutlined aria-hidden rotate={isOpen ? 90 : 0} /></button></h2>
      {isOpen && <div className="y-fold-body">{children}</div>}
    </section>
  )
}
