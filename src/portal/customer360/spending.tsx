import { getSpending, type Part } from '#center/archive/spending.api'
import type { ReplyOf } from '#kernel/endpoint'
import { sum } from '#kernel/money'
import { Bars, Trend } from '#ui/chart'
import { Money } from '#ui/money'
import { Ask, Figures, Section, Stack } from '#ui/page'
import type { Overview } from './overview.api.ts'
import { t } from './text.ts'

/** 业务往来: which lines of the bank's business the customer uses, since when, for how much. */
export function Business({ of }: { of: Overview }) {
  const open = of.accounts.filter((account) => account.status !== 'closed')
  const kinds = [...new Set(['deposit', 'loan', 'card', 'wealth', ...open.map((account) => account.kind)])].filter((kind) => kind in t.archive.lines)
  return (
    <Section title={t.archive.business}>
      {open.length === 0 ? <p className="y-soft">{t.archive.businessNone}</p> : (
        <ul className="y-lines-used">
          {kinds.map((kind) => <Used key={kind} kind={kind} accounts={open.filter((account) => account.kind === kind)} />)}
        </ul>
      )}
    </Section>
  )
}

function Used({ kind, accounts }: { kind: string; accounts: Overview['accounts'] }) {
  const since = accounts.flatMap((account) => account.openedOn ?? []).toSorted()[0]
  const products = [...new Set(accounts.flatMap((account) => account.product ?? []))].slice(0, 3)
  const own = accounts.filter((account) => account.currency === 'CNY')
  return (
    <li>
      <span><b>{t.archive.lines[kind]}</b> {products.length > 0 && <span className="y-soft">{products.join('、')}</span>}</span>
      {accounts.length === 0 ? <span className="y-faint">{t.archive.notUsed}</span> : <><span className="y-soft">{[t.archive.held(accounts.length), since && t.archive.sinceDay(since)].filter(Boolean).join(' · ')}</span><span>{own.length === 0 ? '—' : <Money amount={sum(own.map((account) => account.balance ?? '0'))} />}</span></>}
    </li>
  )
}

/** 消费行为: on what, when, with whom and where money goes. */
export function Spending({ of }: { of: Overview }) {
  if (of.kind !== 'retail') return null
  return (
    <Section title={t.archive.spending}>
      <Ask door={getSpending} input={{ customerNo: of.customerNo }} shape="chart">
        {(found) => (found.times === 0 ? <p className="y-soft">{t.archive.spendingNone}</p> : <Shown of={found} />)}
      </Ask>
    </Section>
  )
}

function Shown({ of }: { of: ReplyOf<typeof getSpending> }) {
  const named = (parts: readonly Part[], names: Record<string, string>) => ({ names: parts.map(({ word }) => names[word] ?? word), values: parts.map(({ amount }) => amount) })
  return (
    <Stack>
      <Figures items={[{ label: t.archive.spent, value: <Money amount={of.amount} strong />, note: t.archive.year }, { label: t.archive.spentWhen, value: t.archive.hours[of.hour[0]?.word ?? ''] ?? '—', note: of.hour[0] && t.archive.times(of.hour[0].times) }]} />
      <Bars question={t.archive.spentOn} as="money" n={of.times} {...named(of.category, t.archive.categories)} />
      {of.months.length > 1 && <Trend question={t.archive.spentMonths} as="money" at={of.months.map(({ month }) => month.slice(0, 7))} series={[{ name: t.archive.spent, values: of.months.map(({ amount }) => amount) }]} />}
      <Top title={t.archive.spentWith} parts={of.merchant} />
      <Top title={t.archive.spentAt} parts={of.place} />
    </Stack>
  )
}

function Top({ title, parts }: { title: string; parts: readonly Part[] }) {
  if (parts.length === 0) return null
  return (
    <div>
      <h3 className="y-drawer-heading">{title}</h3>
      <ul className="y-lines-used">{parts.slice(0, 5).map(({ word, times, amount }) => <li key={word}><span>{word}</span><span className="y-soft y-figures">{t.archive.times(times)}</span><span><Money amount={amount} /></span></li>)}</ul>
    </div>
  )
}
