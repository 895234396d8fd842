import { statusMeanings, wordOf, words } from '#center/account/words.api'
import { say } from '#kernel/text'
import { Drawer } from '#ui/drawer'
import { Facts, type Fact } from '#ui/facts'
import { Money } from '#ui/money'
import { Stack } from '#ui/page'
import { Status } from '#ui/status'
import { Table } from '#ui/table'
import { When } from '#ui/when'
import { Matures, owed, typeOf, type Account } from './columns.tsx'
import { moveColumns } from './ledger.tsx'
import { Holders } from './holders.tsx'
import { listTransactions, type Overview } from './overview.api.ts'
import { t } from './text.ts'

// Below the facts the transactions reach the bottom of the drawer.
const ABOVE = 340
const LEAST = 320

/** One account: its conditions, and all that moved on it. */
export function AccountDrawer({ of, account, onClose }: { of: Overview; account: Account | undefined; onClose: () => void }) {
  return (
    <Drawer title={account && <>{typeOf(account)} <span className="y-soft y-figures">{account.accountNo}</span></>} open={account !== undefined} onClose={onClose} width={840}>
      {account && (
        <Stack>
          <Facts columns={2} items={facts(account)} />
          <Holders of={of} account={account} onDone={onClose} />
          <h3 className="y-drawer-heading">{t.holds.transactions}</h3>
          <Table door={listTransactions} input={{ customerNo: of.customerNo, account: account.ref }} columns={moveColumns().filter((column) => column.key !== 'accountNo' && column.key !== 'place')} rowKey="key" height={Math.max(LEAST, innerHeight - ABOVE)} empty={{ title: t.moves.none }} />
        </Stack>
      )}
    </Drawer>
  )
}

function facts(account: Account): Fact[] {
  const money = (amount: string | null) => <Money amount={amount} currency={account.currency} />
  const isDebt = account.kind === 'loan' || account.kind === 'card'
  const items: (Fact | false)[] = [
    { label: t.holds.status, value: <Status of={words.statuses} value={account.status as keyof typeof words.statuses} meanings={statusMeanings} plain /> },
    { label: t.holds.role, value: wordOf(words.roles, account.role) },
    { label: isDebt ? (account.kind === 'loan' ? t.holds.owed : t.holds.used) : t.holds.balance, value: money(isDebt ? owed(account) : account.balance) },
    account.limit !== null && { label: t.holds.limit, value: money(account.limit) },
    account.principal !== null && account.kind === 'loan' && { label: t.holds.principal, value: money(account.principal) },
    Number(account.overdue ?? 0) > 0 && { label: t.holds.overdue, value: <span className="y-risk">{money(account.overdue)}</span> },
    account.rate !== null && { label: t.holds.rate, value: `${Number(account.rate).toFixed(2)}%` },
    { label: t.holds.opened, value: <When at={account.openedOn} /> },
    account.maturesOn !== null && { label: t.holds.matures, value: <Matures on={account.maturesOn} /> },
    { label: t.holds.branch, value: account.branch },
    { label: t.holds.source, value: say(account.source) },
    account.parent !== null && { label: t.holds.parent, value: account.parent },
  ]
  return items.filter((item) => item !== false)
}
