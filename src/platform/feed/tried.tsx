import { Figures } from '#ui/page'
import { Status } from '#ui/status'
import type { Trial } from './design.api.ts'
import { t } from './design.text.ts'
import { fieldWord, figure, reasonWord } from './words.tsx'

/** Line by line what stood in the file and what would come of it, side by side. */
export function Tried({ of }: { of: Trial }) {
  if (of.problems.length > 0) return <Problems of={of} />
  const refused = of.rows.filter((row) => row.fate === 'refused')
  const rows = [...refused, ...of.rows.filter((row) => row.fate !== 'refused')]
  return (
    <>
      <p className="y-soft">{t.trialOf(figure(of.lines))}</p>
      <Figures items={[
        { label: t.taken, value: figure(of.taken), meaning: of.taken > 0 ? 'good' : undefined },
        { label: t.refused, value: figure(of.refused), meaning: of.refused > 0 ? 'warn' : undefined },
        { label: t.passed, value: figure(of.passed) },
      ]} />
      <div className="y-design-trial" role="region" aria-label={t.trial} tabIndex={0}>
        <table>
          <thead>
            <tr><th /><th colSpan={of.names.length}>{t.before}</th><th className="half" colSpan={of.fields.length}>{t.after}</th></tr>
            <tr><th>{t.line}</th>{of.names.map((each) => <th key={each}>{each}</th>)}{of.fields.map((each, i) => <th key={each} className={i === 0 ? 'half' : undefined}>{fieldWord(each)}</th>)}</tr>
          </thead>
          <tbody>{rows.slice(0, 100).map((row) => <Line key={row.line} of={row} fields={of.fields} />)}</tbody>
        </table>
      </div>
    </>
  )
}

function Line({ of, fields }: { of: Trial['rows'][number]; fields: string[] }) {
  return (
    <tr>
      <td>{of.line}</td>
      {of.before.map((value, i) => <td key={i} title={value}>{value}</td>)}
      {of.fate === 'taken' && of.after.map((value, i) => <td key={i} className={i === 0 ? 'half' : undefined} title={value}>{value}</td>)}
      {of.fate !== 'taken' && <td className="half" colSpan={fields.length}>{of.fate === 'passed' ? <Status plain meaning="idle" text={t.passed} /> : <Status plain meaning="warn" text={of.reasons.map(({ column, reason, value }) => `${column} ${reasonWord(reason)} ${value}`.trim()).join('；')} />}</td>}
    </tr>
  )
}

function Problems({ of }: { of: Trial }) {
  return (
    <>
      <p><Status meaning="warn" text={t.problems} /></p>
      <ul>{of.problems.map(({ at, code, about }) => <li key={`${at} ${code} ${about.join()}`}><b>{placeWord(at)}</b> {problemWord(code)} {code === 'field-missing' || code === 'field-unknown' ? fieldWord(about[0] ?? '') : about.slice(0, 1).join(' ')}</li>)}</ul>
    </>
  )
}

const placeWord = (at: string): string => (at.startsWith('map.') ? fieldWord(at.slice(4).split('.')[0] ?? '') : at.startsWith('columns.') ? at.slice(8) : at === 'map' ? t.mapping : at)

const problemWord = (code: string): string => (t.faults as Record<string, string>)[code.startsWith('shape-') ? 'shape' : code] ?? code
