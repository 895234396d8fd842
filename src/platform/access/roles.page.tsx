import { App, Button, Checkbox, Input, Segmented } from 'antd'
import { useState } from 'react'
import { Refused } from '#kernel/error'
import type { ReplyOf } from '#kernel/endpoint'
import { say } from '#kernel/text'
import { useDo } from '#ui/call'
import { Ask, Page, Section } from '#ui/page'
import { words } from '#ui/refusal'
import { useMay } from '#ui/viewer'
import { KINDS, listRoles, saveRole, type Role } from './role.api.ts'
import { t } from './text.ts'
import './access.css'

type Listed = ReplyOf<typeof listRoles>
type Draft = Record<string, Pick<Role, 'permissions' | 'clear'>>

export default function Roles() {
  const [view, show] = useState<'matrix' | 'masks'>('matrix')
  const [draft, setDraft] = useState<Draft>({})
  return (
    <Page title={t.rolesTitle} subtitle={t.rolesSubtitle} opens={listRoles} actions={<Segmented aria-label={t.shown} value={view} onChange={show} options={[{ value: 'matrix', label: t.matrix }, { value: 'masks', label: t.masks }]} />}>
      <Ask door={listRoles} input={{}} shape="rows">
        {(listed) => (
          <>
            <Changed {...{ listed, draft, setDraft }} />
            {view === 'matrix' ? <Matrix {...{ listed, draft, setDraft }} /> : <Masks {...{ listed, draft, setDraft }} />}
          </>
        )}
      </Ask>
    </Page>
  )
}

type Editing = { listed: Listed; draft: Draft; setDraft: (change: (old: Draft) => Draft) => void }

const drafted = (role: Role, draft: Draft) => draft[role.role] ?? role
const turned = (list: string[], one: string) => (list.includes(one) ? list.filter((each) => each !== one) : [...list, one])
const distance = (a: string[], b: string[]) => a.filter((each) => !b.includes(each)).length + b.filter((each) => !a.includes(each)).length

function Matrix({ listed, draft, setDraft }: Editing) {
  const may = useMay(saveRole)
  const [sought, seek] = useState('')
  const rooms = Object.entries(Object.groupBy(listed.permissions.filter((each) => `${say(each.title)} ${each.permission}`.toLowerCase().includes(sought.trim().toLowerCase())), (each) => say(each.room)))
  const turn = (role: Role, permission: string) => setDraft((old) => ({ ...old, [role.role]: { clear: drafted(role, old).clear, permissions: turned(drafted(role, old).permissions, permission) } }))
  return (
    <Section flush extra={<Input allowClear placeholder={t.search} aria-label={t.search} value={sought} onChange={(event) => seek(event.target.value)} style={{ width: 220 }} />} title={t.matrix}>
      <div className="access-matrix" tabIndex={0} role="region" aria-label={t.matrix}>
        <table>
          <Heads roles={listed.roles} first={t.permission} />
          {rooms.map(([room, permissions]) => (
            <tbody key={room}>
              <tr className="room"><th scope="rowgroup" colSpan={listed.roles.length + 1}>{room}</th></tr>
              {(permissions ?? []).map(({ permission, title, forAdministration }) => (
                <tr key={permission}>
                  <th scope="row">{say(title)}<small>{permission}</small></th>
                  {listed.roles.map((role) => {
                    const isForeign = role.side === 'administration' && !forAdministration
                    const label = `${say(role.title)} · ${say(title)}`
                    return <td key={role.role}>{isForeign ? <span className="y-faint" title={t.notForAdministrators}>—</span> : <Checkbox aria-label={label} disabled={!may} checked={drafted(role, draft).permissions.includes(permission)} onChange={() => turn(role, permission)} />}</td>
                  })}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </Section>
  )
}

function Masks({ listed, draft, setDraft }: Editing) {
  const may = useMay(saveRole)
  const roles = listed.roles.filter((role) => role.side === 'business')
  const turn = (role: Role, kind: string) => setDraft((old) => ({ ...old, [role.role]: { permissions: drafted(role, old).permissions, clear: turned(drafted(role, old).clear, kind) } }))
  return (
    <Section flush title={t.masks} extra={<span className="y-soft">{t.masksAdvice}</span>}>
      <div className="access-matrix" tabIndex={0} role="region" aria-label={t.masks}>
        <table>
          <Heads roles={roles} first={t.masks} />
          <tbody>
            {KINDS.map((kind) => (
              <tr key={kind}>
                <th scope="row">{t.data[kind]}</th>
                {roles.map((role) => <td key={role.role}><Checkbox aria-label={`${say(role.title)} · ${t.data[kind]}`} disabled={!may} checked={drafted(role, draft).clear.includes(kind)} onChange={() => turn(role, kind)} /></td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function Heads({ roles, first }: { roles: Role[]; first: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {roles.map((role) => <th scope="col" key={role.role}>{say(role.title)}<small>{role.side === 'administration' ? t.administrator : t.business} · {t.holders(role.staff)}</small></th>)}
      </tr>
    </thead>
  )
}

/** Roles with changes not saved yet: each is saved whole, on the version it was read at. */
function Changed({ listed, draft, setDraft }: Editing) {
  const changed = listed.roles.map((role) => ({ role, count: distance(role.permissions, drafted(role, draft).permissions) + distance(role.clear, drafted(role, draft).clear) })).filter(({ count }) => count > 0)
  const { message } = App.useApp()
  const save = useDo(saveRole, { invalidates: [listRoles] })
  const drop = ({ role }: Role) => setDraft(({ [role]: _dropped, ...rest }) => rest)
  const keep = async (role: Role) => {
    const { permissions, clear } = drafted(role, draft)
    try {
      await save.attempt({ role: role.role, permissions, clear: clear as (typeof KINDS)[number][], version: role.version }) // ticked from KINDS
      message.success(t.roleSaved)
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      message.error(refused.code === 'stale' ? t.staleRole : words(refused).title)
    }
    drop(role)
  }
  if (changed.length === 0) return null
  return (
    <div className="access-changed" role="status">
      {changed.map(({ role, count }) => (
        <span key={role.role} className="y-row">
          <b>{t.changed(count)}</b>
          <Button type="primary" size="small" loading={save.busy} onClick={() => void keep(role)}>{t.saveRole(say(role.title))}</Button>
          <Button size="small" onClick={() => drop(role)}>{t.discard}</Button>
        </span>
      ))}
    </div>
  )
}
