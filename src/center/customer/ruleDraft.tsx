import { Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { Refused } from '#kernel/error'
import { addDays, today } from '#kernel/time'
import { call } from '#ui/call'
import { thousands } from '#ui/count'
import { Form } from '#ui/form'
import { Refusal, Stack } from '#ui/page'
import { listRules, proposeRule, tryRule, type RuleBody, type RuleVersion } from './rule.api.ts'
import { t } from './text.ts'
import type { ReplyOf } from '#kernel/endpoint'
import { STAGES, words } from './words.api.ts'

type Kind = RuleVersion['kind']
type Change = (part: Partial<RuleBody>) => void

/** A new version: its figures, whom they would move, then for a second person. */
export function Draft({ kind, from, onClose }: { kind: Kind; from: RuleBody; onClose: () => void }) {
  const [body, set] = useState(from)
  const change: Change = (part) => set({ ...body, ...part })
  return (
    <Stack>
      {kind === 'level' && <Bands body={body} change={change} />}
      {kind !== 'level' && <Days kind={kind} body={body} change={change} />}
      {kind === 'stage' && <Plans body={body} change={change} />}
      <Trial kind={kind} body={body} />
      <Form
        door={proposeRule} fixed={{ kind, body }} initial={{ since: addDays(today(), 1) }} submit={t.rule.propose} invalidates={[listRules]} onDone={onClose} onCancel={onClose}
        words={{ conflict: t.rule.pending, invalid: ({ field }) => (field === 'since' ? t.rule.tooEarly : t.rule.wrong) }}
        fields={[{ key: 'since', label: t.rule.since, kind: 'day' }, { key: 'note', label: t.rule.note, kind: 'long' }]}
      />
    </Stack>
  )
}

function Bands({ body: { bands = [] }, change }: { body: RuleBody; change: Change }) {
  return (
    <dl className="customer-draft">
      {bands.map((band, n) => (
        <div key={band.level}>
          <dt>{words.levels[band.level]}</dt>
          <dd><InputNumber<string> stringMode aria-label={`${words.levels[band.level]} ${t.rule.atLeast}`} prefix="¥" controls={false} min="0" disabled={n === 0} value={band.atLeast} onChange={(value) => change({ bands: bands.map((one, at) => (at === n ? { ...one, atLeast: value ?? '0' } : one)) })} /></dd>
        </div>
      ))}
    </dl>
  )
}

function Days({ kind, body, change }: { kind: Kind; body: RuleBody; change: Change }) {
  const keys = kind === 'status' ? (['activeDays', 'dormantDays'] as const) : (['newDays', 'matureDays', 'activeDays', 'dormantDays'] as const)
  return (
    <dl className="customer-draft">
      {keys.map((key) => <div key={key}><dt>{t.rule[key]}</dt><dd><InputNumber aria-label={t.rule[key]} controls={false} min={1} max={36500} value={body[key]} onChange={(value) => change({ [key]: value ?? undefined })} /></dd></div>)}
      {kind === 'stage' && <div><dt>{t.rule.matureAum}</dt><dd><InputNumber<string> stringMode aria-label={t.rule.matureAum} prefix="¥" controls={false} min="0" value={body.matureAum} onChange={(value) => change({ matureAum: value ?? undefined })} /></dd></div>}
    </dl>
  )
}

function Plans({ body: { plans }, change }: { body: RuleBody; change: Change }) {
  if (!plans) return null
  const set = (stage: (typeof STAGES)[number], part: { zh?: string; en?: string }) => change({ plans: { ...plans, [stage]: { ...plans[stage], ...part } } })
  return (
    <fieldset className="customer-plans">
      <legend>{t.rule.plan}</legend>
      {STAGES.map((stage) => (
        <div key={stage}>
          <span>{words.stages[stage]}</span>
          <Input aria-label={`${t.rule.planOf(words.stages[stage])} ${t.rule.zh}`} value={plans[stage].zh} maxLength={200} onChange={(event) => set(stage, { zh: event.target.value })} />
          <Input aria-label={`${t.rule.planOf(words.stages[stage])} ${t.rule.en}`} value={plans[stage].en} maxLength={200} onChange={(event) => set(stage, { en: event.target.value })} />
        </div>
      ))}
    </fieldset>
  )
}

/** 试算: how many would stand elsewhere, from where to where. */
function Trial({ kind, body }: { kind: Kind; body: RuleBody }) {
  const [found, tell] = useState<{ for: string; reply: ReplyOf<typeof tryRule> } | Refused | null>(null)
  const [isBusy, setBusy] = useState(false)
  const tryIt = async () => {
    setBusy(true)
    try {
      tell({ for: JSON.stringify(body), reply: await call(tryRule, { kind, body }) })
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      tell(refused)
    }
    setBusy(false)
  }
  return (
    <section>
      <Button loading={isBusy} onClick={() => void tryIt()}>{t.rule.try}</Button>
      {found instanceof Refused && <Refusal of={found} own={{ invalid: t.rule.wrong }} />}
      {found !== null && !(found instanceof Refused) && found.for === JSON.stringify(body) && <Moves kind={kind} of={found.reply} />}
    </section>
  )
}

function Moves({ kind, of }: { kind: Kind; of: ReplyOf<typeof tryRule> }) {
  const names: Record<string, string> = kind === 'level' ? words.levels : kind === 'status' ? words.statuses : words.stages
  const moved = of.moves.reduce((sum, move) => sum + move.customers, 0)
  const most = Math.max(1, ...of.moves.map((move) => move.customers))
  return (
    <div role="status">
      <p>{t.rule.trying(thousands(of.customers), thousands(moved))}</p>
      {of.moves.length === 0 ? <p className="y-faint">{t.rule.noMoves}</p> : (
        <table className="customer-moves">
          <thead><tr><th scope="col">{t.rule.from}</th><th scope="col">{t.rule.to}</th><th scope="col" className="n">{t.rule.count}</th><th aria-hidden /></tr></thead>
          <tbody>
            {of.moves.toSorted((a, b) => b.customers - a.customers).map((move) => (
              <tr key={`${move.before} ${move.after}`}><td>{move.before === null ? t.rule.unknown : names[move.before]}</td><td>{names[move.after]}</td><td className="n">{thousands(move.customers)}</td><td aria-hidden><i ref={(bar) => bar?.style.setProperty('inline-size', `${(100 * move.customers) / most}%`)} /></td></tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
