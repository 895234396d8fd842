import { PlusOutlined } from '@ant-design/icons'
import { Button, Segmented, Space } from 'antd'
import { useState } from 'react'
import { say } from '#kernel/text'
import { useAsk, useDo } from '#ui/call'
import { thousands } from '#ui/count'
import { Drawer, useAskFirst } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Ask, Page, Section } from '#ui/page'
import { Status } from '#ui/status'
import { Rows, Table, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { addHook, changeHook, listDeliveries, listHooks, replayDeliveries, rotateHook, type Delivery, type Hook } from './hook.api.ts'
import { Once } from './once.tsx'
import { t } from './text.ts'

export default function Hooks() {
  const [open, setOpen] = useState<Hook | null>(null)
  const [adding, setAdding] = useState(false)
  const may = useMay(addHook)
  return (
    <Page title={t.hooks} subtitle={t.hooksAdvice} opens={listHooks} actions={may && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t.addHook}</Button>}>
      <Section title={t.hooks} flush>
        <Ask door={listHooks} input={{}} isEmpty={({ hooks }) => hooks.length === 0} empty={{ title: t.noHooks, advice: t.noHooksAdvice }} shape="rows" every={10_000}>
          {({ hooks }) => <Rows rows={hooks} columns={columns()} rowKey="hook" onOpen={setOpen} />}
        </Ask>
      </Section>
      <Deliveries />
      <Adding isOpen={adding} onClose={() => setAdding(false)} />
      <Drawer title={open?.name ?? ''} open={open !== null} onClose={() => setOpen(null)} width={560}>{open !== null && <One key={open.hook} of={open} onDone={() => setOpen(null)} />}</Drawer>
    </Page>
  )
}

const states = { active: 'good', paused: 'warn', ended: 'idle' } as const
const deliveryStates = { waiting: 'wait', done: 'good', dead: 'risk' } as const

const columns = (): Column<Hook>[] => [
  { key: 'name', title: t.hookName, width: 160, card: 'title' },
  { key: 'url', title: t.url, width: 260, card: 'wide', render: (row) => <span title={row.url}>{row.url}</span> },
  { key: 'events', title: t.events, render: (row) => <Events of={row.events} /> },
  { key: 'waiting', title: t.waitingCount, width: 90, align: 'right', render: (row) => thousands(row.waiting) },
  { key: 'dead', title: t.deadCount, width: 80, align: 'right', render: (row) => (row.dead === 0 ? '0' : <Status meaning="risk" text={thousands(row.dead)} plain />) },
  { key: 'heardAt', title: t.heardAt, width: 150, render: (row) => row.heardAt && <When at={row.heardAt} as="instant" /> },
  { key: 'state', title: t.state, width: 104, card: 'side', render: (row) => <Status of={t.hookStates} value={row.state} meanings={states} /> },
]

function useEventNames(): Record<string, string> {
  const { data } = useAsk(listHooks, {})
  return Object.fromEntries((data?.events ?? []).map(({ event, title }) => [event, say(title)]))
}

function Events({ of }: { of: string[] }) {
  const names = useEventNames()
  return <Tags max={3} tags={of.map((event) => ({ text: names[event] ?? event, why: event }))} />
}

function Deliveries() {
  const [dead, setDead] = useState(false)
  const names = useEventNames()
  const tools = <Segmented size="small" aria-label={t.shown} value={dead ? 'dead' : 'all'} onChange={(next) => setDead(next === 'dead')} options={[{ value: 'all', label: t.allDeliveries }, { value: 'dead', label: t.deadLetters }]} />
  return (
    <Section title={t.deliveries} flush>
      <Table door={listDeliveries} input={dead ? { state: 'dead' } : {}} columns={deliveryColumns(names)} rowKey="delivery" tools={tools} height={420} empty={dead ? { title: t.noDead, advice: t.noDeadAdvice } : { title: t.noDeliveries, advice: t.noDeliveriesAdvice }} />
    </Section>
  )
}

const deliveryColumns = (names: Record<string, string>): Column<Delivery>[] => [
  { key: 'delivery', title: t.no, width: 80, align: 'right', card: 'none' },
  { key: 'event', title: t.event, width: 150, card: 'title', render: (row) => names[row.event] ?? row.event },
  { key: 'hookName', title: t.hookName, width: 160 },
  { key: 'state', title: t.state, width: 104, card: 'side', render: (row) => <Status of={t.deliveryStates} value={row.state} meanings={deliveryStates} /> },
  { key: 'tries', title: t.tries, width: 70, align: 'right' },
  { key: 'answered', title: t.answered, width: 190, render: (row) => answerOf(row) },
  { key: 'at', title: t.happenedAt, width: 150, render: (row) => <When at={row.at} as="instant" /> },
  { key: 'dueAt', title: t.dueAt, width: 150, render: (row) => (row.state === 'waiting' ? <When at={row.dueAt} as="instant" /> : null) },
  { key: 'act', title: t.replay, width: 110, card: 'wide', render: (row) => row.state === 'dead' && <Replay hook={row.hook} delivery={row.delivery} /> },
]

function answerOf({ status, cause, ms }: Delivery): string {
  if (cause !== null) return [(t.causes as Record<string, string>)[cause] ?? cause, status].filter((each) => each !== null).join(' ')
  return status === null ? '' : `${status} · ${ms ?? 0} ms`
}

function Replay({ hook, delivery }: { hook: number; delivery?: number }) {
  const again = useDo(replayDeliveries, { invalidates: [listDeliveries, listHooks], done: ({ replayed }) => t.replayed(replayed) })
  if (!useMay(replayDeliveries)) return null
  return <Button size="small" loading={again.busy} onClick={() => again.run({ hook, delivery })}>{delivery === undefined ? t.replayAll : t.replay}</Button>
}

const words = { unprocessable: (facts: Record<string, unknown>) => t.hookWrong(String(facts.cause)) }

function Adding({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [made, setMade] = useState<string | null>(null)
  const names = useEventNames()
  const close = () => {
    setMade(null)
    onClose()
  }
  return (
    <Drawer title={t.addHook} open={isOpen} onClose={close} width={520}>
      {made !== null ? <Once secret={made} advice={t.signAdvice} onDone={close} /> : (
        <Form door={addHook} invalidates={[listHooks]} words={words} onDone={({ secret }) => setMade(secret)} onCancel={close} fields={[
          { key: 'name', label: t.hookName, autoFocus: true },
          { key: 'url', label: t.url, kind: 'text', hint: 'https://', help: t.urlHint },
          { key: 'events', label: t.events, kind: 'choices', options: names },
        ]} />
      )}
    </Drawer>
  )
}

function One({ of, onDone }: { of: Hook; onDone: () => void }) {
  const [rotating, rotate] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const may = useMay(changeHook)
  const change = useDo(changeHook, { invalidates: [listHooks], done: t.saved })
  const askFirst = useAskFirst()
  const turn = (state: Hook['state']) => change.run({ hook: of.hook, version: of.version, state }, onDone)
  const end = async () => {
    if (await askFirst({ title: t.endHook, advice: t.endHookAdvice, isRisky: true })) turn('ended')
  }
  if (made !== null) return <Once secret={made} advice={t.signAdvice} onDone={onDone} />
  if (rotating) return <><p className="y-soft" style={{ marginBottom: 12 }}>{t.rotateAdvice}</p><Form door={rotateHook} fields={[{ key: 'overlapHours', label: t.overlapHours, kind: 'number' }]} initial={{ overlapHours: 24 }} fixed={{ hook: of.hook, version: of.version }} submit={t.rotate} invalidates={[listHooks]} onDone={({ secret }) => setMade(secret)} onCancel={() => rotate(false)} /></>
  return (
    <>
      {may && <Space wrap style={{ marginBottom: 16 }}>
        {of.state === 'active' ? <Button onClick={() => turn('paused')}>{t.pause}</Button> : <Button type="primary" onClick={() => turn('active')}>{t.resume}</Button>}
        <Button onClick={() => rotate(true)}>{t.rotate}</Button>
        {of.dead > 0 && <Replay hook={of.hook} />}
        <Button danger onClick={() => void end()}>{t.endHook}</Button>
      </Space>}
      <Facts items={[
        { label: t.state, value: <Status of={t.hookStates} value={of.state} meanings={states} /> },
        { label: t.heardAt, value: of.heardAt && <When at={of.heardAt} as="instant" /> },
        { label: t.url, value: of.url, wide: true },
        { label: t.events, value: <Events of={of.events} />, wide: true },
        { label: t.waitingCount, value: thousands(of.waiting) },
        { label: t.deadCount, value: thousands(of.dead) },
        { label: t.madeBy, value: of.madeBy },
      ]} />
    </>
  )
}
