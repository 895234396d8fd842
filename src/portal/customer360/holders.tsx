import { SwapOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { getAccount, type AccountDetail } from '#center/account/account.api'
import { endHolder, giveAccount } from '#center/account/hand.api'
import { wordOf, words } from '#center/account/words.api'
import { useAsk, useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Stack } from '#ui/page'
import { useMay } from '#ui/viewer'
import type { Account } from './columns.tsx'
import { getOverview, type Overview } from './overview.api.ts'
import { listMoments } from './timeline.api.ts'
import { t } from './text.ts'
import { Whom } from './whom.tsx'

const TOLD = [getOverview, getAccount, listMoments]

/** 持有人: whose the account is; for the head of the branch to change, with a reason, and a transfer can be taken back. */
export function Holders({ of, account, onDone }: { of: Overview; account: Account; onDone: () => void }) {
  const may = useMay(giveAccount) && of.whole && account.role === 'owner'
  const mayRead = useMay(getAccount)
  const [open, setOpen] = useState(false)
  const [ending, end] = useState<Holder | null>(null)
  const holders = (useAsk(getAccount, { customerNo: of.customerNo, ref: account.ref }, { enabled: mayRead }).data?.holders ?? []).filter((holder) => holder.until === null)
  return (
    <div>
      {holders.length > 1 && (
        <>
          <h3 className="y-drawer-heading">{t.holder.all}</h3>
          <ul className="y-map-sums">
            {holders.map((holder) => (
              <li key={`${holder.customerNo} ${holder.role}`}>
                <span><Named of={of} holder={holder} /> <small className="y-faint">{wordOf(words.roles, holder.role)} · {t.map.sinceDay(holder.since)}</small></span>
                {may && holder.role !== 'owner' && holder.name !== null && <Button size="small" type="text" onClick={() => end(holder)}>{t.holder.end}</Button>}
              </li>
            ))}
          </ul>
        </>
      )}
      {may && <Button size="small" icon={<SwapOutlined />} onClick={() => setOpen(true)}>{t.holder.change}</Button>}
      <Drawer title={t.holder.change} open={open} onClose={() => setOpen(false)} width={440}>
        <Giving of={of} account={account} onCancel={() => setOpen(false)} onDone={onDone} />
      </Drawer>
      <Drawer title={t.holder.endTitle(ending?.name ?? '')} open={ending !== null} onClose={() => end(null)} width={440}>
        {ending !== null && <Ending of={of} account={account} holder={ending} onClose={() => end(null)} />}
      </Drawer>
    </div>
  )
}

type Holder = AccountDetail['holders'][number]

function Named({ of, holder: { customerNo, name } }: { of: Overview; holder: Holder }) {
  if (customerNo === of.customerNo) return of.name
  return name === null ? t.holder.out : <Link to={`/customer360/customers/${customerNo}`}>{name}</Link>
}

function Ending({ of, account, holder, onClose }: { of: Overview; account: Account; holder: Holder; onClose: () => void }) {
  const { message } = App.useApp()
  const done = () => {
    message.success(t.holder.ended)
    onClose()
  }
  return (
    <Stack>
      <p className="y-soft">{t.holder.endAdvice}</p>
      <Form
        door={endHolder} fields={[{ key: 'reason', label: t.rollup.reason, kind: 'long', autoFocus: true }]} fixed={{ customerNo: of.customerNo, ref: account.ref, other: holder.customerNo }} submit={t.holder.end}
        invalidates={TOLD} words={{ conflict: t.holder.none, 'not-found': t.identity.unseen }} onDone={done} onCancel={onClose}
      />
    </Stack>
  )
}

function Giving({ of, account, onDone, onCancel }: { of: Overview; account: Account; onDone: () => void; onCancel: () => void }) {
  const { message } = App.useApp()
  const back = useDo(giveAccount, { invalidates: TOLD, done: t.holder.undone })
  const [other, choose] = useState<string | null>(null)
  const undo = (to: string) => back.run({ customerNo: to, ref: account.ref, other: of.customerNo, role: 'owner', reason: t.holder.undoReason })
  return (
    <Stack>
      <p className="y-soft">{t.holder.advice}</p>
      <Whom of={of} label={t.holder.who} value={other} onChoose={choose} autoFocus />
      {other !== null && (
        <Form
          key={other} door={giveAccount} fields={[{ key: 'role', label: t.holder.as, kind: 'choice', options: { owner: t.holder.owner, joint: words.roles.joint, authorised: words.roles.authorised } }, { key: 'reason', label: t.rollup.reason, kind: 'long' }]}
          fixed={{ customerNo: of.customerNo, ref: account.ref, other }} invalidates={TOLD} words={{ conflict: t.holder.already, 'not-found': t.identity.unseen }} onCancel={onCancel}
          onDone={(_, input) => {
            const isMoved = input.role === 'owner'
            message.success({ duration: 10, content: <>{isMoved ? t.holder.moved : t.holder.added} {isMoved && <Button size="small" type="link" onClick={() => undo(input.other)}>{t.identity.undo}</Button>}</> })
            onDone()
          }}
        />
      )}
    </Stack>
  )
}
