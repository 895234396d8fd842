import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form as Sheet, Input, Select } from 'antd'
import { useState } from 'react'
import { say } from '#kernel/text'
import { useAsk, useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Section, Stack } from '#ui/page'
import { Rows, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { useMay } from '#ui/viewer'
import { Steps } from './steps.tsx'
import { t } from './text.ts'
import { addAttribute, ATTRIBUTE_KINDS, changeAttribute, listTypes, MASKS, openModel, type Attribute, type CustomerType, type Option } from './type.api.ts'

type Shown = { of: CustomerType; types: CustomerType[]; attributes: Attribute[] }
const isPersonal = (kind: string): boolean => (MASKS as readonly string[]).includes(kind)

/** What is asked of these customers: of this very type, and inherited from above. */
export function Attributes({ of, types, attributes }: Shown) {
  const [chosen, choose] = useState<Attribute | 'new' | null>(null)
  const may = useMay(addAttribute)
  const place = new Map(types.map((row) => [row.type, row]))
  const asked = attributes.filter((one) => of.path.startsWith(place.get(one.type)?.path ?? ' ') && (one.state === 'active' || one.type === of.type))
  const add = may && of.state === 'active' && <Button type="primary" icon={<PlusOutlined />} onClick={() => choose('new')}>{t.attribute.add}</Button>
  return (
    <Section title={t.attribute.title} extra={add} flush>
      <Rows rows={asked} rowKey="attribute" columns={columns(of, place)} onOpen={may ? choose : undefined} empty={{ title: t.attribute.none, advice: t.attribute.noneAdvice }} />
      <Drawer title={chosen === 'new' ? `${t.attribute.add} · ${say(of)}` : chosen === null ? '' : t.attribute.edit(say(chosen))} open={chosen !== null} onClose={() => choose(null)} width={560}>
        {chosen === 'new' ? <Add of={of} onClose={() => choose(null)} /> : chosen !== null && <Change of={chosen} onClose={() => choose(null)} />}
      </Drawer>
    </Section>
  )
}

const columns = (of: CustomerType, place: Map<string, CustomerType>): Column<Attribute>[] => [
  { key: 'zh', title: t.attribute.name, width: 150, card: 'title', render: (row) => <span className={row.state === 'retired' ? 'y-faint' : undefined}>{say(row)}{row.state === 'retired' && <Tags tags={[{ text: t.model.retired }]} />}</span> },
  { key: 'attribute', title: t.attribute.code, width: 130, render: (row) => <code>{row.attribute}</code> },
  { key: 'kind', title: t.attribute.kind, width: 90, render: (row) => t.attribute.kinds[row.kind] },
  { key: 'class', title: t.attribute.class, width: 120, render: (row) => <>{row.class}{row.mask !== null && <span className="y-faint"> {t.attribute.masks[row.mask]}</span>}</> },
  { key: 'required', title: t.attribute.state, width: 130, render: (row) => <Tags tags={[...(row.required ? [{ text: t.attribute.required, meaning: 'warn' as const }] : []), ...(row.searchable ? [{ text: t.attribute.searchable, meaning: 'info' as const }] : []), ...(row.orgName === null ? [] : [{ text: row.orgName }])]} /> },
  { key: 'type', title: t.attribute.from, width: 110, card: 'side', render: (row) => (row.type === of.type ? <span className="y-faint">{t.attribute.here}</span> : <span className="y-faint">{t.attribute.inherited} {sayOf(place.get(row.type))}</span>) },
]

const sayOf = (type: CustomerType | undefined): string => (type === undefined ? '' : say(type))

const words = {
  conflict: () => t.model.conflicts.taken ?? t.model.conflict,
  invalid: ({ field }: Record<string, unknown>) => (field === 'options' ? t.attribute.needsOptions : t.model.conflict),
  unprocessable: ({ cause, code }: Record<string, unknown>) => (cause === 'never-stored' ? t.attribute.neverStored : cause === 'personal' ? t.attribute.personalClass : cause === 'in-use' ? t.attribute.optionInUse(String(code)) : t.model.conflict),
}

function Add({ of, onClose }: { of: CustomerType; onClose: () => void }) {
  const { permissions, orgs } = useChoices()
  return (
    <Form
      door={addAttribute} columns={2} fixed={{ type: of.type }} invalidates={[listTypes]} words={words} onDone={onClose} onCancel={onClose} initial={{ kind: 'text', class: 'C1', required: false, searchable: false }}
      fields={[
        { key: 'zh', label: t.attribute.zh, autoFocus: true }, { key: 'en', label: t.attribute.en },
        { key: 'attribute', label: t.attribute.code, wrong: t.attribute.codeWrong, help: t.attribute.codeHelp },
        { key: 'kind', label: t.attribute.kind, kind: 'choice', options: ATTRIBUTE_KINDS.map((value) => ({ value, label: t.attribute.kinds[value] })) },
        { key: 'class', label: t.attribute.class, kind: 'choice', options: t.attribute.classes, help: t.attribute.neverStored },
        { key: 'clearMay', label: t.attribute.clearMay, kind: 'choice', options: permissions, help: t.attribute.clearHelp },
        { key: 'org', label: t.attribute.org, kind: 'choice', options: orgs, hint: t.attribute.everyone, help: t.attribute.orgHelp, wide: true },
        { key: 'required', label: t.attribute.required, kind: 'flag' }, { key: 'searchable', label: t.attribute.searchable, kind: 'flag' },
      ]}
    >
      <ByKind />
    </Form>
  )
}

/** What only some kinds have: the options of a choice, the mask of what is sensitive; a personal kind is C2 by itself. */
function ByKind() {
  const form = Sheet.useFormInstance()
  const kind = Sheet.useWatch<string>('kind', form)
  const isC2 = Sheet.useWatch<string>('class', form) === 'C2'
  if (kind !== undefined && isPersonal(kind) && !isC2) queueMicrotask(() => form.setFieldValue('class', 'C2'))
  return (
    <>
      {isC2 && kind !== undefined && !isPersonal(kind) && <Sheet.Item name="mask" label={t.attribute.mask} initialValue="income"><Select aria-label={t.attribute.mask} options={MASKS.map((value) => ({ value, label: t.attribute.masks[value] }))} /></Sheet.Item>}
      {kind === 'choice' && <Sheet.Item name="options" label={t.attribute.options} initialValue={[{ code: '', zh: '', en: '' }]} className="wide"><Options /></Sheet.Item>}
    </>
  )
}

/** Rows of code, Chinese, English. antd gives value and onChange. */
function Options({ value = [], onChange = () => {} }: { value?: Option[]; onChange?: (next: Option[]) => void }) {
  const set = (at: number, part: Partial<Option>) => onChange(value.map((one, n) => (n === at ? { ...one, ...part } : one)))
  return (
    <div className="customer-options">
      {value.map((one, n) => (
        <div key={n} className="customer-option">
          <Input aria-label={t.attribute.optionCode} placeholder={t.attribute.optionCode} value={one.code} maxLength={40} onChange={(event) => set(n, { code: event.target.value.trim() })} />
          <Input aria-label={t.attribute.optionZh} placeholder={t.attribute.optionZh} value={one.zh} maxLength={40} onChange={(event) => set(n, { zh: event.target.value })} />
          <Input aria-label={t.attribute.optionEn} placeholder={t.attribute.optionEn} value={one.en} maxLength={40} onChange={(event) => set(n, { en: event.target.value })} />
          <Button type="text" icon={<DeleteOutlined />} aria-label={t.attribute.remove} onClick={() => onChange(value.filter((_one, at) => at !== n))} />
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...value, { code: '', zh: '', en: '' }])}>{t.attribute.option}</Button>
    </div>
  )
}

function Change({ of, onClose }: { of: Attribute; onClose: () => void }) {
  const { permissions } = useChoices()
  const [at] = useState(of.version) // what is typed was typed on this version
  const fixed = { attribute: of.attribute, version: at }
  const turn = useDo(changeAttribute, { invalidates: [listTypes], done: t.model.done })
  const isMaskChosen = of.class === 'C2' && !isPersonal(of.kind)
  return (
    <Stack>
      <p className="y-soft">{t.attribute.kinds[of.kind]} · {t.attribute.classes[of.class]} · {t.attribute.advice}</p>
      <Form
        door={changeAttribute} columns={2} fixed={fixed} invalidates={[listTypes]} words={words} onDone={onClose} onCancel={onClose}
        initial={{ zh: of.zh, en: of.en, required: of.required, searchable: of.searchable, clearMay: of.clearMay, position: of.position, ...(isMaskChosen && { mask: of.mask }), ...(of.kind === 'choice' && { options: of.options }) }}
        fields={[
          { key: 'zh', label: t.attribute.zh }, { key: 'en', label: t.attribute.en },
          { key: 'clearMay', label: t.attribute.clearMay, kind: 'choice', options: permissions, help: t.attribute.clearHelp }, { key: 'position', label: t.attribute.position },
          ...(isMaskChosen ? [{ key: 'mask' as const, label: t.attribute.mask, kind: 'choice' as const, options: t.attribute.masks }] : []),
          { key: 'required', label: t.attribute.required, kind: 'flag' }, { key: 'searchable', label: t.attribute.searchable, kind: 'flag' },
        ]}
      >
        {of.kind === 'choice' && <Sheet.Item name="options" label={t.attribute.options} className="wide"><Options /></Sheet.Item>}
      </Form>
      <p><Button loading={turn.busy} onClick={() => turn.run({ ...fixed, state: of.state === 'active' ? 'retired' : 'active' }, onClose)}>{of.state === 'active' ? t.attribute.retire : t.attribute.restore}</Button></p>
      <h3 className="y-drawer-heading">{t.model.steps}</h3>
      <Steps thing="attribute" code={of.attribute} />
    </Stack>
  )
}

function useChoices(): Record<'permissions' | 'orgs', { value: string | number; label: string }[]> {
  const { data } = useAsk(openModel, {})
  return { permissions: (data?.permissions ?? []).map((one) => ({ value: one.permission, label: say(one) })), orgs: (data?.orgs ?? []).map((one) => ({ value: one.org, label: one.name })) }
}
