import { Status } from '#ui/status'
import type { Target, Trial } from './design.api.ts'
import { t } from './design.text.ts'
import { useSaid, type Said } from './said.tsx'
import { figure, reasonWord } from './words.tsx'

/** Line by line what stood in the file and what would come of it, side by side. */
export function Tried({ of, target }: { of: Trial; target: Target }) {
  const said = useSaid(target.entity)
  if (of.problems.length > 0) return <Problems of={of} said={said} />
  const chosen = new Set(target.fields.flatMap(({ field, choices }) => (choices.length > 0 ? [field] : [])))
  // Only what is one of our words is said in ours: a text is shown as it will stand.
  const word = (value: string, field: string | undefined) => (field !== undefined && chosen.has(field) ? said.choice(value, field) : value)
  const refused = of.rows.filter((row) => row.fate === 'refused')
  const rows = [...refused, ...of.rows.filter((row) => row.fate !== 'refused')]
  return (
    <>
      <p className="y-soft">{t.trialOf(figure(of.lines))}</p>
      <div className="y-design-trial" role="region" aria-label={t.trial} tabIndex={0}>
        <table>
          <thead>
            <tr><th colSpan={2} /><th className="half" colSpan={of.names.length}>{t.before}</th><th className="half" colSpan={of.fields.length}>{t.after}</th></tr>
            <tr><th>{t.line}</th><th>{t.outcome}</th>{of.names.map((each, i) => <th key={each} className={i === 0 ? 'half' : undefined}>{each}</th>)}{of.fields.map((each, i) => <th key={each} className={i === 0 ? 'half' : undefined}>{said.field(each)}</th>)}</tr>
          </thead>
          <tbody>{rows.slice(0, 100).map((row) => <Line key={row.line} of={row} fields={of.fields} word={word} />)}</tbody>
        </table>
      </div>
    </>
  )
}

/** In one line, and always in sight: would the file go in as it is mapped now? */
export function Verdict({ of, target, fit, left }: { of: Trial; target: Target; fit: number; left: string[] }) {
  const said = useSaid(target.entity)
  const reasons = new Map<string, number>()
  for (const { reason } of of.rows.flatMap((row) => row.reasons)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  return (
    <div className="y-design-verdict" role="status">
      {of.problems.length > 0
        ? <><Status meaning="risk" text={t.problems} /><span>{of.problems.map((problem) => `${placeWord(problem.at, said)} ${problemSays(problem, said)}`).join(t.semicolon)}</span></>
        : <>
            <Status meaning={of.refused > 0 ? (of.taken === 0 ? 'risk' : 'warn') : 'good'} text={t.takenOf(figure(of.taken), figure(of.lines))} />
            {of.passed > 0 && <span>{t.passed} {figure(of.passed)}</span>}
            {of.refused > 0 && <span>{t.refused} {figure(of.refused)}{t.colon}{[...reasons].map(([reason, count]) => `${reasonWord(reason)} ${figure(count)}`).join(t.comma)}</span>}
            {fit < SURE && <Status plain meaning="warn" text={t.unsure(`${Math.round(fit * 100)}%`)} />}
            {left.length > 0 && <span className="y-soft">{t.left(left.join(t.comma))}</span>}
          </>}
      <a href="#trial" className="y-design-more">{t.byLine}</a>
    </div>
  )
}

/** Below this a target is a guess. */
const SURE = 0.7

function Line({ of, fields, word }: { of: Trial['rows'][number]; fields: string[]; word: (value: string, field: string | undefined) => string }) {
  return (
    <tr>
      <td>{of.line}</td>
      <td><Status plain meaning={FATES[of.fate]} text={of.fate === 'taken' ? t.taken : of.fate === 'passed' ? t.passed : of.reasons.map(({ column, reason, value }) => `${column} ${reasonWord(reason)} ${value}`.trim()).join(t.semicolon)} /></td>
      {of.before.map((value, i) => <td key={i} className={i === 0 ? 'half' : undefined} title={value}>{value}</td>)}
      {of.fate === 'taken' ? of.after.map((value, i) => <td key={i} className={i === 0 ? 'half' : undefined} title={value}>{word(value, fields[i])}</td>) : <td className="half" colSpan={fields.length} />}
    </tr>
  )
}

const FATES = { taken: 'good', refused: 'warn', passed: 'idle' } as const

function Problems({ of, said }: { of: Trial; said: Said }) {
  return (
    <>
      <p><Status meaning="warn" text={t.problems} /></p>
      <ul>{of.problems.map(({ at, code, about }) => <li key={`${at} ${code} ${about.join()}`}><b>{placeWord(at, said)}</b> {problemSays({ code, about }, said)}</li>)}</ul>
    </>
  )
}

const placeWord = (at: string, said: Said): string => (at.startsWith('map.') ? said.field(at.slice(4).split('.')[0] ?? '') : at.startsWith('columns.') ? at.slice(8) : at === 'map' ? t.mapping : at)

function problemSays({ code, about }: Pick<Trial['problems'][number], 'code' | 'about'>, said: Said): string {
  const what = code === 'field-missing' || code === 'field-unknown' ? said.field(about[0] ?? '') : about[0] ?? ''
  return `${problemWord(code)} ${what}`.trim()
}

const problemWord = (code: string): string => (t.faults as Record<string, string>)[code.startsWith('shape-') ? 'shape' : code] ?? code
