import { UserAddOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { joinHousehold, leaveHousehold } from '#center/customer/household.api'
import { wordOf } from '#center/account/words.api'
import { words } from '#center/customer/words.api'
import { useAsk } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Money } from '#ui/money'
import { Section, Stack } from '#ui/page'
import { useMay } from '#ui/viewer'
import type { Overview } from './overview.api.ts'
import { getRollup, type Rollup } from './rollup.api.ts'
import { listMoments } from './timeline.api.ts'
import { t } from './text.ts'
import { Whom } from './whom.tsx'

/** 家庭 or 集团 beside the map: what they hold and owe together, and who they are. */
export function Together({ of }: { of: Overview }) {
  return of.kind === 'retail' ? <Household of={of} /> : <Group of={of} />
}

function Group({ of }: { of: Overview }) {
  const { data } = useAsk(getRollup, { customerNo: of.customerNo, of: 'group' })
  if (data === undefined || data.members.length < 2) return null
  return <Section title={t.rollup.group} extra={<Link to={`/customer360/customers/${of.customerNo}/group`}>{t.rollup.open}</Link>}><Sums of={data} /></Section>
}

function Household({ of }: { of: Overview }) {
  const { data } = useAsk(getRollup, { customerNo: of.customerNo, of: 'household' })
  const mayChange = useMay(joinHousehold) && of.whole && of.version !== null
  const [open, setOpen] = useState<'join' | 'leave' | null>(null)
  if (data === undefined) return null
  const isIn = data.household !== null
  const close = () => setOpen(null)
  return (
    <Section title={t.rollup.household} extra={mayChange && <Button size="small" type="text" icon={<UserAddOutlined />} onClick={() => setOpen('join')}>{t.rollup.join}</Button>}>
      {isIn ? (
        <>
          <Sums of={data} />
          <ul className="y-map-sums">
            {data.members.map((member) => (
              <li key={member.customerNo}>
                <span>{member.customerNo === of.customerNo ? member.name : <Link to={`/customer360/customers/${member.customerNo}`}>{member.name}</Link>} <small className="y-faint">{wordOf(words.householdRoles, member.role)}</small></span>
                <Money amount={member.aum} currency={member.currency ?? undefined} />
              </li>
            ))}
          </ul>
          {mayChange && <Button size="small" type="text" onClick={() => setOpen('leave')}>{t.rollup.leave(of.name)}</Button>}
        </>
      ) : <p className="y-soft">{t.rollup.alone}</p>}
      <Drawer title={t.rollup.join} open={open === 'join'} onClose={close} width={440}><Joining of={of} onDone={close} /></Drawer>
      <Drawer title={t.rollup.leave(of.name)} open={open === 'leave'} onClose={close} width={440}>
        <Form door={leaveHousehold} fields={[{ key: 'reason', label: t.rollup.reason, kind: 'long' }]} fixed={{ customerNo: of.customerNo }} invalidates={[getRollup, listMoments]} onDone={close} onCancel={close} />
      </Drawer>
    </Section>
  )
}

function Joining({ of, onDone }: { of: Overview; onDone: () => void }) {
  const [other, choose] = useState<string | null>(null)
  const { head: _, ...roles } = words.householdRoles
  return (
    <Stack>
      <Whom of={of} label={t.rollup.who} value={other} onChoose={choose} autoFocus fits={(hit) => hit.kind === 'retail'} />
      {other !== null && (
        <Form
          key={other} door={joinHousehold} fields={[{ key: 'role', label: t.rollup.role, kind: 'choice', options: roles }, { key: 'reason', label: t.rollup.reason, kind: 'long' }]} fixed={{ customerNo: of.customerNo, other }}
          invalidates={[getRollup, listMoments]} words={{ conflict: (facts) => (facts.cause === 'already' ? t.rollup.already : t.rollup.elsewhere), 'not-found': t.identity.unseen, unprocessable: t.rollup.noPerson }} onDone={onDone} onCancel={onDone}
        />
      )}
    </Stack>
  )
}

export function Sums({ of: { sums } }: { of: Rollup }) {
  const money = (amount: string) => <Money amount={amount} currency={sums.currency} strong />
  return (
    <ul className="y-map-sums">
      <li><span>{t.relations.aum} <small className="y-faint">{t.rollup.people(sums.customers)}</small></span>{money(sums.aum)}</li>
      <li><span>{t.figures.lum}</span>{money(sums.lum)}</li>
      {Number(sums.limit) > 0 && <li><span>{t.holds.limit}</span>{money(sums.limit)}</li>}
      {sums.late > 0 && <li className="y-risk"><span>{t.figures.overdue} <small>{t.rollup.people(sums.late)}</small></span>{money(sums.overdue)}</li>}
      {sums.mixed && <li><small className="y-faint">{t.figures.mixed}</small></li>}
    </ul>
  )
}
