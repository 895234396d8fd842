import { PlusOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { kindOf, type KindName } from '#center/archive/kinds.api'
import { getArchive, rowDoors, type Archive, type Row } from '#center/archive/rows.api'
import { words } from '#center/archive/words.api'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Ask, Columns, Figures, Section, Stack } from '#ui/page'
import { useMay } from '#ui/viewer'
import { ArchiveForm } from './archiveForm.tsx'
import { Line, type Open } from './archiveLine.tsx'
import { Known } from './known.tsx'
import type { Overview } from './overview.api.ts'
import { Business, Spending } from './spending.tsx'
import { t } from './text.ts'

const LEFT: KindName[] = ['contact', 'address', 'person', 'background', 'points']
const RIGHT: KindName[] = ['contract', 'assessment', 'feedback']

/** 客户档案: what is known beyond the golden record, kind by kind, and as it was known on a day. */
export function ArchivePart({ of }: { of: Overview }) {
  const [day, setDay] = useState<string | null>(null)
  return (
    <Stack>
      <Known of={of} day={day} onDay={setDay} />
      {day === null && (
        <Ask door={getArchive} input={{ customerNo: of.customerNo }} shape="page">
          {(found) => <Whole of={of} archive={found as unknown as Archive} />}
        </Ask>
      )}
    </Stack>
  )
}

function Whole({ of, archive }: { of: Overview; archive: Archive }) {
  const isPerson = of.kind === 'retail'
  const held = (kinds: KindName[]) => kinds.filter((kind) => archive[kind].length > 0).map((kind) => <Kind key={kind} of={of} kind={kind} archive={archive} />)
  const absent = <Absent of={of} archive={archive} kinds={[...LEFT, ...RIGHT].filter((kind) => archive[kind].length === 0 && (isPerson ? kind !== 'person' : !PERSONAL.has(kind)))} />
  return (
    <Columns of={[1, 1]}>
      <Stack>{held(LEFT)}<Business of={of} />{isPerson && absent}</Stack>
      <Stack>{held(RIGHT)}<Spending of={of} />{!isPerson && absent}</Stack>
    </Columns>
  )
}

/** What a company has none of. */
const PERSONAL = new Set<KindName>(['background', 'points'])

/** Kinds of which nothing is known, a line each: what can be added stands in one place. */
function Absent({ of, archive, kinds }: { of: Overview; archive: Archive; kinds: KindName[] }) {
  if (kinds.length === 0) return null
  return <Section title={t.archive.empty}><ul className="y-archive-absent">{kinds.map((kind) => <Kind key={kind} of={of} kind={kind} archive={archive} />)}</ul></Section>
}

const BRIEF = 4

function Kind({ of, kind, archive }: { of: Overview; kind: KindName; archive: Archive }) {
  const [open, setOpen] = useState<Open>(null)
  const [isWhole, showWhole] = useState(false)
  const may = useMay(rowDoors[kind].add) && of.whole
  const rows = archive[kind]
  const shown = isWhole ? rows : rows.slice(0, BRIEF)
  const add = may && <Button size="small" type="text" icon={<PlusOutlined />} onClick={() => setOpen({ what: 'add' })} aria-label={t.archive.add(words.kinds[kind])}>{t.archive.addShort}</Button>
  const drawer = <Doing of={of} kind={kind} open={open} onClose={() => setOpen(null)} />
  if (rows.length === 0) return <li><span>{words.kinds[kind]}<small className="y-faint">{t.archive.none[kind]}</small></span>{add}{drawer}</li>
  return (
    <Section title={<>{words.kinds[kind]}<span className="y-parts-count">{rows.length}</span></>} extra={add}>
      {kind === 'points' && <Balance of={archive} />}
      <ul className="y-archive">
        {shown.map((row) => <Line key={row.id} of={of} kind={kind} row={row} onOpen={may && !kindOf(kind).isLedger ? setOpen : undefined} />)}
      </ul>
      {rows.length > BRIEF && <Button type="link" size="small" onClick={() => showWhole(!isWhole)}>{isWhole ? t.archive.fewer : t.archive.all(rows.length)}</Button>}
      {drawer}
    </Section>
  )
}

function Doing({ of, kind, open, onClose }: { of: Overview; kind: KindName; open: Open; onClose: () => void }) {
  return (
    <Drawer title={open === null ? '' : t.archive.titles[open.what](words.kinds[kind])} open={open !== null} onClose={onClose} width={480}>
      {open?.what === 'end' ? <End of={of} kind={kind} row={open.row} onClose={onClose} /> : open !== null && <ArchiveForm of={of} kind={kind} row={open.what === 'change' ? open.row : null} onClose={onClose} />}
    </Drawer>
  )
}

function Balance({ of: { balance } }: { of: Archive }) {
  return (
    <Figures items={[
      { label: t.archive.balance, value: balance.points.toLocaleString('en-US') },
      { label: t.archive.expiring, value: balance.expiring.toLocaleString('en-US'), note: balance.expiresOn === null ? undefined : t.archive.by(balance.expiresOn), meaning: balance.expiring > 0 ? 'warn' : undefined },
      { label: t.archive.lost, value: balance.lost.toLocaleString('en-US') },
    ]} />
  )
}

function End({ of, kind, row, onClose }: { of: Overview; kind: KindName; row: Row; onClose: () => void }) {
  const { message } = App.useApp()
  return (
    <Stack>
      <p className="y-soft">{t.archive.endAdvice}</p>
      <Form
        door={rowDoors[kind].end} fields={[{ key: 'why', label: t.archive.why, kind: 'long', autoFocus: true }]} fixed={{ customerNo: of.customerNo, id: row.id, version: row.version }} submit={t.archive.end} invalidates={[getArchive]}
        onDone={() => { message.success(t.form.saved); onClose() }} onCancel={onClose}
      />
    </Stack>
  )
}
