/** 关注与机会: what of all this one should look at first, worst first. Facts of this answer only; nothing is guessed. */
import { compare, isNegative, negate, subtract, sum } from '#kernel/money'
import { addDays, daysBetween, today } from '#kernel/time'
import type { Concern, Overview } from './overview.api.ts'
import type { LargeMove, Position, Who } from './read.ts'

/** A deposit or product that ends within a month is a talk to have now. */
const SOON_DAYS = 30
/** A single move of so much within a week is worth a question; the workbench begins with the same measure. */
export const LARGE = { least: '50000', days: 7 }
/** Assets a third below those of three months ago: money is leaving. */
const SHRUNK = 0.3
const WORTH_KEEPING = '50000'
/** Nine tenths of a limit used: the customer needs money or is in trouble. */
const STRETCHED = 0.9
/** So much at call earns next to nothing: a better home for it is a service. */
const IDLE = '100000'
/** Within a tenth of the next level's beginning. */
const NEAR = 0.1

type Given = {
  found: Pick<Who, 'kind' | 'whole' | 'owner' | 'status' | 'status_why' | 'level_by' | 'ladder' | 'phone' | 'id_number' | 'address'>
  held: Pick<Position, 'currency' | 'overdue' | 'aum'> | undefined
  accounts: Overview['accounts']
  holdings: Overview['holdings']
  trend: Overview['trend']
  large: LargeMove[]
  asOf: string | null
}

export function concerns(given: Given): Concern[] {
  return [...overdue(given), ...frozen(given), ...shrinking(given), ...asleep(given), ...stretched(given), ...unowned(given), ...maturing(given), ...moved(given), ...idle(given), ...nearing(given), ...incomplete(given)]
}

function overdue({ held, accounts }: Given): Concern[] {
  if (!held || compare(held.overdue, '0') <= 0) return []
  return [{ kind: 'overdue', amount: held.overdue, currency: held.currency, count: accounts.filter((account) => compare(account.overdue ?? '0', '0') > 0).length }]
}

function frozen({ accounts }: Given): Concern[] {
  const count = accounts.filter((account) => account.status === 'frozen' && account.kind !== 'fund').length // 公积金封存 is what happens between two employers
  return count > 0 ? [{ kind: 'frozen', count }] : []
}

function shrinking({ trend, held }: Given): Concern[] {
  const [before, now] = [trend.at(-4), trend.at(-1)]
  if (!held || !before || !now || compare(before.aum, WORTH_KEEPING) < 0) return []
  const share = 1 - Number(now.aum) / Number(before.aum)
  return share >= SHRUNK ? [{ kind: 'shrinking', share, amount: subtract(before.aum, now.aum), currency: held.currency }] : []
}

function asleep({ found }: Given): Concern[] {
  if (found.status !== 'dormant' && found.status !== 'lost') return []
  const { days, lastOn } = found.status_why?.facts ?? {}
  return [{ kind: found.status, ...(typeof days === 'number' && { days }), ...(typeof lastOn === 'string' && { on: lastOn }) }]
}

function stretched({ accounts }: Given): Concern[] {
  const count = accounts.filter(({ kind, limit, balance, status }) => kind === 'card' && status !== 'closed' && Number(limit ?? 0) > 0 && -Number(balance ?? 0) / Number(limit) >= STRETCHED).length
  return count > 0 ? [{ kind: 'stretched', count }] : []
}

function unowned({ found }: Given): Concern[] {
  return found.whole && found.owner === null ? [{ kind: 'unowned' }] : []
}

function maturing({ accounts, holdings, held, asOf }: Given): Concern[] {
  const day = since(asOf)
  const deposits = accounts.filter(({ kind, status, balance }) => status !== 'closed' && kind !== 'loan' && !isNegative(balance ?? '0')).map(({ maturesOn, balance, currency }) => ({ maturesOn, value: balance, currency }))
  const soon = [...deposits, ...holdings]
    .filter(({ maturesOn }) => maturesOn !== null && maturesOn >= day && maturesOn <= addDays(day, SOON_DAYS))
    .toSorted((a, b) => (a.maturesOn ?? '').localeCompare(b.maturesOn ?? ''))
  const next = soon[0]?.maturesOn
  if (!held || !next) return []
  return [{ kind: 'maturing', count: soon.length, amount: sum(soon.filter((each) => each.currency === held.currency).map((each) => each.value ?? '0')), currency: held.currency, on: next, days: daysBetween(day, next) }]
}

function moved({ large }: Given): Concern[] {
  return (['outflow', 'inflow'] as const).flatMap((kind) => {
    const moves = large.filter(({ amount }) => isNegative(amount) === (kind === 'outflow'))
    const [last] = moves
    if (!last) return []
    const whole = sum(moves.filter((move) => move.currency === last.currency).map((move) => move.amount))
    return [{ kind, count: moves.length, amount: isNegative(whole) ? negate(whole) : whole, currency: last.currency, on: last.on_day }]
  })
}

function idle({ found, accounts, held }: Given): Concern[] {
  if (!held || found.kind !== 'retail') return []
  const amount = sum(accounts.filter(({ subkind, status, currency }) => subkind === 'demand' && status === 'open' && currency === held.currency).map((account) => account.balance ?? '0'))
  return compare(amount, IDLE) >= 0 ? [{ kind: 'idle', amount, currency: held.currency }] : []
}

function nearing({ found, held }: Given): Concern[] {
  const next = found.ladder?.next
  if (!held || !next || found.level_by === 'person') return []
  const missing = subtract(next.atLeast, held.aum)
  return Number(missing) > 0 && Number(missing) <= Number(next.atLeast) * NEAR ? [{ kind: 'nearing', amount: missing, currency: held.currency, level: next.level }] : []
}

function incomplete({ found }: Given): Concern[] {
  const wanted = { phone: found.phone, idNumber: found.id_number, address: found.address }
  const missing = Object.entries(wanted).filter(([, value]) => value === null).map(([field]) => field)
  return found.whole && missing.length > 0 ? [{ kind: 'incomplete', missing }] : []
}

/** Today while the data are of this week, else their last day: an old book is read as of its own time. */
function since(asOf: string | null): string {
  const day = today()
  return asOf === null || Math.abs(daysBetween(asOf, day)) <= FRESH_DAYS ? day : asOf
}
const FRESH_DAYS = 7
