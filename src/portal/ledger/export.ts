/** The ledger as a file: the same rows in the same order, with the course of each left out. */
import { Type } from 'typebox'
import { words } from '#center/customer/words.api'
import { exportOf, type ExportColumn } from '#kernel/room'
import { bothOf } from '#kernel/text'
import { listLedger, SORTS } from './ledger.api.ts'
import { rows } from './ledger.ts'
import { t } from './text.ts'

const { owner, kind, level, only, sort } = listLedger.input.properties
const [kinds, levels] = ['kinds', 'levels'].map((key) => bothOf(words, key))
const title = (key: 'name' | 'number' | 'kind' | 'level' | 'deposit' | 'loan' | 'depositMonth' | 'depositYear' | 'loanMonth' | 'loanYear' | 'owner' | 'only' | 'sort') => ({ zh: String(t.both.zh[key]), en: String(t.both.en[key]) })
const amount = (key: 'deposit' | 'loan' | 'depositMonth' | 'depositYear' | 'loanMonth' | 'loanYear'): ExportColumn => ({ key, title: title(key), kind: 'amount', class: 'C2' })
const sorts = Object.fromEntries(SORTS.flatMap((key) => [[key, { zh: `${title(key).zh}由低到高`, en: `${title(key).en}, rising` }], [`-${key}`, { zh: `${title(key).zh}由高到低`, en: `${title(key).en}, falling` }]]))

export const ledgerExport = exportOf({
  name: 'ledger.customers',
  title: { zh: '客户管理台账', en: 'Customer ledger' },
  may: 'workbench.read',
  filter: Type.Object({ owner, kind, level, only, sort }),
  asks: { owner: { title: title('owner') }, kind: { title: title('kind'), words: kinds }, level: { title: title('level'), words: levels }, only: { title: title('only'), words: bothOf(t, 'onlys') }, sort: { title: title('sort'), words: sorts } },
  columns: [
    { key: 'customerNo', title: title('number'), kind: 'text', class: 'C1', subject: true },
    { key: 'name', title: title('name'), kind: 'text', class: 'C2', personal: 'name' },
    { key: 'kind', title: title('kind'), kind: 'text', class: 'C1', words: kinds },
    { key: 'level', title: title('level'), kind: 'text', class: 'C1', words: levels },
    amount('deposit'), amount('depositMonth'), amount('depositYear'), amount('loan'), amount('loanMonth'), amount('loanYear'),
  ],
  page: (tx, asked) => rows(tx, { ...asked, limit: Math.min(asked.limit, 200) }),
})
