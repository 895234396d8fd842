import { PlusOutlined, SwapOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { say } from '#kernel/text'
import { useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form, type FormField } from '#ui/form'
import { Ask, Page, Section, Stack } from '#ui/page'
import { Rows, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { useMay } from '#ui/viewer'
import { Steps } from './steps.tsx'
import { addRelationType, changeRelationType, listRelationTypes, type RelationType } from './relation.api.ts'
import { listTypes, openModel, type CustomerType } from './type.api.ts'
import { t } from './text.ts'

/** 客户关系类别: what each side calls the other, and between which types of customers it may hold. */
export default function RelationTypes() {
  const [chosen, choose] = useState<RelationType | 'new' | null>(null)
  const may = useMay(addRelationType)
  const close = () => choose(null)
  return (
    <Page title={t.relation.title} subtitle={t.relation.subtitle} opens={openModel} actions={may && <Button type="primary" icon={<PlusOutlined />} onClick={() => choose('new')}>{t.relation.add}</Button>}>
      <Ask door={listTypes} input={{}} shape="rows">
        {({ types }) => <>
          <Ask door={listRelationTypes} input={{}} shape="rows">
            {({ rows }) => <Section flush><Rows rows={rows} rowKey="type" columns={columns(types)} onOpen={may ? choose : undefined} /></Section>}
          </Ask>
          <Drawer title={chosen === 'new' ? t.relation.add : chosen === null ? '' : t.relation.edit(say(chosen))} open={chosen !== null} onClose={close} width={560}>
            {chosen === 'new' ? <Add types={types} onClose={close} /> : chosen !== null && <Change of={chosen} types={types} onClose={close} />}
          </Drawer>
        </>}
      </Ask>
    </Page>
  )
}

const columns = (types: CustomerType[]): Column<RelationType>[] => [
  { key: 'zh', title: t.relation.reads, width: 300, card: 'title', render: (row) => <span className={row.state === 'retired' ? 'y-faint' : undefined}>{say(row)}{!row.mutual && <> <SwapOutlined aria-hidden /> {say({ zh: row.zhBack, en: row.enBack })}</>}{row.state === 'retired' && <> <Tags tags={[{ text: t.model.retired }]} /></>}</span> },
  { key: 'pairs', title: t.relation.pairs, render: (row) => <>{named(row.fromTypes, types)} → {named(row.toTypes, types)}</> },
  { key: 'carries', title: t.relation.carries, width: 100, card: 'side', render: (row) => row.carries !== null && <Tags tags={[{ text: t.relation.carried[row.carries], meaning: 'info' }]} /> },
]

const named = (codes: string[], types: CustomerType[]): string => codes.map((code) => types.find((row) => row.type === code)).map((row, n) => (row ? say(row) : (codes[n] ?? ''))).join(' / ')

const words = {
  conflict: () => t.relation.taken,
  unprocessable: () => t.relation.wrong,
}

type Key = 'zh' | 'en' | 'zhBack' | 'enBack' | 'fromTypes' | 'toTypes' | 'carries'

function fields(types: CustomerType[]): FormField<Key>[] {
  const places = types.filter((row) => row.state === 'active').map((row) => ({ value: row.type, label: `${'　'.repeat(row.path.split('/').length - 2)}${say(row)}` }))
  return [
    { key: 'zh', label: t.relation.zh, autoFocus: true }, { key: 'en', label: t.relation.en }, { key: 'zhBack', label: t.relation.zhBack }, { key: 'enBack', label: t.relation.enBack },
    { key: 'fromTypes', label: t.relation.fromTypes, kind: 'choices', options: places }, { key: 'toTypes', label: t.relation.toTypes, kind: 'choices', options: places },
    { key: 'carries', label: t.relation.carries, kind: 'choice', options: t.relation.carried, help: t.relation.carriesHelp },
  ]
}

function Add({ types, onClose }: { types: CustomerType[]; onClose: () => void }) {
  return (
    <Form
      door={addRelationType} columns={2} initial={{ mutual: false }} invalidates={[listRelationTypes]} words={words} onDone={onClose} onCancel={onClose}
      fields={[...fields(types), { key: 'type', label: t.relation.type, wrong: t.relation.typeWrong, help: t.relation.typeWrong }, { key: 'mutual', label: t.relation.mutual, kind: 'flag' }]}
    />
  )
}

function Change({ of, types, onClose }: { of: RelationType; types: CustomerType[]; onClose: () => void }) {
  const [at] = useState(of.version) // what is typed was typed on this version
  const turn = useDo(changeRelationType, { invalidates: [listRelationTypes], done: t.model.done })
  const { zh, en, zhBack, enBack, fromTypes, toTypes, carries } = of
  return (
    <Stack>
      <p className="y-soft">{t.relation.advice}</p>
      <Form door={changeRelationType} columns={2} fixed={{ type: of.type, version: at }} initial={{ zh, en, zhBack, enBack, fromTypes, toTypes, carries }} invalidates={[listRelationTypes]} words={words} onDone={onClose} onCancel={onClose} fields={fields(types)} />
      <p><Button loading={turn.busy} onClick={() => turn.run({ type: of.type, version: at, state: of.state === 'active' ? 'retired' : 'active' }, onClose)}>{of.state === 'active' ? t.relation.retire : t.relation.restore}</Button></p>
      <h3 className="y-drawer-heading">{t.model.steps}</h3>
      <Steps thing="relation-type" code={of.type} />
    </Stack>
  )
}
