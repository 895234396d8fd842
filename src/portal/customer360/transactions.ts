/** A customer's transactions as the page shows them. */
import { accountNamed, latest, refOf, type After, type Latest } from '#center/account'
import type { InputOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import type { Tx } from '#kernel/tx'
import type { listTransactions, Transaction } from './overview.api.ts'

export function shown(row: Latest): Transaction {
  const { account_no: _, stamp: __, account_key: accountNo, account_kind: accountKind, on_day: onDay, ...rest } = row
  return { ...rest, accountNo, accountKind, onDay }
}

export async function page(tx: Tx, asked: InputOf<typeof listTransactions>): Promise<{ customerNo: string; rows: Transaction[]; next: string | null }> {
  const limit = asked.limit ?? 50
  // The monthly counts by which months are left out know no way: only within one day it costs nothing.
  if (asked.way && !asked.on) throw new Refused('invalid', { field: 'way' })
  const isThere = await tx.one`select 1 as there from identity.golden where customer_no = ${asked.customerNo} limit 1`
  if (!isThere) throw new Refused('not-found')
  const [account, after] = await Promise.all([
    asked.account === undefined ? null : accountNamed(tx, asked.customerNo, asked.account),
    asked.after === undefined ? null : cursorOf(tx, asked.customerNo, asked.after),
  ])
  const rows = await latest(tx, asked.customerNo, limit, after, { account, on: asked.on, way: asked.way })
  const last = rows.length === limit ? rows.at(-1) : undefined
  // The cursor carries the account's reference, never its number.
  return { customerNo: asked.customerNo, rows: rows.map(shown), next: last ? [last.on_day, last.stamp, refOf(last.account_no), last.key].join('|') : null }
}

async function cursorOf(tx: Tx, customerNo: string, text: string): Promise<After> {
  const [, onDay, stamp, ref, key] = /^(\d{4}-\d\d-\d\d)\|(\d{4}-\d\d-\d\d[ T][\d:.+-]+)\|([0-9a-z-]+)\|(.+)$/.exec(text) ?? []
  if (!onDay || !stamp || !ref || !key) throw new Refused('invalid', { field: 'after' })
  return { onDay, stamp, key, accountNo: await accountNamed(tx, customerNo, ref) }
}
