import { Button, Space } from 'antd'
import { useState } from 'react'
import { useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Ask, Section, Stack } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Rows, type Column } from '#ui/table'
import { useMay } from '#ui/viewer'
import { signed } from '#ui/waterfall'
import { When } from '#ui/when'
import { fieldWord, levelWord } from './words.api.ts'
import { getModel, judgeModel, listModels, proposeModel, withdrawModel, type Difference, type ModelDetail, type VersionRow } from './models.api.ts'
import { t } from './text.ts'

const MEANINGS = { proposed: 'wait', published: 'good', retired: 'idle', refused: 'warn', withdrawn: 'idle' } as const

/** Every version with who proposed and who checked it; each can be looked at against the one in use, judged, or gone back to. */
export function Versions({ rows, shown, onShow }: { rows: VersionRow[]; shown: string; onShow: (model: string) => void }) {
  const [open, setOpen] = useState<VersionRow | null>(null)
  return (
    <Section title={t.models.versions} flush>
      <Rows rows={rows} rowKey="model" columns={columns(shown, onShow)} onOpen={setOpen} />
      <Drawer title={open?.model ?? ''} open={open !== null} onClose={() => setOpen(null)} width={600}>
        {open !== null && <Ask door={getModel} input={{ model: open.model }}>{(found) => <Version of={found} onDone={() => setOpen(null)} />}</Ask>}
      </Drawer>
    </Section>
  )
}

const columns = (shown: string, onShow: (model: string) => void): Column<VersionRow>[] => [
  { key: 'model', title: t.models.version, width: 110, card: 'title' },
  { key: 'state', title: t.models.state, width: 96, render: (row) => <Status of={t.models.states} value={row.state} meanings={MEANINGS} /> },
  { key: 'mode', title: t.models.mode, width: 80, render: (row) => t.models.modes[row.mode] },
  { key: 'review', title: t.models.reviewLine, width: 100, align: 'right' },
  { key: 'auto', title: t.models.autoLine, width: 100, align: 'right' },
  { key: 'note', title: t.models.note, render: (row) => row.refusal === null ? row.note : `${row.note ?? ''} · ${t.models.refusedFor(row.refusal)}` },
  { key: 'makerName', title: t.models.maker, width: 158, render: (row) => row.makerName !== null && <span className="y-row"><Person name={row.makerName} plain /><When at={row.madeAt} as="day" /></span> },
  { key: 'checkerName', title: t.models.checker, width: 158, render: (row) => row.checkerName !== null && <span className="y-row"><Person name={row.checkerName} plain /><When at={row.checkedAt} as="day" /></span> },
  { key: 'version', title: '', width: 76, render: (row) => <Button size="small" type={row.model === shown ? 'primary' : 'default'} onClick={() => onShow(row.model)}>{t.models.view}</Button> },
]

function Version({ of, onDone }: { of: ModelDetail; onDone: () => void }) {
  return (
    <Stack>
      <p className="y-row"><Status of={t.models.states} value={of.state} meanings={MEANINGS} />{of.makerName !== null && <span>{t.models.maker} <Person name={of.makerName} plain /> <When at={of.madeAt} as="instant" /></span>}</p>
      {of.note !== null && <p>{of.note}</p>}
      {of.refusal !== null && <p className="y-soft">{t.models.refusedFor(of.refusal)}</p>}
      <Differences of={of.differences} />
      {of.state === 'proposed' && <Judging of={of} onDone={onDone} />}
      {(of.state === 'retired' || of.state === 'refused' || of.state === 'withdrawn') && <RollBack of={of} onDone={onDone} />}
    </Stack>
  )
}

function Differences({ of }: { of: Difference[] }) {
  if (of.length === 0) return <p className="y-faint">{t.models.noDiff}</p>
  return (
    <section className="identity-part">
      <h3>{t.models.diff}</h3>
      <table className="identity-diff">
        <thead><tr><th scope="col">{t.models.field}</th><th scope="col" className="n">{t.models.before}</th><th scope="col" className="n">{t.models.after}</th></tr></thead>
        <tbody>{of.map((one) => <tr key={`${one.field} ${one.level ?? ''}`}><th scope="row">{nameOf(one)}</th><td className="n">{one.before === null ? t.none : signed(one.before)}</td><td className="n">{one.after === null ? t.none : signed(one.after)}</td></tr>)}</tbody>
      </table>
    </section>
  )
}

function nameOf({ field, kind, level }: Difference): string {
  if (kind === null || level === null) return field === 'auto' ? t.models.autoLine : t.models.reviewLine
  return `${fieldWord(field)} · ${levelWord({ kind, level })}`
}

/** 复核: what is shown is what was frozen; whoever proposed it may only take it back. */
function Judging({ of, onDone }: { of: ModelDetail; onDone: () => void }) {
  const mayJudge = useMay(judgeModel)
  const mayWithdraw = useMay(withdrawModel)
  const [isRefusing, refuse] = useState(false)
  const judging = useDo(judgeModel, { invalidates: [listModels, getModel], done: t.models.published, words: { conflict: (facts) => (facts.cause === 'own' ? t.models.ownOnly : t.models.conflict) } })
  const withdrawal = useDo(withdrawModel, { invalidates: [listModels, getModel], done: t.models.withdrawn })
  if (of.isMine) return <p className="y-row"><span className="y-soft">{t.models.waitingFor}</span>{mayWithdraw && <Button loading={withdrawal.busy} onClick={() => withdrawal.run({ model: of.model, version: of.version }, onDone)}>{t.models.withdraw}</Button>}</p>
  if (!mayJudge) return <p className="y-soft">{t.models.waitingFor}</p>
  return (
    <>
      <p className="y-faint">{t.models.frozen}</p>
      {isRefusing ? (
        <Form door={judgeModel} fields={[{ key: 'reason', label: t.models.refuseReason, kind: 'long', autoFocus: true }]} fixed={{ model: of.model, version: of.version, verdict: 'refuse' }} submit={t.models.refuse} invalidates={[listModels, getModel]} words={{ invalid: t.models.refuseReason }} onDone={onDone} onCancel={() => refuse(false)} />
      ) : (
        <Space>
          <Button type="primary" loading={judging.busy} onClick={() => judging.run({ model: of.model, version: of.version, verdict: 'publish' }, onDone)}>{t.models.publish}</Button>
          <Button onClick={() => refuse(true)}>{t.models.refuse}</Button>
        </Space>
      )}
    </>
  )
}

/** An earlier version, proposed once more as it was. */
function RollBack({ of, onDone }: { of: ModelDetail; onDone: () => void }) {
  const may = useMay(proposeModel)
  const [isAsking, ask] = useState(false)
  if (!may) return null
  if (!isAsking) return <p><Button onClick={() => ask(true)}>{t.models.rollBack}</Button></p>
  const weights = of.comparisons.flatMap(({ field, levels }) => levels.map(({ level, bits, pinned }) => ({ field, level, bits, pinned })))
  return (
    <>
      <p className="y-faint">{t.models.rollBackNote}</p>
      <Form door={proposeModel} fields={[{ key: 'note', label: t.models.note, kind: 'long', autoFocus: true }]} fixed={{ model: of.model, weights, thresholds: of.thresholds, strata: of.strata, mode: of.mode }} submit={t.models.propose} invalidates={[listModels, getModel]} words={{ conflict: t.models.pending }} onDone={onDone} onCancel={() => ask(false)} />
    </>
  )
}
