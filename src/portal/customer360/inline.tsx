import { EditOutlined, HistoryOutlined } from '@ant-design/icons'
import { App, Button, Popover, Tooltip } from 'antd'
import { useState } from 'react'
import { changeCustomer, getFieldHistory, type HistoryField } from '#center/archive/entry.api'
import { faultOf, type Checked } from '#center/archive/fault.api'
import { getArchive } from '#center/archive/rows.api'
import { getHistory } from '#center/identity/ledger.api'
import { wordOf } from '#center/account/words.api'
import { faultWord } from '#center/archive/words.api'
import { getSources } from '#center/identity/identity.api'
import type { InputOf, PersonalKind } from '#kernel/endpoint'
import { say } from '#kernel/text'
import { useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form, type FormField } from '#ui/form'
import { Masked } from '#ui/masked'
import { Ask, Empty } from '#ui/page'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { getOverview, type Overview } from './overview.api.ts'
import { t } from './text.ts'

const TOLD = [getOverview, getSources, getFieldHistory, getHistory, getArchive]
const SAVED = 'inline'
const KINDS: Partial<Record<HistoryField, FormField['kind']>> = { gender: 'choice', birthday: 'day', income: 'amount', address: 'long' }
const MASKS: Partial<Record<HistoryField, PersonalKind>> = { name: 'name', idNumber: 'idNumber', birthday: 'birthday', phone: 'phone', email: 'email', address: 'address', employer: 'employer', income: 'income', legalName: 'name' }

/** Behind a value: change it where it stands, and see what it has been. */
export function Inline({ of, field, label }: { of: Overview; field: HistoryField; label: string }) {
  const [isEditing, edit] = useState(false)
  const [isTelling, tell] = useState(false)
  const mayEdit = useMay(changeCustomer) && of.whole && of.version !== null
  const mayRead = useMay(getFieldHistory)
  return (
    <span className="y-inline">
      {mayEdit && (
        <Popover open={isEditing} onOpenChange={edit} trigger="click" placement="bottomLeft" destroyOnHidden content={<div className="y-inline-form"><Edit of={of} field={field} label={label} onClose={() => edit(false)} /></div>}>
          <Tooltip title={isEditing ? '' : t.inline.edit(label)}><Button type="text" size="small" icon={<EditOutlined />} aria-label={t.inline.edit(label)} /></Tooltip>
        </Popover>
      )}
      {mayRead && <Tooltip title={t.inline.history(label)}><Button type="text" size="small" icon={<HistoryOutlined />} aria-label={t.inline.history(label)} onClick={() => tell(true)} /></Tooltip>}
      <Drawer title={t.inline.title(label)} open={isTelling} onClose={() => tell(false)} width={460}><Told of={of} field={field} /></Drawer>
    </span>
  )
}

function Edit({ of, field, label, onClose }: { of: Overview; field: HistoryField; label: string; onClose: () => void }) {
  const { message } = App.useApp()
  const back = useDo(changeCustomer, { invalidates: TOLD, done: t.inline.undone })
  // The version one began on: the page behind may be asked again meanwhile, and what is typed was not typed on that.
  const [version] = useState(of.version ?? 1)
  const check = checkOf(of, field)
  const standing = of[field]
  const isHidden = standing !== null && standing.includes('**')
  return (
    <Form
      door={changeCustomer}
      fields={[{
        key: field, label, autoFocus: true, kind: KINDS[field], options: field === 'gender' ? t.profile.genders : undefined, hint: isHidden ? t.inline.masked : undefined,
        check: (value) => {
          const fault = check === null ? null : faultOf(check, value)
          return fault === null || check === null ? undefined : faultWord(check, fault)
        },
      }]}
      initial={isHidden || standing === null ? {} : ({ [field]: standing } as Partial<InputOf<typeof changeCustomer>>)} // a field of the door
      fixed={{ customerNo: of.customerNo, version }}
      invalidates={TOLD}
      wrong={(_, { facts }) => (facts.cause === 'taken' ? t.inline.taken : check === null ? undefined : faultWord(check, String(facts.reason)))}
      words={{ conflict: t.inline.taken }}
      onDone={(reply) => {
        // What was masked is not known here, and cannot be said again.
        const undo = isHidden || (standing === null && field === 'name') ? null : () => { message.destroy(SAVED); back.run({ customerNo: of.customerNo, version: reply.version, [field]: standing }) }
        message.success({ key: SAVED, duration: undo === null ? 3 : 10, content: <>{t.inline.saved}{undo !== null && <> <Button size="small" type="link" onClick={undo}>{t.identity.undo}</Button></>}</> })
        onClose()
      }}
      onCancel={onClose}
    />
  )
}

function checkOf(of: Overview, field: HistoryField): Checked | null {
  if (field === 'idNumber') return of.idType === 'passport' ? 'passport' : of.kind !== 'retail' || of.idType === 'uscc' ? 'uscc' : of.idType === null || of.idType === 'id-card' ? 'idNumber' : null
  if (field === 'phone') return of.kind === 'retail' ? 'mobile' : 'phone'
  return field === 'email' || field === 'birthday' ? field : null
}

/** Every value the field has had, newest first: from when, by whose word, and who brought it. */
function Told({ of, field }: { of: Overview; field: HistoryField }) {
  return (
    <Ask door={getFieldHistory} input={{ customerNo: of.customerNo, field }} shape="lines" isEmpty={(found) => found.steps.length === 0} empty={{ title: t.inline.none }}>
      {({ steps }) => (steps.length === 0 ? <Empty title={t.inline.none} /> : (
        <ol className="y-steps">
          {steps.map((step, nth) => {
            const [value, before] = [step[field] ?? null, steps[nth + 1]?.[field] ?? null]
            return (
              <li key={`${step.at} ${nth}`}>
                <span className="y-soft"><When at={step.at} as="instant" /></span>
                <span>
                  <b>{value === null ? t.inline.empty : MASKS[field] ? <Masked value={value} kind={MASKS[field]} /> : field === 'gender' ? (t.profile.genders[value as 'male'] ?? value) : value}</b>
                  {nth < steps.length - 1 && <div className="y-faint">{t.inline.was(before === null ? t.inline.empty : field === 'gender' ? (wordOf(t.profile.genders, before) ?? before) : before)}</div>}
                  <div className="y-faint">{[nth === steps.length - 1 ? t.inline.first : null, step.source && say(step.source), step.byName === null ? (nth === steps.length - 1 ? null : t.inline.system) : t.inline.by(step.byName)].filter(Boolean).join(' · ')}</div>
                </span>
              </li>
            )
          })}
        </ol>
      ))}
    </Ask>
  )
}
