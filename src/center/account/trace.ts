/** What became of one line of a run: for who follows it from the file to the customer. Account numbers are personal: only what they are is said. */
import type { Both } from '#kernel/text'
import type { Tx } from '#kernel/tx'

type Steps = Promise<{ label: Both; href: string | null }[]>
type Found = { customer_no: string | null }

export async function traceAccount(tx: Tx, run: number, line: number): Steps {
  return steps({ zh: '账户', en: 'Account' }, await tx<Found[]>`select customer_no from account.account where run = ${run} and line = ${line}`)
}
export async function traceHolder(tx: Tx, run: number, line: number): Steps {
  return steps({ zh: '账户持有人', en: 'Account holder' }, await tx<Found[]>`select customer_no from account.holder where run = ${run} and line = ${line} and key <> '@'`)
}
export async function traceHolding(tx: Tx, run: number, line: number): Steps {
  return steps({ zh: '产品持有', en: 'Holding' }, await tx<Found[]>`
    select a.customer_no from account.holding g join account.account a on a.account_no = g.account_no where g.run = ${run} and g.line = ${line}`)
}
export async function traceOrder(tx: Tx, run: number, line: number): Steps {
  return steps({ zh: '定期转账指令', en: 'Standing order' }, await tx<Found[]>`
    select a.customer_no from account.standing_order s join account.account a on a.account_no = s.account_no where s.run = ${run} and s.line = ${line}`)
}
export async function traceTransaction(tx: Tx, run: number, line: number): Steps {
  return steps({ zh: '交易流水', en: 'Transaction' }, await tx<Found[]>`
    select a.customer_no from account.transaction t join account.account a on a.account_no = t.account_no where t.run = ${run} and t.line = ${line}`)
}

function steps(label: Both, found: readonly Found[]): Awaited<Steps> {
  return found.flatMap(({ customer_no: customerNo }) => [
    { label, href: null },
    ...(customerNo ? [{ label: { zh: `客户 ${customerNo}`, en: `Customer ${customerNo}` }, href: `/customer360/customers/${customerNo}` }] : []),
  ])
}
