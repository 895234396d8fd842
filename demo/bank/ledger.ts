/** Movements of an account in the order of time, each with the balance after it. */
export type Kind =
  | 'deposit' | 'withdrawal' | 'transfer' | 'salary' | 'pension' | 'purchase' | 'refund' | 'interest' | 'fee' | 'repayment' | 'disbursement'
  | 'investment' | 'redemption' | 'utility' | 'insurance' | 'tax'
export type Channel = 'counter' | 'atm' | 'mobile' | 'web' | 'pos' | 'qr' | 'batch'
export type Movement = {
  /** Seconds of the bank's own clock since 1970-01-01 00:00. */
  at: number
  /** Into the account is positive; in 分. */
  cents: number
  kind: Kind
  channel: Channel
  peer?: string
  peerAccount?: string
  peerBank?: string
  merchant?: string
  mcc?: string
  place?: string
  summary: string
}
export type Posted = Movement & { balance: number }
export type Ledger = { opening: number; closing: number; posted: Posted[] }

/** The days the files tell of. Files are cut in the morning of the last day, before the branches open. */
export type Span = { first: number; last: number; cut: number }
const CUT_SECOND = 6 * 3600

export function spanOf(first: number, asOf: number): Span {
  return { first, last: asOf, cut: asOf * 86400 + CUT_SECOND }
}

/**
 * Posts what the account can bear: a payment that would take it below `floor` is declined and leaves no trace.
 * `yearlyRate` of the balance is paid on the 21st of each quarter's last month, where the movement says interest with 0.
 */
export function post(movements: Movement[], opening: number, floor: number, span: Span, yearlyRate = 0): Ledger {
  const posted: Posted[] = []
  let balance = opening
  for (const movement of movements.filter((one) => one.at <= span.cut).sort((a, b) => a.at - b.at || a.cents - b.cents)) {
    const cents = movement.kind === 'interest' && movement.cents === 0 ? Math.round((balance * yearlyRate) / 4) : movement.cents
    if (cents === 0 || (cents < 0 && balance + cents < floor)) continue
    balance += cents
    posted.push({ ...movement, cents, balance })
  }
  return { opening, closing: balance, posted }
}

export function yuan(cents: number): string {
  const whole = Math.abs(cents)
  const rest = whole % 100
  return `${cents < 0 ? '-' : ''}${(whole - rest) / 100}.${rest < 10 ? '0' : ''}${rest}`
}
