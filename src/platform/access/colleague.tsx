import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { say } from '#kernel/text'
import { useAsk, useDo } from '#ui/call'
import { Drawer, useAskFirst } from '#ui/drawer'
import { Facts } from '#ui/facts'
import { Form } from '#ui/form'
import { Ask, Section } from '#ui/page'
import { Status } from '#ui/status'
import { Tags } from '#ui/tags'
import { useMay, useViewer } from '#ui/viewer'
import { When } from '#ui/when'
import { Once, type Credential } from './once.tsx'
import { listOrgs } from './org.api.ts'
import type { OrgChoice } from './orgChoice.tsx'
import { giveRoles, listRoles } from './role.api.ts'
import { changeStaff, getStaff, listStaff, resetPassword, takeSecondFactor, type Staff } from './staff.api.ts'
import { t } from './text.ts'
import './access.css'

const LISTS = [listStaff, getStaff, listOrgs, listRoles]

/** One colleague beside the list: who, where, sign-on; and what this viewer may do about it. */
export function Colleague({ staff, orgs, onClose }: { staff: string | null; orgs: OrgChoice[]; onClose: () => void }) {
  return (
    <Drawer title={t.colleague} open={staff !== null} onClose={onClose}>
      {staff !== null && <Ask door={getStaff} input={{ staff }}>{(person) => <Shown person={person} orgs={orgs} key={person.staff} />}</Ask>}
    </Drawer>
  )
}

function Shown({ person, orgs }: { person: Staff; orgs: OrgChoice[] }) {
  const [isEditing, edit] = useState(false)
  const [credential, setCredential] = useState<Credential | null>(null)
  if (credential !== null) return <Once of={credential} onDone={() => setCredential(null)} />
  if (isEditing) return <Editing person={person} orgs={orgs} onDone={() => edit(false)} />
  return (
    <div className="y-stack">
      <Facts items={factsOf(person)} />
      <Actions person={person} onEdit={() => edit(true)} onReset={setCredential} />
      <Roles person={person} />
    </div>
  )
}

function factsOf(person: Staff) {
  const { signOn } = person
  return [
    { label: t.staffName, value: person.name },
    { label: t.status, value: <Status of={t.statuses} value={person.status} meanings={{ active: 'good' as const }} /> },
    { label: t.staffNo, value: person.staff },
    { label: t.login, value: person.login },
    { label: t.org, value: person.orgName },
    { label: t.roles, value: person.roles.length === 0 ? t.noRoles : <Tags tags={person.roles.map((role) => ({ text: say(role.title) }))} /> },
    { label: t.phone, value: person.phone },
    { label: t.email, value: person.email },
    {
      label: t.signOn, wide: true,
      value: signOn === null ? t.noSignOn : <span className="y-row"><span>{t.passwordSet} <When at={signOn.changedAt} as="instant" /></span><span>{signOn.mustChange && t.mustChangeShort}</span><span>{signOn.secondFactor ? t.withFactor : t.withoutFactor}</span><span>{t.sessions(signOn.sessions)}</span></span>,
    },
  ]
}

function Actions({ person, onEdit, onReset }: { person: Staff; onEdit: () => void; onReset: (credential: Credential) => void }) {
  const { staff, name, version, status } = person
  const ask = useAskFirst()
  const isMe = useViewer().staff === staff
  const own = { conflict: (facts: Record<string, unknown>) => t.staffConflict(facts.field) }
  const isActive = status === 'active'
  const change = useDo(changeStaff, { invalidates: LISTS, done: isActive ? t.disabledDone : t.enabledDone, words: own })
  const reset = useDo(resetPassword, { invalidates: LISTS, words: own })
  const take = useDo(takeSecondFactor, { invalidates: LISTS, done: t.takeDone, words: own })
  const turn = async () => {
    if (!isActive || (await ask({ title: t.disableAsk(name), advice: t.disableAdvice, confirm: t.disable, isRisky: true }))) change.run({ staff, version, status: isActive ? 'disabled' : 'active' })
  }
  const renew = async () => (await ask({ title: t.resetAsk(name), advice: t.resetAdvice, confirm: t.reset })) && reset.run({ staff }, onReset)
  const untie = async () => (await ask({ title: t.takeAsk(name), advice: t.takeAdvice, confirm: t.takeFactor, isRisky: true })) && take.run({ staff })
  const [mayChange, mayTake] = [useMay(changeStaff), useMay(takeSecondFactor)]
  return (
    <div className="y-row">
      {mayChange && <Button onClick={onEdit}>{t.edit}</Button>}
      {mayChange && !isMe && <Button loading={reset.busy} onClick={() => void renew()}>{t.reset}</Button>}
      {mayChange && !isMe && <Button danger={isActive} loading={change.busy} onClick={() => void turn()}>{isActive ? t.disable : t.enable}</Button>}
      {mayTake && !isMe && person.signOn?.secondFactor === true && <Button loading={take.busy} onClick={() => void untie()}>{t.takeFactor}</Button>}
    </div>
  )
}

function Editing({ person: { staff, version, name, org }, orgs, onDone }: { person: Staff; orgs: OrgChoice[]; onDone: () => void }) {
  return (
    <Form
      door={changeStaff} fixed={{ staff, version }} initial={{ name, org }} invalidates={LISTS} onCancel={onDone} onDone={onDone}
      fields={[
        { key: 'name', label: t.staffName },
        { key: 'org', label: t.org, kind: 'choice', options: orgs },
        { key: 'phone', label: t.phone, hint: t.phoneKeep },
        { key: 'email', label: t.email, hint: t.phoneKeep },
      ]}
    />
  )
}

/** Ticks of the roles; the server refuses two administrators in one person, and so do the ticks. */
function Roles({ person }: { person: Staff }) {
  const may = useMay(giveRoles) && useViewer().staff !== person.staff
  const { data } = useAsk(listRoles, {}, { enabled: may })
  const held = person.roles.map((role) => role.code)
  const [ticked, tick] = useState(held)
  const give = useDo(giveRoles, { invalidates: LISTS, done: t.giveDone, words: { conflict: t.separation } })
  if (!may || data === undefined) return null
  const administrators = data.roles.filter((role) => role.side === 'administration').map((role) => role.role)
  const choose = (next: string[]) => {
    const added = next.find((role) => !ticked.includes(role))
    const apart = added === undefined ? next : administrators.includes(added) ? [added] : next.filter((role) => !administrators.includes(role))
    tick(apart)
  }
  const isSame = ticked.toSorted().join() === held.toSorted().join()
  return (
    <Section title={t.giveRoles} extra={<Button type="primary" disabled={isSame} loading={give.busy} onClick={() => give.run({ staff: person.staff, roles: ticked, version: person.version })}>{t.save}</Button>}>
      <Checkbox.Group className="access-ticks" value={ticked} onChange={choose} options={data.roles.map((role) => ({ value: role.role, label: say(role.title) }))} />
      <p className="y-soft">{t.separation}</p>
    </Section>
  )
}
