import { Ask } from '#ui/page'
import { Person } from '#ui/person'
import { When } from '#ui/when'
import { t } from './text.ts'
import { listModelSteps } from './type.api.ts'

type Thing = 'type' | 'attribute' | 'relation-type'

/** 历次改动: what each version said, and what it changed of the one before. */
export function Steps({ thing, code }: { thing: Thing; code: string }) {
  return (
    <Ask door={listModelSteps} input={{ thing, code }} shape="rows" isEmpty={({ rows }) => rows.length === 0} empty={{ title: t.model.noSteps, advice: '' }}>
      {({ rows }) => (
        <ol className="customer-steps">
          {rows.map((row, n) => (
            <li key={row.version}>
              <p className="y-row"><b className="y-figures">{t.model.version} {row.version}</b><Person name={row.whoName} plain /><When at={row.at} as="instant" /></p>
              {row.reason !== null && row.reason !== '' && <p className="y-soft">{row.reason}</p>}
              <ul>{changes(row.said, rows[n + 1]?.said).map(([key, before, after]) => <li key={key}>{t.model.fields[key] ?? key}: {before !== undefined && <><s className="y-faint">{before}</s> → </>}{after}</li>)}</ul>
            </li>
          ))}
        </ol>
      )}
    </Ask>
  )
}

function changes(said: Record<string, unknown>, before: Record<string, unknown> | undefined): [string, string | undefined, string][] {
  return Object.entries(said)
    .filter(([key, value]) => key !== 'version' && value !== null && (before === undefined || told(before[key]) !== told(value)))
    .map(([key, value]) => [key, before === undefined ? undefined : told(before[key]), told(value)])
}

const told = (value: unknown): string => (value === null || value === undefined ? '—' : typeof value === 'object' ? JSON.stringify(value) : String(value))
