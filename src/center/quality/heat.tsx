import { say } from '#kernel/text'
import { thousands } from '#ui/count'
import type { Summary } from './quality.api.ts'
import { fieldWord, t } from './text.ts'

type Counted = { checked: number; failed: number }

export const rateOf = ({ checked, failed }: Counted): number | null => (checked === 0 ? null : 1 - failed / checked)

/** Rounded down: a hundred per cent is said only where nothing fails. */
export function percent(rate: number | null): string {
  if (rate === null) return '—'
  return rate === 1 ? '100%' : `${(Math.floor(rate * 1000) / 10).toFixed(1)}%`
}

// A fifth of the rows failing is as dark as it gets; below half of the ink the figures keep their contrast.
const DARKEST = 0.2
const MOST = 42

/** System × field: what passes, and darker where more fails. Each cell opens its rows. */
export function Heat({ of, onOpen }: { of: Summary; onOpen: (source: string, field: string) => void }) {
  const failing = of.fields.filter((field) => of.cells.some((cell) => cell.field === field && cell.failed > 0))
  const fine = of.fields.filter((field) => !failing.includes(field))
  return (
    <>
      <div className="quality-sheet" tabIndex={0} role="region" aria-label={t.heat}>
        <table className="quality-heat" aria-label={t.heat}>
          <thead><tr><td />{failing.map((field) => <th key={field} scope="col">{fieldWord(field)}</th>)}<th scope="col">{t.systemTotal}</th></tr></thead>
          <tbody>
            {of.systems.map((system) => (
              <tr key={system.source}>
                <th scope="row">{say(system.title)}</th>
                {failing.map((field) => <Cell key={field} of={of.cells.find((cell) => cell.source === system.source && cell.field === field)} system={say(system.title)} onOpen={onOpen} />)}
                <td className="sum">{percent(rateOf(system))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="y-faint quality-help">{t.heatHelp}{fine.length > 0 && ` ${t.fine(fine.map(fieldWord).join(t.comma))}`}</p>
    </>
  )
}

function Cell({ of, system, onOpen }: { of: Summary['cells'][number] | undefined; system: string; onOpen: (source: string, field: string) => void }) {
  const rate = of && rateOf(of)
  if (!of || rate === null || rate === undefined) return <td className="none" />
  const share = Math.round(Math.min(1, (1 - rate) / DARKEST) * MOST)
  const says = t.rate(percent(rate), thousands(of.failed), thousands(of.checked))
  const background = of.failed === 0 ? undefined : `color-mix(in srgb, var(--y-risk-ink) ${Math.max(6, share)}%, var(--y-paper))`
  if (of.failed === 0) return <td title={says}>{percent(rate)}</td>
  return (
    <td style={{ background }} title={says}>
      <button type="button" className="y-plain" aria-label={t.open(system, fieldWord(of.field), percent(rate))} onClick={() => onOpen(of.source, of.field)}>{percent(rate)}</button>
    </td>
  )
}
