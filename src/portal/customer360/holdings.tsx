import { Button } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { wordOf, words } from '#center/account/words.api'
import { isNegative, negate, sum } from '#kernel/money'
import { moneyText, UnitToggle } from '#ui/money'
import { Empty, Section, Stack } from '#ui/page'
import { Rows } from '#ui/table'
import { AccountDrawer } from './account.tsx'
import { cardColumns, depositColumns, fundColumns, holdingColumns, loanColumns, orderColumns, type Account } from './columns.tsx'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

/** What they hold, one tile a kind; each opens its rows. */
/** `bare`: where the title stands outside already. */
export function Tiles({ of, bare = false }: { of: Overview; bare?: boolean }) {
  const kinds = [...new Set(of.accounts.map((account) => account.kind))].toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
  const shown = kinds.map((kind) => ({ kind, accounts: open(of.accounts.filter((account) => account.kind === kind)) })).filter(({ accounts }) => accounts.length > 0)
  return (
    <Section title={bare ? undefined : t.holds.title}>
      {shown.length === 0 ? <Nothing of={of} /> : (
        <div className="y-tiles">
          {shown.map(({ kind, accounts }) => (
            <Link key={kind} className="y-tile" to="?tab=holdings">
              <span className="label">{wordOf(words.kinds, kind)}<small>{t.holds.count(accounts.length)}</small></span>
              <span className="value">{worth(accounts)}</span>
            </Link>
          ))}
        </div>
      )}
    </Section>
  )
}

const ORDER = ['deposit', 'corporate', 'wealth', 'mobile', 'loan', 'card', 'fund']

const open = (accounts: Account[]) => accounts.filter((account) => account.status !== 'closed')

/** In one currency; what is owed reads as a positive debt under its own name. */
function worth(accounts: Account[]): string {
  const currency = accounts.find((account) => account.currency === 'CNY')?.currency ?? accounts[0]?.currency
  const total = sum(accounts.filter((account) => account.currency === currency).map((account) => account.balance ?? '0'))
  const isDebt = accounts.every((account) => account.kind === 'loan' || account.kind === 'card')
  return moneyText(isDebt && isNegative(total) ? negate(total) : total, 'auto', currency)
}

/** Every account by kind, the products within, the standing orders; a row opens its transactions. */
export function Holdings({ of }: { of: Overview }) {
  const [address, setAddress] = useSearchParams()
  const [withClosed, showClosed] = useState(false)
  const closed = of.accounts.length - open(of.accounts).length
  const shown = withClosed ? of.accounts : open(of.accounts)
  const pick = (account: Account) => setAddress({ tab: 'holdings', account: account.ref })
  if (of.accounts.length === 0) return <Section><Nothing of={of} /></Section>
  const foreign = of.accounts.some((account) => account.currency !== of.position?.currency)
  const group = (kinds: string[]) => shown.filter((account) => kinds.includes(account.kind))
  return (
    <Stack>
      <div className="y-row y-holds-tools">
        <UnitToggle />
        {closed > 0 && <Button size="small" onClick={() => showClosed(!withClosed)}>{withClosed ? t.holds.hideClosed : t.holds.showClosed(closed)}</Button>}
      </div>
      <Group title={t.holds.deposits} rows={group(['deposit', 'corporate', 'mobile'])} columns={depositColumns(foreign)} onOpen={pick} />
      <Group title={t.holds.wealth} rows={group(['wealth'])} columns={fundColumns()} onOpen={pick} />
      {of.holdings.length > 0 && <Section title={<>{t.holds.products}<span className="y-parts-count">{of.holdings.length}</span></>} flush><Rows rows={of.holdings.map((holding, n) => ({ ...holding, key: n }))} columns={holdingColumns()} rowKey="key" /></Section>}
      <Group title={t.holds.loans} rows={group(['loan'])} columns={loanColumns()} onOpen={pick} />
      <Group title={t.holds.cards} rows={group(['card'])} columns={cardColumns()} onOpen={pick} />
      <Group title={t.holds.fund} rows={group(['fund'])} columns={fundColumns()} onOpen={pick} />
      {of.orders.length > 0 && <Section title={<>{t.holds.orders}<span className="y-parts-count">{of.orders.length}</span></>} flush><Rows rows={of.orders.map((order, n) => ({ ...order, key: n }))} columns={orderColumns()} rowKey="key" /></Section>}
      <AccountDrawer of={of} account={of.accounts.find((account) => account.ref === address.get('account'))} onClose={() => setAddress({ tab: 'holdings' })} />
    </Stack>
  )
}

function Group({ title, rows, columns, onOpen }: { title: string; rows: Account[]; columns: ReturnType<typeof depositColumns>; onOpen: (account: Account) => void }) {
  if (rows.length === 0) return null
  return <Section title={<>{title}<span className="y-parts-count">{rows.length}</span></>} flush><Rows rows={rows} columns={columns} rowKey="ref" onOpen={onOpen} /></Section>
}

function Nothing({ of }: { of: Overview }) {
  return <Empty title={of.whole ? t.holds.none : t.holds.noneHere} />
}
