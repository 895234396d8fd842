import { say, type Both } from '#kernel/text'
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
    .filter(([key, value]) => key in t.model.fields && value !== null && (before === undefined || told(key, before[key]) !== told(key, value)))
    .map(([key, value]) => [key, before === undefined ? undefined : told(key, before[key]), told(key, value)])
}

const codes: Record<string, () => Record<string, string>> = { kind: () => t.attribute.kinds, class: () => t.attribute.classes, mask: () => t.attribute.masks, state: () => t.model.states }

function told(key: string, value: unknown): string {
  if (value === null || value === undefined) return '—'
  if (typeof value === 'boolean') return value ? t.model.yes : t.model.no
  if (Array.isArray(value)) return value.map((one: unknown) => (isTitled(one) ? say(one) : String(one))).join(' · ')
  return codes[key]?.()[String(value)] ?? String(value)
}

const isTitled = (one: unknown): one is Both => typeof one === 'object' && one !== null && 'zh' in one && 'en' in one
