/** What lies in other rooms changes a customer too: its version moves on, and whoever is too late is told so. */
import type { Tx } from '#kernel/tx'

/** Takes the next version of a customer, if `version` is the one it has. Held until the transaction ends. */
export async function advance(tx: Tx, customerNo: string, version: number): Promise<boolean> {
  return (await tx.count`
    update customer.customer set version = version + 1
    where customer_no = ${customerNo} and version = ${version} and state = 'active'`) === 1
}
