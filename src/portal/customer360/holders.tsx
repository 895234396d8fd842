import { SwapOutlined } from '@ant-design/icons'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { giveAccount } from '#center/account/hand.api'
import { words } from '#center/account/words.api'
import { find } from '#portal/search/find.api'
import { useAsk, useDo } from '#ui/call'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Stack } from '#ui/page'
import { useMay } from '#ui/viewer'
import type { Account } from './columns.tsx'
import { getOverview, type Overview } from './overview.api.ts'
import { listMoments } from './timeline.api.ts'
import { t } from './text.ts'

/** 变更持有人: the account goes over to another customer, or another joins; for the head of the branch, with a reason, and it can be taken back. */
export function Holders({ of, account, onDone }: { of: Overview; account: Account; onDone: () => void }) {
  const may = useMay(giveAccount) && of.whole && account.role === 'owner'
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <div>
      <Button size="small" icon={<SwapOutlined />} onClick={() => setOpen(true)}>{t.holder.change}</Button>
      <Drawer title={t.holder.change} open={open} onClose={() => setOpen(false)} width={440}>
        <Giving of={of} account={account} onCancel={() => setOpen(false)} onDone={onDone} />
      </Drawer>
    </div>
  )
}

function Giving({ of, account, onDone, onCancel }: { of: Overview; account: Account; onDone: () => void; onCancel: () => void }) {
  const { message } = App.useApp()
  const back = useDo(giveAccount, { invalidates: [getOverview, listMoments], done: t.holder.undone })
  const [text, setText] = useState('')
  const [other, choose] = useState<string | null>(null)
  const hits = (useAsk(find, { text }, { enabled: text.trim().length > 1, keep: true }).data?.hits ?? []).filter((hit) => hit.customerNo !== of.customerNo)
  const undo = (to: string) => back.run({ customerNo: to, ref: account.ref, other: of.customerNo, role: 'owner', reason: t.holder.undoReason })
  return (
    <Stack>
      <p className="y-soft">{t.holder.advice}</p>
      <Select
        showSearch={{ filterOption: false, onSearch: setText }} value={other} onChange={choose} placeholder={t.holder.who} aria-label={t.holder.who} autoFocus style={{ width: '100%' }} notFoundContent={text === '' ? t.identity.findHint : t.identity.notFound}
        options={hits.map((hit) => ({ value: hit.customerNo, label: `${hit.name} · ${hit.customerNo}` }))}
      />
      {other !== null && (
        <Form
          key={other} door={giveAccount} fields={[{ key: 'role', label: t.holder.as, kind: 'choice', options: { owner: t.holder.owner, joint: words.roles.joint, authorised: words.roles.authorised } }, { key: 'reason', label: t.rollup.reason, kind: 'long' }]}
          fixed={{ customerNo: of.customerNo, ref: account.ref, other }} invalidates={[getOverview, listMoments]} words={{ conflict: t.holder.already, 'not-found': t.identity.unseen }} onCancel={onCancel}
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
