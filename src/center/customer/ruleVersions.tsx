import { Button, Space } from 'antd'
import { useState } from 'react'
import { useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Section, Stack } from '#ui/page'
import { Person } from '#ui/person'
import { Status } from '#ui/status'
import { Rows, type Column } from '#ui/table'
import { Tags } from '#ui/tags'
import { useMay } from '#ui/viewer'
import { When } from '#ui/when'
import { Picture } from './rulePicture.tsx'
import { judgeRule, listRules, withdrawRule, type RuleVersion } from './rule.api.ts'
import { ruleWords, t } from './text.ts'

const MEANINGS = { proposed: 'wait', published: 'good', refused: 'warn', withdrawn: 'idle' } as const

/** Every version with who proposed and who checked it; a waiting one is judged here. */
export function RuleVersions({ rows }: { rows: RuleVersion[] }) {
  const [open, setOpen] = useState<string | null>(null)
  const shown = rows.find((row) => row.rule === open)
  return (
    <Section title={t.rule.versions} flush>
      <Rows rows={rows} rowKey="rule" columns={columns()} onOpen={(row) => setOpen(row.rule)} />
      <Drawer title={shown ? ruleWords(shown).name : ''} open={shown !== undefined} onClose={() => setOpen(null)} width={620}>
        {shown && (
          <Stack>
            <p className="y-row"><Status of={t.rule.states} value={shown.state} meanings={MEANINGS} /><span>{t.rule.since} <Since of={shown} /></span></p>
            <p>{noteOf(shown)}</p>
            <Picture of={shown} />
            {shown.state === 'proposed' && <Judging of={shown} onDone={() => setOpen(null)} />}
          </Stack>
        )}
      </Drawer>
    </Section>
  )
}

export function Since({ of }: { of: RuleVersion }) {
  const { day, always } = ruleWords(of)
  return day === null ? <>{always}</> : <When at={day} />
}

const noteOf = (row: RuleVersion): string => (row.makerName === null ? t.rule.given : row.refusal === null ? row.note : `${row.note} · ${t.rule.refusedFor(row.refusal)}`)

const columns = (): Column<RuleVersion>[] => [
  { key: 'rule', title: t.rule.version, width: 230, card: 'title', render: (row) => <>{ruleWords(row).name}{row.holds && <> <Tags tags={[{ text: t.rule.holds, meaning: 'good' }]} /></>}</> },
  { key: 'state', title: t.rule.state, width: 124, card: 'side', render: (row) => <Status of={t.rule.states} value={row.state} meanings={MEANINGS} /> },
  { key: 'since', title: t.rule.since, width: 124, render: (row) => <Since of={row} /> },
  { key: 'note', title: t.rule.note, render: noteOf },
  { key: 'makerName', title: t.rule.maker, width: 170, render: (row) => row.makerName !== null && <span className="y-row"><Person name={row.makerName} plain /><When at={row.madeAt} as="day" /></span> },
  { key: 'checkerName', title: t.rule.checker, width: 170, render: (row) => row.checkerName !== null && <span className="y-row"><Person name={row.checkerName} plain /><When at={row.checkedAt} as="day" /></span> },
]

/** 复核: whoever proposed it may only take it back. */
function Judging({ of: { rule, version, isMine }, onDone }: { of: RuleVersion; onDone: () => void }) {
  const mayJudge = useMay(judgeRule)
  const mayWithdraw = useMay(withdrawRule)
  const [isRefusing, refuse] = useState(false)
  const words = { conflict: ({ cause }: Record<string, unknown>) => (cause === 'own' ? t.rule.ownOnly : t.rule.gone) }
  const judging = useDo(judgeRule, { invalidates: [listRules], done: t.rule.judged, words })
  const withdrawal = useDo(withdrawRule, { invalidates: [listRules], done: t.rule.judged, words })
  if (isMine) return <p className="y-row"><span className="y-soft">{t.rule.waits}</span>{mayWithdraw && <Button loading={withdrawal.busy} onClick={() => withdrawal.run({ rule, version }, onDone)}>{t.rule.withdraw}</Button>}</p>
  if (!mayJudge) return <p className="y-soft">{t.rule.waits}</p>
  if (isRefusing) return <Form door={judgeRule} fixed={{ rule, version, verdict: 'refuse' }} fields={[{ key: 'reason', label: t.rule.refuseReason, kind: 'long', autoFocus: true }]} submit={t.rule.refuse} invalidates={[listRules]} words={{ ...words, invalid: t.rule.refuseReason }} onDone={onDone} onCancel={() => refuse(false)} />
  return (
    <Space>
      <Button type="primary" loading={judging.busy} onClick={() => judging.run({ rule, version, verdict: 'publish' }, onDone)}>{t.rule.publish}</Button>
      <Button onClick={() => refuse(true)}>{t.rule.refuse}</Button>
    </Space>
  )
}
