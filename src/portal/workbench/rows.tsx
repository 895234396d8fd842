import { useSearchParams } from 'react-router'
import { wordOf, words as accountWords } from '#center/account/words.api'
import { LEVELS, statusMeanings, words } from '#center/customer/words.api'
import { Drawer } from '#ui/drawer'
import { Form } from '#ui/form'
import { Level } from '#ui/level'
import { Money } from '#ui/money'
import { Status } from '#ui/status'
import { Table, type Column } from '#ui/table'
import { When } from '#ui/when'
import { when } from './next.tsx'
import { t } from './text.ts'
import { getMine, listBirthdays, listFlows, listMaturities, listMoves, listUnowned, setLargeMove, type Birthday, type Maturity, type Mine, type Movement, type Unowned } from './workbench.api.ts'

const SHOWS = ['in', 'out', 'matures', 'birthdays', 'moves', 'unowned'] as const
type Show = (typeof SHOWS)[number]

/** The rows of one figure, beside the page; which one stands in the address, so that back closes it. */
export function RowsBeside({ of }: { of: Mine }) {
  const [address, setAddress] = useSearchParams()
  const show = SHOWS.find((each) => each === address.get('show'))
  return (
    <Drawer title={show === undefined ? '' : t.drawer[show]} open={show !== undefined} onClose={() => setAddress({})} width={900}>
      {show === 'moves' && <Measure of={of} />}
      {(show === 'in' || show === 'out' || show === 'moves') && <p className="y-soft y-own">{t.drawer.own}</p>}
      {show !== undefined && <ShownRows show={show} />}
    </Drawer>
  )
}

const HEIGHT = 620
const to = (row: { customerNo: string }) => `/customer360/customers/${row.customerNo}`

function ShownRows({ show }: { show: Show }) {
  const common = { to, height: HEIGHT, empty: { title: t.drawer.none } }
  switch (show) {
    case 'in': case 'out': return <Table door={listFlows} input={{ way: show }} columns={movementColumns()} rowKey="id" {...common} />
    case 'moves': return <Table door={listMoves} input={{}} columns={movementColumns()} rowKey="id" {...common} />
    case 'matures': return <Table door={listMaturities} input={{}} columns={maturityColumns()} rowKey="id" {...common} />
    case 'birthdays': return <Table door={listBirthdays} input={{}} columns={birthdayColumns()} rowKey="customerNo" {...common} />
    case 'unowned': return <Table door={listUnowned} input={{}} columns={unownedColumns()} rowKey="customerNo" {...common} />
  }
}

/** From which amount a single movement is large: everyone's own measure. */
function Measure({ of: { preference } }: { of: Mine }) {
  return (
    <div className="y-measure">
      <Form
        key={preference.version}
        door={setLargeMove}
        fields={[{ key: 'largeMove', label: t.drawer.measure, kind: 'amount', wrong: t.drawer.measureWrong }]}
        initial={{ largeMove: preference.largeMove }}
        fixed={{ version: preference.version }}
        invalidates={[getMine, listMoves]}
      />
    </div>
  )
}

const name = <Row extends { name: string }>(): Column<Row> => ({ key: 'name', title: t.drawer.customer, width: 120, card: 'title', render: (row) => row.name })

const movementColumns = (): Column<Movement>[] => [
  name(),
  { key: 'amount', title: t.drawer.amount, align: 'right', width: 140, card: 'side', render: (row) => <Money amount={row.amount} currency={row.currency} signed strong /> },
  { key: 'at', title: t.drawer.at, width: 140, render: (row) => <When at={row.at} as="instant" /> },
  { key: 'kind', title: t.drawer.kind, width: 84, render: (row) => wordOf(accountWords.transactions, row.kind) },
  { key: 'counterparty', title: t.drawer.counterparty, width: 120 },
  { key: 'summary', title: t.drawer.summary, width: 116 },
  { key: 'accountNo', title: t.drawer.account, width: 110 },
]

const maturityColumns = (): Column<Maturity>[] => [
  name(),
  { key: 'amount', title: t.drawer.amount, align: 'right', width: 140, card: 'side', render: (row) => <Money amount={row.amount} currency={row.currency} strong /> },
  { key: 'maturesOn', title: t.drawer.maturesOn, width: 110, render: (row) => <When at={row.maturesOn} /> },
  { key: 'days', title: t.drawer.left, width: 70, align: 'right', render: (row) => t.drawer.days(row.days) },
  { key: 'kind', title: t.drawer.kind, width: 90, render: (row) => kindOf(row.kind) },
  { key: 'product', title: t.drawer.product, width: 170 },
  { key: 'accountNo', title: t.drawer.account, width: 110 },
]

const birthdayColumns = (): Column<Birthday>[] => [
  name(),
  { key: 'on', title: t.drawer.on, width: 120, card: 'side', render: (row) => <>{row.on.slice(5)} <small className="y-faint">{when(row.days)}</small></> },
  { key: 'age', title: t.drawer.age, width: 80, render: (row) => t.soon.ages(row.age) },
  { key: 'birthday', title: t.drawer.birthday, width: 120 },
  { key: 'level', title: t.drawer.level, width: 100, render: (row) => <LevelOf row={row} /> },
  { key: 'aum', title: t.drawer.aum, align: 'right', width: 150, render: (row) => <Money amount={row.aum} currency={row.currency} /> },
]

const unownedColumns = (): Column<Unowned>[] => [
  name(),
  { key: 'aum', title: t.drawer.aum, align: 'right', width: 150, card: 'side', render: (row) => <Money amount={row.aum} currency={row.currency} strong /> },
  { key: 'level', title: t.drawer.level, width: 100, render: (row) => <LevelOf row={row} /> },
  { key: 'status', title: t.drawer.status, width: 100, render: (row) => <Status of={words.statuses} value={row.status as keyof typeof words.statuses} meanings={statusMeanings} /> }, // statuses are those of the customer room
  { key: 'branch', title: t.drawer.branch, width: 150 },
]

function LevelOf({ row }: { row: { level: string | null } }) {
  const level = LEVELS.find((each) => each === row.level)
  return level === undefined ? null : <Level rank={LEVELS.indexOf(level) + 1} of={LEVELS.length} title={words.levels[level]} />
}

export function kindOf(kind: string): string | null {
  return kind === 'holding' ? t.drawer.holding : wordOf(accountWords.kinds, kind)
}
