import { BookOutlined, DeleteOutlined, TeamOutlined } from '@ant-design/icons'
import { App, Button, Checkbox, Dropdown, Input, Popconfirm } from 'antd'
import { createContext, useContext, useState, type ReactNode } from 'react'
import { useLocation } from 'react-router'
import { useAsk, useDo, type AnyDoor } from './call.tsx'
import { Drawer } from './drawer.tsx'
import type { FilterField, FilterValues } from './filters.tsx'
import { isComposing } from './keys.tsx'
import { Stack } from './page.tsx'
import { recallAll, remember } from './remember.tsx'
import { t } from './text.ts'

/** The doors of the room that keeps views: the kit knows no room. */
export type ViewDoors = { list: AnyDoor; keep: AnyDoor; change: AnyDoor; drop: AnyDoor }
type View = { view: number; name: string; shared: boolean; isMine: boolean; ownerName: string | null; body: { filters: FilterValues; columns: Record<string, string[]> }; version: number }

const Doors = createContext<ViewDoors | null>(null)
export const Keeping = Doors.Provider

type ViewsProps = { fields: FilterField[]; value: FilterValues; onChange: (next: FilterValues) => void }

/** 视图: what the list is narrowed down by and the columns one looks at, under a name. What is typed freely is left out: it may be a person's. */
export function Views(props: ViewsProps): ReactNode {
  const doors = useContext(Doors)
  return doors === null ? null : <Kept {...props} doors={doors} />
}

function Kept({ doors, fields, value, onChange }: ViewsProps & { doors: ViewDoors }) {
  const page = useLocation().pathname
  const views = ((useAsk(doors.list, { page }).data as { views: View[] } | undefined)?.views ?? []) // what that door answers
  const [isKeeping, keep] = useState(false)
  const [isManaging, manage] = useState(false)
  const spoken = keysOf(fields)
  const apply = ({ body }: View) => {
    for (const [name, columns] of Object.entries(body.columns)) remember(name, columns)
    onChange({ ...Object.fromEntries(Object.keys(value).map((key) => [key, undefined])), ...Object.fromEntries(Object.entries(body.filters).filter(([key]) => spoken.has(key))) })
  }
  const items = [
    ...views.map((view) => ({ key: String(view.view), label: view.name, icon: view.isMine ? undefined : <TeamOutlined />, title: view.isMine ? undefined : t.views.by(view.ownerName ?? '') })),
    ...(views.length > 0 ? [{ type: 'divider' as const }] : []),
    { key: 'keep', label: t.views.keep },
    ...(views.some(({ isMine }) => isMine) ? [{ key: 'manage', label: t.views.manage }] : []),
  ]
  const choose = (key: string) => {
    const view = views.find((each) => String(each.view) === key)
    if (view) apply(view)
    else if (key === 'keep') keep(true)
    else manage(true)
  }
  const body = { filters: Object.fromEntries(Object.entries(value).filter(([key, one]) => spoken.has(key) && one !== undefined && one !== '' && one !== false)), columns: recallAll<string[]>('columns ') }
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => choose(key) }}><Button type="text" icon={<BookOutlined />}>{t.views.title}</Button></Dropdown>
      <Keep doors={doors} page={page} body={body} open={isKeeping} onClose={() => keep(false)} />
      <Drawer title={t.views.manage} open={isManaging} onClose={() => manage(false)} width={440}>
        <ul className="y-views">{views.filter(({ isMine }) => isMine).map((view) => <Own key={view.view} doors={doors} view={view} />)}</ul>
      </Drawer>
    </>
  )
}

/** Words and names typed into a filter stay out of a view. */
function keysOf(fields: FilterField[]): Set<string> {
  return new Set(fields.flatMap((field) => (field.kind === 'text' ? [] : field.kind === 'days' ? [field.key, field.until] : [field.key])))
}

type KeepProps = { doors: ViewDoors; page: string; body: object; open: boolean; onClose: () => void }

function Keep({ doors, page, body, open, onClose }: KeepProps) {
  const [name, setName] = useState('')
  const [isShared, share] = useState(false)
  const { message } = App.useApp()
  const keeping = useDo(doors.keep, { invalidates: [doors.list], words: { conflict: t.views.taken } })
  const save = () => {
    if (name.trim() === '') return
    keeping.run({ page, name: name.trim(), shared: isShared, body }, () => {
      message.success(t.views.kept)
      setName('')
      onClose()
    })
  }
  return (
    <Drawer title={t.views.keep} open={open} onClose={onClose} width={400}>
      <Stack>
        <p className="y-soft">{t.views.advice}</p>
        <Input autoFocus value={name} maxLength={30} aria-label={t.views.name} placeholder={t.views.name} onChange={(event) => setName(event.target.value)} onPressEnter={(event) => !isComposing(event) && save()} />
        <Checkbox checked={isShared} onChange={(event) => share(event.target.checked)}>{t.views.share}</Checkbox>
        <span><Button type="primary" loading={keeping.busy} disabled={name.trim() === ''} onClick={save}>{t.views.save}</Button></span>
      </Stack>
    </Drawer>
  )
}

function Own({ doors, view }: { doors: ViewDoors; view: View }) {
  const changing = useDo(doors.change, { invalidates: [doors.list] })
  const dropping = useDo(doors.drop, { invalidates: [doors.list], done: t.views.dropped })
  return (
    <li className="y-row">
      <span style={{ flex: 1 }}>{view.name}</span>
      <Checkbox checked={view.shared} disabled={changing.busy} onChange={(event) => changing.run({ view: view.view, version: view.version, shared: event.target.checked })}>{t.views.shared}</Checkbox>
      <Popconfirm title={t.views.dropAsk} onConfirm={() => dropping.run({ view: view.view, version: view.version })}><Button type="text" icon={<DeleteOutlined />} aria-label={`${t.views.drop} ${view.name}`} /></Popconfirm>
    </li>
  )
}
