import { MergeCellsOutlined, SplitCellsOutlined } from '@ant-design/icons'
import { Button, Space } from 'antd'
import { useState } from 'react'
import { explainCustomer, type Link as Tie } from '#center/identity/explain.api'
import { getHistory, mergeCustomers, splitCustomer, undoIdentityEvent, type IdentityStep } from '#center/identity/ledger.api'
import { fieldWord, guardWord, levelWord } from '#center/identity/words.api'
import { getSources } from '#center/identity/identity.api'
import { say } from '#kernel/text'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Ask, Columns, Section, Stack } from '#ui/page'
import { Status } from '#ui/status'
import { usePhone, type Meaning } from '#ui/theme'
import { Timeline, type Happening } from '#ui/timeline'
import { useMay } from '#ui/viewer'
import { Waterfall } from '#ui/waterfall'
import { Join } from './join.tsx'
import { getOverview, type Overview } from './overview.api.ts'
import { Sever } from './sever.tsx'
import { t } from './text.ts'

/** 身份: why these records are one customer, what was done to them, and what may be done. */
export function Identity({ of }: { of: Overview }) {
  if (!useMay(getHistory)) return null
  return (
    <Stack>
      <Doings of={of} />
      <Columns of={[3, 2]}>
        <Why of={of} />
        <Happened of={of} />
      </Columns>
    </Stack>
  )
}

/** Merging and splitting compare things side by side: on a desk, by whoever sees the customer whole. */
function Doings({ of }: { of: Overview }) {
  const [open, setOpen] = useState<'join' | 'sever' | null>(null)
  const may = useMay(mergeCustomers) && useMay(splitCustomer) && of.whole && of.version !== null
  const isPhone = usePhone()
  const close = () => setOpen(null)
  if (!may) return null
  if (isPhone) return <p className="y-faint">{t.identity.desk}</p>
  return (
    <>
      <Space>
        <Button icon={<MergeCellsOutlined />} onClick={() => setOpen('join')}>{t.identity.join}</Button>
        {of.records > 1 && <Button icon={<SplitCellsOutlined />} onClick={() => setOpen('sever')}>{t.identity.sever}</Button>}
      </Space>
      <Drawer title={t.identity.joinTitle} open={open === 'join'} onClose={close} width={640}><Join of={of} onClose={close} /></Drawer>
      <Drawer title={t.identity.severTitle} open={open === 'sever'} onClose={close} width={640}><Sever of={of} onClose={close} /></Drawer>
    </>
  )
}

function Why({ of }: { of: Overview }) {
  return (
    <Section title={t.identity.why}>
      <Ask door={explainCustomer} input={{ customerNo: of.customerNo }} shape="lines">
        {(found) => (found.links.length === 0 ? <p className="y-soft">{found.records < of.records ? t.identity.partial : t.identity.alone}</p> : (
          <Stack>
            <p className="y-faint y-identity-lead">{t.identity.whyLead(found.records, found.model)}</p>
            <div className="y-bonds">{found.links.map((link) => <Bond key={`${link.a.key} ${link.b.key}`} of={link} isOpen={found.links.length === 1} />)}</div>
          </Stack>
        ))}
      </Ask>
    </Section>
  )
}

function zoneOf({ bits, thresholds }: Tie): { meaning: Meaning; text: string } {
  if (thresholds === null || bits >= thresholds.auto) return { meaning: 'good', text: t.identity.zones.auto }
  return bits >= thresholds.review ? { meaning: 'warn', text: t.identity.zones.review } : { meaning: 'idle', text: t.identity.zones.reject }
}

/** Two records and what holds them together. */
function Bond({ of, isOpen }: { of: Tie; isOpen: boolean }) {
  const agreed = of.fields.filter(({ bits }) => bits > 0).map((field) => `${fieldWord(field.field)}${levelWord(field)}`)
  return (
    <details className="y-bond" open={isOpen}>
      <summary>
        <b>{say(of.a.source)} · {say(of.b.source)}</b>
        <Status {...zoneOf(of)} plain />
        <span className="y-soft">{agreed.length === 0 ? t.identity.nothing : agreed.join('，')}</span>
        <b className="y-figures">{of.bits.toFixed(1).replace('-', '−')}</b>
      </summary>
      {of.prior !== null && of.thresholds !== null && (
        <Waterfall
          label={t.identity.why} from={{ label: t.identity.start, at: of.prior }} to={{ label: t.identity.total, meaning: zoneOf(of).meaning }}
          causes={[...of.fields.map((field) => ({ key: field.field, label: fieldWord(field.field), note: levelWord(field), by: field.bits })), ...besides(of)]}
          marks={[{ key: 'review', label: `${t.identity.reviewLine} ${of.thresholds.review}`, at: of.thresholds.review }, { key: 'auto', label: `${t.identity.autoLine} ${of.thresholds.auto}`, at: of.thresholds.auto }]}
        />
      )}
      {of.guards.length > 0 && <p className="y-soft">{t.identity.guards(of.guards.map(guardWord))}</p>}
      {of.event !== null && <p className="y-faint">{t.identity.by(t.identity.kinds[of.event.kind as IdentityStep['kind']], of.event.actorName, of.event.at.slice(0, 10))}</p>}
    </details>
  )
}

/** What a rare value adds, what a common one takes off, and what guards do. */
function besides({ rarity, lessened }: Tie) {
  return [
    ...(Math.abs(rarity) < 0.05 ? [] : [{ key: 'rarity', label: t.identity.rarity, note: rarity > 0 ? t.identity.rare : t.identity.common, by: rarity }]),
    ...(lessened < 0.05 ? [] : [{ key: 'lessened', label: t.identity.lessened, by: -lessened }]),
  ]
}

const MEANINGS: Record<IdentityStep['kind'], Meaning> = { link: 'info', merge: 'good', split: 'warn', confirm: 'good', refuse: 'warn', pin: 'info', undo: 'idle' }
const UNDOABLE = new Set<IdentityStep['kind']>(['merge', 'split', 'confirm', 'refuse', 'pin'])

/** 整合历史: each event with who, why and which records; what stands can be taken back. */
function Happened({ of }: { of: Overview }) {
  const [undoing, undo] = useState<IdentityStep | null>(null)
  const may = useMay(undoIdentityEvent) && of.whole
  const isPhone = usePhone()
  const close = () => undo(null)
  return (
    <Section title={t.identity.history}>
      <Ask door={getHistory} input={{ customerNo: of.customerNo }} shape="lines">
        {({ events, merged }) => (
          <Stack>
            {merged.length > 0 && <p className="y-soft">{t.identity.merged(merged)}</p>}
            <Timeline items={events.map((event) => told(of, event, may && !isPhone && UNDOABLE.has(event.kind) && event.reversedBy === null ? () => undo(event) : undefined))} kinds={t.identity.kinds} />
          </Stack>
        )}
      </Ask>
      <Drawer title={t.identity.undoTitle} open={undoing !== null} onClose={close} width={440}>
        {undoing !== null && (
          <Stack>
            <p className="y-soft">{t.identity.undoAdvice}</p>
            <Form
              door={undoIdentityEvent} fields={[{ key: 'reason', label: t.identity.reason, kind: 'long', autoFocus: true }]} fixed={{ seq: undoing.seq }} submit={t.identity.undo} invalidates={[getHistory, getOverview, getSources, explainCustomer]}
              words={{ conflict: (facts) => (facts.cause === 'later' ? t.identity.later : facts.cause === 'owner' ? t.identity.ownerOnly : t.identity.undone), unprocessable: t.identity.byImport }} onDone={close} onCancel={close}
            />
          </Stack>
        )}
      </Drawer>
    </Section>
  )
}

/** A code of the system in words; what a person wrote stays as it is. */
const codeWord = (code: string | null): string | null => (code === null ? null : ((t.identity.reasons as Record<string, string>)[code] ?? code))

function told(of: Overview, event: IdentityStep, onUndo: (() => void) | undefined): Happening<IdentityStep['kind']> {
  const sources = [...new Set(event.moved.map(({ source }) => source))].map((source) => {
    const found = of.sources.find((one) => one.source === source)
    return found ? say(found.title) : source
  })
  const others = event.customers.filter((no) => no !== of.customerNo)
  return {
    key: String(event.seq), at: event.at, kind: event.kind, meaning: event.reversedBy === null ? MEANINGS[event.kind] : 'idle',
    title: <>{t.identity.says[event.kind](sources, others)}{event.reversedBy !== null && <> <Status meaning="idle" text={t.identity.takenBack} plain /></>}</>,
    body: (
      <>
        {[event.actorName ?? t.identity.system, codeWord(event.model), codeWord(event.reason)].filter((part) => part !== null && part !== '').join(' · ')}
        {onUndo !== undefined && <Button type="link" size="small" onClick={onUndo}>{t.identity.undo}</Button>}
      </>
    ),
  }
}
