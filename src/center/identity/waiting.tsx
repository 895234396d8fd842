import { LockOutlined, UserOutlined } from '@ant-design/icons'
import { Table, type Column } from '#ui/table'
import { moneyText } from '#ui/money'
import { Status } from '#ui/status'
import { listReviews, type Brief, type ReviewRow } from './queue.api.ts'
import type { Wanted } from './queue.page.tsx'
import { t } from './text.ts'

/** A box of its own: j and k go through the queue itself, not along its rows. */
const HEIGHT = 620
const MEANINGS = { steward: 'info', owner: 'warn', owners: 'warn', supervisor: 'risk', contact: 'wait' } as const

/** What waits, worth and doubt first; the one that is open stands out. */
export function Waiting({ wanted, chosen, onChoose }: { wanted: Wanted; chosen: string | null; onChoose: (item: string) => void }) {
  return <div className="identity-waiting"><Table door={listReviews} input={wanted} columns={columns(chosen)} rowKey="item" height={HEIGHT} onOpen={(row) => onChoose(row.item)} empty={{ title: t.queue.empty, advice: t.queue.emptyAdvice }} /></div>
}

const columns = (chosen: string | null): Column<ReviewRow>[] => [
  { key: 'a', title: t.queue.list, width: 176, card: 'title', render: (row) => <Pair of={row} isOpen={row.item === chosen} /> },
  { key: 'need', title: t.queue.need, width: 124, card: 'side', render: (row) => <Status of={t.queue.needs} value={row.need} meanings={MEANINGS} plain /> },
  { key: 'value', title: t.queue.value, width: 96, align: 'right', render: (row) => moneyText(row.value) },
]

function Pair({ of, isOpen }: { of: ReviewRow; isOpen: boolean }) {
  return (
    <span className={isOpen ? 'identity-pair open' : 'identity-pair'} aria-current={isOpen || undefined}>
      <b className="y-cut">{of.sides.map(nameOf).join(' · ')}</b>
      <small>{t.queue.kinds[of.kind]}{of.claimedBy !== null && <> <LockOutlined aria-hidden /> {of.claimedBy}</>}{of.isMine && <> <UserOutlined aria-hidden /> {t.queue.you}</>}</small>
    </span>
  )
}

export const nameOf = (side: Brief): string => (side.isSeen ? (side.name ?? t.none) : t.queue.hiddenName)
