import { Button, Checkbox, InputNumber, Segmented, Select, Tooltip } from 'antd'
import { useState } from 'react'
import { words } from '#center/customer/words.api'
import { useDo } from '#ui/call'
import { say } from '#kernel/text'
import { Section } from '#ui/page'
import { Status } from '#ui/status'
import { useMay } from '#ui/viewer'
import { signed } from '#ui/waterfall'
import { learnedBits, usedBits, type Drafting } from './draft.tsx'
import { fieldWord, guardWord, levelWord } from './words.api.ts'
import { learnModel, proposeModel, type ModelDetail, type Weight } from './models.api.ts'
import { t } from './text.ts'

type Comparison = ModelDetail['comparisons'][number]
type Level = Comparison['levels'][number]
const MODES = ['hand', 'learned', 'mixed'] as const
/** What the bank's own systems say; the rest serves files from elsewhere. */
const BANK: Record<ModelDetail['kind'], string[]> = {
  person: ['id', 'name', 'birthday', 'phone', 'email', 'address', 'employer', 'gender', 'occupation'], company: ['id', 'orgcode', 'name', 'legal', 'address', 'phone', 'email', 'account', 'industry'],
}

/** Each outcome with what it counts: typed, learned, and the one that is used. */
export function Weights({ of, draft }: { of: ModelDetail; draft: Drafting }) {
  const [isAll, showAll] = useState(false)
  const may = useMay(proposeModel)
  const { mode } = draft.change
  const shown = of.comparisons.filter(({ field }) => isAll || BANK[of.kind].includes(field))
  const learning = useDo(learnModel, { words: { 'not-found': t.models.noRun } })
  const tools = (
    <>
      {may && <Tooltip title={t.models.learnNote}><Button size="small" loading={learning.busy} onClick={() => learning.run({ model: of.model }, ({ levels }) => draft.set({ learned: levels }))}>{t.models.learn}</Button></Tooltip>}
      <Segmented size="small" aria-label={t.models.mode} disabled={!may} value={mode} onChange={(next) => draft.set({ mode: next })} options={MODES.map((each) => ({ value: each, label: t.models.modes[each] }))} />
      <Segmented size="small" aria-label={t.models.shown} value={isAll} onChange={showAll} options={[{ value: false, label: t.models.bankFields }, { value: true, label: t.models.allFields }]} />
    </>
  )
  return (
    <Section title={t.models.weights} extra={tools} flush>
      <p className="y-faint identity-small identity-lead">{t.models.modeSays[mode]} · {t.models.prior(of.prior.toFixed(1).replace('-', '−'))}</p>
      <div className="identity-sheet" tabIndex={0} role="region" aria-label={t.models.weights}>
        <table>
          <thead><tr><th scope="col">{t.models.field}</th><th scope="col">{t.models.level}</th><th scope="col" className="n">{t.models.hand}</th><th scope="col">{t.models.pinned}</th><th scope="col" className="n">{t.models.learned}</th><th scope="col" className="n">{t.models.bits}</th></tr></thead>
          {shown.map((comparison) => <Group key={comparison.field} of={comparison} draft={draft} may={may} />)}
        </table>
      </div>
    </Section>
  )
}

function Group({ of, draft, may }: { of: Comparison; draft: Drafting; may: boolean }) {
  return (
    <tbody>
      {of.levels.map((level, n) => (
        <tr key={level.level}>
          {n === 0 && <th scope="rowgroup" rowSpan={of.levels.length}>{fieldWord(of.field)}{of.byFrequency && <small>{t.models.byFrequency}</small>}</th>}
          <Cells comparison={of} level={level} draft={draft} may={may} />
        </tr>
      ))}
    </tbody>
  )
}

function Cells({ comparison, level, draft, may }: { comparison: Comparison; level: Level; draft: Drafting; may: boolean }) {
  const { mode, weights } = draft.change
  const typed = weights.find(({ field, level: one }) => field === comparison.field && one === level.level)
  const now: Weight = typed ?? { field: comparison.field, level: level.level, bits: level.bits, pinned: level.pinned }
  const used = usedBits(comparison.field, level, typed, draft.change)
  const name = `${fieldWord(comparison.field)} ${levelWord({ kind: comparison.kind, level: level.level })}`
  const isTyped = mode === 'hand' || (mode === 'mixed' && now.pinned)
  return (
    <>
      <td>{levelWord({ kind: comparison.kind, level: level.level })}</td>
      <td className="n"><InputNumber size="small" controls={false} value={now.bits} min={-60} max={60} step={0.5} disabled={!may || !isTyped} aria-label={`${name} ${t.models.hand}`} onChange={(value) => typeof value === 'number' && draft.weigh({ ...now, bits: value })} /></td>
      <td className="c"><Checkbox checked={now.pinned} disabled={!may || mode !== 'mixed'} aria-label={`${name} ${t.models.pinned}`} onChange={(event) => draft.weigh({ ...now, pinned: event.target.checked })} /></td>
      <td className="n">{signed(learnedBits(comparison.field, level, draft.change))}</td>
      <td className={used === level.bits ? 'n' : 'n changed'}><Bar bits={used} />{signed(used)}</td>
    </>
  )
}

/** How much this outcome speaks for or against, on one scale for all. */
function Bar({ bits }: { bits: number }) {
  const share = Math.min(1, Math.abs(bits) / 25) * 50
  return <i className="identity-bar" aria-hidden><i style={{ width: `${share}%`, left: bits < 0 ? `${50 - share}%` : '50%', background: bits < 0 ? 'var(--y-risk-ink)' : 'var(--y-good-ink)' }} /></i>
}

const EFFECTS = { veto: 'risk', force: 'warn', cap: 'warn', subtract: 'info' } as const

export function Guards({ of }: { of: ModelDetail }) {
  return (
    <Section title={t.models.guards}>
      <ul className="identity-rows">{of.guards.map(({ id, effect }) => <li key={id}><span>{guardWord(id)}</span><Status meaning={EFFECTS[effect]} text={t.models.effects[effect]} /></li>)}</ul>
    </Section>
  )
}

/** Lines of their own for a tier of customers, or for records of two systems. */
export function Strata({ of, draft }: { of: ModelDetail; draft: Drafting }) {
  const may = useMay(proposeModel)
  const { strata, thresholds } = draft.change
  const [one, other] = of.systems
  const set = (at: number, part: Partial<(typeof strata)[number]>) => draft.set({ strata: strata.map((one, n) => (n === at ? { ...one, ...part } : one)) })
  return (
    <Section title={t.models.strata} extra={may && (
      <span className="y-row">
        <Button size="small" onClick={() => draft.set({ strata: [...strata, { tier: 'private', ...thresholds }] })}>{t.models.addTier}</Button>
        {one !== undefined && <Button size="small" onClick={() => draft.set({ strata: [...strata, { systems: [one.source, (other ?? one).source], ...thresholds }] })}>{t.models.addSystems}</Button>}
      </span>
    )}>
      {strata.length === 0 ? <p className="y-faint">{t.models.noStrata}</p> : (
        <ul className="identity-rows">
          {strata.map((one, n) => (
            <li key={n}>
              <Subject of={of} stratum={one} may={may} onChange={(part) => set(n, part)} />
              <span className="y-row">
                <Tooltip title={t.models.reviewLine}><InputNumber size="small" controls={false} value={one.review} step={0.5} disabled={!may} aria-label={t.models.reviewLine} style={{ width: 68 }} onChange={(review) => typeof review === 'number' && set(n, { review })} /></Tooltip>
                <Tooltip title={t.models.autoLine}><InputNumber size="small" controls={false} value={one.auto} step={0.5} disabled={!may} aria-label={t.models.autoLine} style={{ width: 68 }} onChange={(auto) => typeof auto === 'number' && set(n, { auto })} /></Tooltip>
                {may && <Button size="small" type="text" onClick={() => draft.set({ strata: strata.filter((_, at) => at !== n) })}>{t.models.remove}</Button>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

type Stratum = Drafting['change']['strata'][number]

/** Whom the lines are for. */
function Subject({ of, stratum, may, onChange }: { of: ModelDetail; stratum: Stratum; may: boolean; onChange: (part: Partial<Stratum>) => void }) {
  const { systems, tier } = stratum
  if (systems === undefined) return <Select size="small" aria-label={t.models.tier} value={tier} disabled={!may} style={{ width: 96 }} onChange={(next) => onChange({ tier: next })} options={Object.entries(words.levels).map(([value, label]) => ({ value, label }))} />
  const options = of.systems.map(({ source, title }) => ({ value: source, label: say(title) }))
  return (
    <span className="y-row">
      {systems.map((source, at) => <Select key={at} size="small" aria-label={t.models.systems} value={source} disabled={!may} style={{ width: 116 }} popupMatchSelectWidth={false} onChange={(next) => onChange({ systems: systems.with(at, next) })} options={options} />)}
    </span>
  )
}
