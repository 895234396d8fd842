import { useState } from 'react'
import { Count, thousands } from '#ui/count'
import { Drawer } from '#ui/drawer'
import { Masked } from '#ui/masked'
import { Ask, Section } from '#ui/page'
import { say } from '#kernel/text'
import { Status } from '#ui/status'
import { Table, type Column } from '#ui/table'
import { getOrphans, listOrphans, type OrphanRow, type Orphans } from './orphan.api.ts'
import { t } from './text.ts'

type Kind = Orphans['kinds'][number]

/** 无主数据: each kind of row that ought to lead to a customer, those that lead to none, and why. */
export function Orphan() {
  const [chosen, choose] = useState<Kind | null>(null)
  return (
    <Ask door={getOrphans} input={{}} shape="rows" isEmpty={(found) => found.on === null} empty={{ title: t.none, advice: t.noneAdvice }}>
      {(found) => (
        <Section title={t.orphan.title} asOf={found.on} extra={found.kinds.every(({ orphans }) => orphans === 0) && <Status meaning="good" text={t.orphan.allOwned} />} flush>
          <div className="quality-sheet" tabIndex={0} role="region" aria-label={t.orphan.title}>
            <table className="quality-table">
              <thead><tr><th scope="col">{t.orphan.kind}</th><th scope="col" className="n">{t.orphan.total}</th><th scope="col" className="n">{t.orphan.orphans}</th><th scope="col">{t.orphan.why}</th></tr></thead>
              <tbody>
                {found.kinds.map((kind) => (
                  <tr key={kind.kind}>
                    <td>{kind.orphans > 0 ? <button type="button" className="y-plain quality-link" onClick={() => choose(kind)}>{t.orphan.kinds[kind.kind]}</button> : t.orphan.kinds[kind.kind]}</td>
                    <td className="n"><Count of={kind.total} /></td>
                    <td className="n">{kind.orphans === 0 ? <Status meaning="good" text="0" plain /> : <Count of={kind.orphans} />}</td>
                    <td>{kind.causes.map(({ cause, orphans }) => `${t.orphan.causes[cause]} ${thousands(orphans)}`).join(t.comma)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Drawer title={chosen && t.orphan.kinds[chosen.kind]} open={chosen !== null} onClose={() => choose(null)} width={720}>
            {chosen && <Table door={listOrphans} input={{ kind: chosen.kind }} columns={columns()} rowKey="orphan" height={620} />}
          </Drawer>
        </Section>
      )}
    </Ask>
  )
}

const columns = (): Column<OrphanRow>[] => [
  { key: 'key', title: t.key, width: 150, card: 'title', render: (row) => <Masked value={row.key} kind="accountNo" /> },
  { key: 'source', title: t.system, width: 130, render: (row) => say(row.sourceTitle) },
  { key: 'org', title: t.branch, width: 150, render: (row) => row.orgName },
  { key: 'cause', title: t.orphan.why, card: 'wide', render: (row) => t.orphan.causes[row.cause] },
  { key: 'rows', title: t.orphan.rows, align: 'right', width: 80, card: 'side', render: (row) => <Count of={row.rows} /> },
]
