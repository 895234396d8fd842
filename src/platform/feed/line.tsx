import { Link } from 'react-router'
import { useAsk } from '#ui/call'
import { Ask, Section, Stack } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Rows } from '#ui/table'
import { When } from '#ui/when'
import { getLine, getRun, type LineStory } from './runs.api.ts'
import { t as r } from './running.text.ts'
import { t } from './text.ts'
import { useSaid, type Said } from './said.tsx'
import { name, reasonWord } from './words.tsx'

const meanings = { loaded: 'good', rejected: 'warn', repaired: 'good', outdated: 'idle', skipped: 'idle', header: 'idle', blank: 'idle' } as const

/** From the line of the file over our fields to what it became. */
export function Line({ run, line }: { run: number; line: number }) {
  const said = useSaid(useAsk(getRun, { run }).data?.entity)
  return (
    <Ask door={getLine} input={{ run, line }}>
      {(story) => (
        <Stack>
          <p><Status of={t.fates} value={story.fate} meanings={meanings} /></p>
          {(story.fate === 'rejected' || story.fate === 'repaired' || story.fate === 'outdated') && <Reasons of={story} />}
          {story.repairs.length > 0 && <Repairs of={story} />}
          {(story.fate === 'loaded' || story.fate === 'repaired') && <Things of={story} />}
          {story.fields.length > 0 ? <Fields of={story} said={said} /> : story.fate === 'rejected' && <p className="y-soft">{t.unreadable}</p>}
          {story.staged.length > 0 && <Staged of={story} said={said} />}
        </Stack>
      )}
    </Ask>
  )
}

function Reasons({ of }: { of: LineStory }) {
  return <ul>{of.reasons.map(({ column, reason, value }) => <li key={`${column} ${reason}`}>{t.refused(column || t.whole, reasonWord(reason), value ?? '')}</li>)}</ul>
}

/** Raw → corrected → loaded. */
function Repairs({ of }: { of: LineStory }) {
  return (
    <Section title={r.history}>
      {of.repairs.map(({ attempt, why, staffName, at, changes }) => (
        <div key={attempt}>
          <p>{staffName !== null && <Person name={staffName} />} <When at={at} as="instant" /> <span className="y-soft">{why}</span></p>
          {changes.map(({ column, from, to }) => <p key={column}>{r.changed(column, from === null || from === '' ? r.empty : from, to === '' ? r.empty : to)}</p>)}
        </div>
      ))}
      {of.replay !== null && <p className="y-soft">{r.loadedBy(of.replay)}</p>}
    </Section>
  )
}

function Things({ of }: { of: LineStory }) {
  return (
    <Section title={t.became}>
      {of.things.length === 0 ? t.becameNone : of.things.map(({ label, href }) => <p key={`${label.zh} ${href}`}>{href === null ? name(label) : <Link to={href}>{name(label)}</Link>}</p>)}
    </Section>
  )
}

function Fields({ of, said }: { of: LineStory; said: Said }) {
  const faultOf = (column: string) => (of.fate === 'rejected' ? t.list(of.reasons.flatMap((each) => (each.column === column ? [reasonWord(each.reason)] : []))) : '')
  return (
    <Section title={t.rawFields} flush>
      <Rows rows={of.fields} rowKey="column" columns={[
        { key: 'column', title: t.column, width: 160 },
        { key: 'value', title: t.value, render: (row) => <>{row.value === '' ? <span className="y-faint">{r.empty}</span> : row.value}{faultOf(row.column) !== '' && <>&ensp;<Status meaning="warn" text={faultOf(row.column)} plain /></>}</> },
        { key: 'to', title: t.to, width: 150, render: (row) => t.list(row.to.map(said.field)) },
      ]} />
    </Section>
  )
}

function Staged({ of, said }: { of: LineStory; said: Said }) {
  return (
    <Section title={t.stagedFields} flush>
      <Rows rows={of.staged} rowKey="field" columns={[{ key: 'field', title: t.to, width: 180, render: (row) => said.field(row.field) }, { key: 'value', title: t.value, render: (row) => (row.value === null || row.value === '' ? <span className="y-faint">—</span> : said.choice(row.value, row.field)) }]} />
    </Section>
  )
}
