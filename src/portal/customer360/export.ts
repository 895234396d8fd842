/** Transactions of a customer, or of one account, as a file. */
import { Type } from 'typebox'
import { words } from '#center/account/words.api'
import { exportOf } from '#kernel/room'
import { bothOf } from '#kernel/text'
import { listTransactions } from './overview.api.ts'
import { page } from './transactions.ts'

const { customerNo, account, on, way } = listTransactions.input.properties
const ways = { in: { zh: '收入', en: 'In' }, out: { zh: '支出', en: 'Out' } }

export const transactionsExport = exportOf({
  name: 'customer360.transactions',
  title: { zh: '交易流水', en: 'Transactions' },
  may: 'account.read',
  filter: Type.Object({ customerNo, account, on, way }),
  asks: {
    customerNo: { title: { zh: '客户号', en: 'Customer number' } }, account: { title: { zh: '账户', en: 'Account' } },
    on: { title: { zh: '日期', en: 'Day' } }, way: { title: { zh: '方向', en: 'Direction' }, words: ways },
  },
  columns: [
    { key: 'customerNo', title: { zh: '客户号', en: 'Customer number' }, kind: 'text', class: 'C1', subject: true },
    { key: 'accountNo', title: { zh: '账号', en: 'Account' }, kind: 'text', class: 'C2', personal: 'accountNo' },
    { key: 'accountKind', title: { zh: '账户类别', en: 'Kind of account' }, kind: 'text', class: 'C1', words: bothOf(words, 'kinds') },
    { key: 'at', title: { zh: '交易时间', en: 'Time' }, kind: 'instant', class: 'C2' },
    { key: 'kind', title: { zh: '交易类型', en: 'Kind' }, kind: 'text', class: 'C2', words: bothOf(words, 'transactions') },
    { key: 'amount', title: { zh: '金额', en: 'Amount' }, kind: 'amount', class: 'C2' },
    { key: 'balance', title: { zh: '交易后余额', en: 'Balance after' }, kind: 'amount', class: 'C2' },
    { key: 'currency', title: { zh: '币种', en: 'Currency' }, kind: 'text', class: 'C1' },
    { key: 'counterparty', title: { zh: '对方户名', en: 'Counterparty' }, kind: 'text', class: 'C2', personal: 'name' },
    { key: 'merchant', title: { zh: '商户', en: 'Merchant' }, kind: 'text', class: 'C2' },
    { key: 'channel', title: { zh: '渠道', en: 'Channel' }, kind: 'text', class: 'C1', words: bothOf(words, 'channels') },
    { key: 'place', title: { zh: '地点', en: 'Place' }, kind: 'text', class: 'C2' },
    { key: 'summary', title: { zh: '摘要', en: 'Summary' }, kind: 'text', class: 'C2' },
  ],
  async page(tx, asked) {
    const { rows, next } = await page(tx, asked)
    return { rows: rows.map((row) => ({ customerNo: asked.customerNo, ...row })), next }
  },
})
