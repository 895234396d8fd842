import { EditOutlined, HistoryOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { listAttributes, listAttributeWords, writeAttribute, type AttributeValue } from '#center/archive/attribute.api'
import { classifyCustomer, listTypes } from '#center/customer/type.api'
import type { ReplyOf } from '#kernel/endpoint'
import { say } from '#kernel/text'
import { useAsk } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form, type FormField } from '#ui/form'
import { Masked } from '#ui/masked'
import { Money } from '#ui/money'
import { Ask, Empty, Section } from '#ui/page'
import { Person } from '#ui/person'
import { Timeline } from '#ui/timeline'
import { Tags } from '#ui/tags'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { getOverview, type Overview } from './overview.api.ts'
import { t } from './text.ts'

type Found = ReplyOf<typeof listAttributes>

/** 补充信息: what is asked of customers of this type, by whom it was said, edited where it stands. */
export function AttributesPart({ of }: { of: Overview }) {
  const [doing, start] = useState<'classify' | AttributeValue | null>(null)
  const close = () => start(null)
  return (
    <Ask door={listAttributes} input={{ customerNo: of.customerNo }} shape="rows">
      {(found) => (
        <Section title={t.attributes.title} extra={<Place of={of} found={found} onClassify={() => start('classify')} />}>
          {found.rows.length === 0 ? <Empty title={t.attributes.none} advice={t.attributes.noneAdvice} /> : (
            <dl className="y-asked">{found.rows.map((row) => <One key={row.attribute} of={of} row={row} onWords={() => start(row)} />)}</dl>
          )}
          <Drawer title={doing === 'classify' ? t.attributes.classify : doing === null ? '' : t.attributes.words(say(doing))} open={doing !== null} onClose={close} width={460}>
            {doing === 'classify' ? <Classify of={of} found={found} onClose={close} /> : doing !== null && <Words of={of} row={doing} />}
          </Drawer>
        </Section>
      )}
    </Ask>
  )
}

function Place({ of, found, onClassify }: { of: Overview; found: Found; onClassify: () => void }) {
  const may = useMay(classifyCustomer) && of.whole
  return (
    <span className="y-row">
      <span className="y-soft">{t.attributes.type} {found.place.map((each) => say(each)).join(' / ')}</span>
      {may && <Button size="small" onClick={onClassify}>{t.attributes.classify}</Button>}
    </span>
  )
}

function One({ of, row, onWords }: { of: Overview; row: AttributeValue; onWords: () => void }) {
  const [isEditing, edit] = useState(false)
  const may = useMay(writeAttribute)
  return (
    <div className="y-asked-one">
      <dt>{say(row)}{row.required && <span className="y-risk" title={t.attributes.required}> *</span>}{row.departmental && <> <Tags tags={[{ text: t.attributes.departmental }]} /></>}</dt>
      <dd>
        {isEditing ? <Editor of={of} row={row} onClose={() => edit(false)} /> : (
          <>
            <span className="y-asked-value">{shownOf(row)}</span>
            {may && <Button type="text" size="small" icon={<EditOutlined />} aria-label={t.attributes.edit(say(row))} onClick={() => edit(true)} />}
            {row.source !== null && <button type="button" className="y-plain y-faint y-asked-source" onClick={onWords}><HistoryOutlined aria-hidden /> {sourceOf(row)}{row.others > 0 && ` · ${t.attributes.others(row.others)}`}</button>}
            {row.source === null && row.required && <span className="y-faint">{t.attributes.missing}</span>}
          </>
        )}
      </dd>
    </div>
  )
}

const sourceOf = ({ sourceTitle, whoName, saidOn }: AttributeValue): string => [sourceTitle && say(sourceTitle), whoName, saidOn].filter(Boolean).join(' · ')

/** A value as its kind is read. */
function shownOf({ kind, options, mask, value }: Pick<AttributeValue, 'kind' | 'options' | 'mask' | 'value'>): ReactNode {
  if (value === null) return <span className="y-faint">—</span>
  if (mask !== null) return <Masked value={value} kind={mask} />
  if (kind === 'amount' || kind === 'income') return <Money amount={value} />
  if (kind === 'day') return <When at={value} />
  if (kind === 'boolean') return value === 'true' ? t.attributes.yes : t.attributes.no
  const option = options.find((one) => one.code === value)
  return option ? say(option) : value
}

function Editor({ of, row, onClose }: { of: Overview; row: AttributeValue; onClose: () => void }) {
  const { message } = App.useApp()
  const [version] = useState(row.version) // what is typed was typed on this
  const isHidden = row.value?.includes('*') === true
  return (
    <Form
      door={writeAttribute} fields={[fieldOf(row, isHidden)]} initial={{ value: isHidden ? null : row.value }} fixed={{ customerNo: of.customerNo, attribute: row.attribute, version }}
      invalidates={[listAttributes, listAttributeWords]} onCancel={onClose}
      words={{ invalid: ({ reason }) => t.attributes.wrong[String(reason)] ?? t.attributes.wrong.other ?? '' }}
      onDone={() => {
        message.success(t.form.saved)
        onClose()
      }}
    />
  )
}

function fieldOf(row: AttributeValue, isHidden: boolean): FormField<'value'> {
  const field = { key: 'value' as const, label: say(row), autoFocus: true, hint: isHidden ? t.attributes.anew : undefined }
  if (row.kind === 'choice') return { ...field, kind: 'choice', options: row.options.map((one) => ({ value: one.code, label: say(one) })) }
  if (row.kind === 'boolean') return { ...field, kind: 'choice', options: { true: t.attributes.yes, false: t.attributes.no } }
  if (row.kind === 'day' || row.kind === 'birthday') return { ...field, kind: 'day' }
  return { ...field, kind: row.kind === 'amount' ? 'amount' : 'text' }
}

/** Whatever was ever said of one attribute, by whom, from when to when. */
function Words({ of, row }: { of: Overview; row: AttributeValue }) {
  return (
    <Ask door={listAttributeWords} input={{ customerNo: of.customerNo, attribute: row.attribute }} shape="rows">
      {({ rows }) => (
        <Timeline
          kinds={Object.fromEntries(rows.map((word) => [word.source, say(word.sourceTitle)]))}
          items={rows.map((word, n) => ({
            key: String(n), at: word.from, kind: word.source,
            title: <>{word.value === null ? t.attributes.takenBack : shownOf({ ...row, ...word })}{word.until === null && <> <Tags tags={[{ text: t.attributes.holds, meaning: 'good' }]} /></>}</>,
            body: <>{word.orgName}{word.whoName !== null && <> · <Person name={word.whoName} plain /></>} · {t.attributes.saidOn(word.saidOn)}</>,
          }))}
        />
      )}
    </Ask>
  )
}

/** Another type of the same root: other things may be asked then, what is known stays. */
function Classify({ of, found, onClose }: { of: Overview; found: Found; onClose: () => void }) {
  const { data } = useAsk(listTypes, {})
  const [version] = useState(found.version)
  const types = (data?.types ?? []).filter((row) => row.state === 'active' && row.path.startsWith(`${found.type.split('-')[0]}/`) && row.type !== found.type)
  return (
    <Form
      door={classifyCustomer} fixed={{ customerNo: of.customerNo, version }} invalidates={[listAttributes, getOverview]} onDone={onClose} onCancel={onClose}
      fields={[
        { key: 'type', label: t.attributes.type, kind: 'choice', options: types.map((row) => ({ value: row.type, label: `${'　'.repeat(row.path.split('/').length - 2)}${say(row)}` })) },
        { key: 'reason', label: t.attributes.reason, kind: 'long' },
      ]}
    />
  )
}
