import { EditOutlined, PlusOutlined, SwapOutlined, TeamOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { say } from '#kernel/text'
import { Drawer } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Section } from '#ui/page'
import { Status } from '#ui/status'
import { useMay } from '#ui/viewer'
import { Steps } from './steps.tsx'
import { t } from './text.ts'
import { addType, listTypes, moveType, renameType, retireType, type CustomerType } from './type.api.ts'

type Doing = 'add' | 'rename' | 'move' | 'state' | 'steps'
type Shown = { of: CustomerType; types: CustomerType[]; onAdded: (type: string) => void }
const STATES = { active: 'good', retired: 'idle' } as const

/** One type: where it stands, and what may be done to it. */
export function TypeCard({ of, types, onAdded }: Shown) {
  const [doing, start] = useState<Doing | null>(null)
  const may = useMay(addType)
  const isRoot = of.parent === null
  const titles: Record<Doing, string> = { add: t.model.addUnder, rename: t.model.rename, move: t.model.move, state: of.state === 'active' ? t.model.retire : t.model.restore, steps: t.model.steps }
  const actions = may && (
    <>
      {!isRoot && <Button onClick={() => start('state')}>{titles.state}</Button>}
      {!isRoot && <Button icon={<SwapOutlined />} onClick={() => start('move')}>{t.model.move}</Button>}
      <Button icon={<EditOutlined />} onClick={() => start('rename')}>{t.model.rename}</Button>
      {of.state === 'active' && <Button type="primary" icon={<PlusOutlined />} onClick={() => start('add')}>{t.model.addUnder}</Button>}
    </>
  )
  return (
    <Section title={say(of)} extra={<span className="customer-actions">{actions}</span>}>
      <Facts
        columns={3}
        items={[
          { label: t.model.path, value: placeOf(of, types), wide: true },
          { label: t.model.state, value: <Status of={t.model.states} value={of.state} meanings={STATES} plain /> },
          { label: t.model.version, value: <Button type="link" size="small" style={{ padding: 0 }} onClick={() => start('steps')}>{of.version}</Button> },
          { label: t.model.who, value: <Link to={`/search/customers?type=${of.type}`}><TeamOutlined aria-hidden /> {t.model.customers}</Link> },
        ]}
      />
      <Drawer title={doing === null ? '' : `${titles[doing]} · ${say(of)}`} open={doing !== null} onClose={() => start(null)} width={440}>
        {doing !== null && <Change what={doing} of={of} types={types} onClose={() => start(null)} onAdded={onAdded} />}
      </Drawer>
    </Section>
  )
}

export const placeOf = (of: CustomerType, types: CustomerType[]): string => types.filter((row) => of.path.startsWith(row.path)).toSorted((a, b) => a.path.length - b.path.length).map((row) => say(row)).join(' / ')

function Change({ what, of, types, onClose, onAdded }: Shown & { what: Doing; onClose: () => void }) {
  const [at] = useState(of.version) // what is typed was typed on this version
  const same = { invalidates: [listTypes], words: { conflict: ({ cause }: Record<string, unknown>) => t.model.conflicts[String(cause)] ?? t.model.conflict }, onCancel: onClose }
  const titles = [{ key: 'zh' as const, label: t.model.zh, autoFocus: true }, { key: 'en' as const, label: t.model.en }]
  const reason = { key: 'reason' as const, label: t.model.reason, kind: 'long' as const }
  if (what === 'steps') return <Steps thing="type" code={of.type} />
  if (what === 'add') return <Form door={addType} {...same} fixed={{ parent: of.type }} fields={[...titles, { key: 'name', label: t.model.name, wrong: t.model.nameWrong, help: t.model.nameWrong }]} onDone={(added) => { onAdded(added.type); onClose() }} />
  if (what === 'rename') return <Form door={renameType} {...same} fixed={{ type: of.type, version: at }} initial={{ zh: of.zh, en: of.en, position: of.position }} fields={[...titles, { key: 'position', label: t.model.position }]} onDone={onClose} />
  if (what === 'move') {
    const places = types.filter((row) => row.state === 'active' && row.path.split('/')[0] === of.path.split('/')[0] && !row.path.startsWith(of.path) && row.type !== of.parent)
    return (
      <>
        <p className="y-soft">{t.model.moveAdvice}</p>
        <Form door={moveType} {...same} fixed={{ type: of.type, version: at }} fields={[{ key: 'parent', label: t.model.under, kind: 'choice', options: places.map((row) => ({ value: row.type, label: placeOf(row, types) })) }, reason]} onDone={onClose} />
      </>
    )
  }
  return (
    <>
      {of.state === 'active' && <p className="y-soft">{t.model.retireAdvice}</p>}
      <Form door={retireType} {...same} fixed={{ type: of.type, version: at, state: of.state === 'active' ? 'retired' : 'active' }} fields={[reason]} submit={of.state === 'active' ? t.model.retire : t.model.restore} onDone={onClose} />
    </>
  )
}

