/** The list of customers as a file: the same rows, in the same order, as the page shows them. */
import { Type } from 'typebox'
import { words } from '#center/customer/words.api'
import { attributeColumns, withAttributes } from '#center/archive'
import { attributesWhere, typeTitles } from '#center/customer'
import { exportOf, type ExportColumn } from '#kernel/room'
import { bothOf } from '#kernel/text'
import { sql } from '#kernel/tx'
import { customers } from './customers.ts'
import { listCustomers } from './find.api.ts'
import { t } from './text.ts'

const { mine, kind, stage, status, level, org, type, attribute, value, least, most } = listCustomers.input.properties
const titles = (key: 'name' | 'number' | 'kind' | 'status' | 'level' | 'owner' | 'branch' | 'aum' | 'lum' | 'accounts' | 'lastOn' | 'mine' | 'stage' | 'type' | 'attribute' | 'value' | 'least' | 'most') => ({ zh: String(t.both.zh[key]), en: String(t.both.en[key]) })
const [kinds, statuses, levels, stages] = ['kinds', 'statuses', 'levels', 'stages'].map((key) => bothOf(words, key))

const ours: ExportColumn[] = [
  { key: 'customerNo', title: titles('number'), kind: 'text', class: 'C1', subject: true },
  { key: 'name', title: titles('name'), kind: 'text', class: 'C2', personal: 'name' },
  { key: 'kind', title: titles('kind'), kind: 'text', class: 'C1', words: kinds },
  { key: 'level', title: titles('level'), kind: 'text', class: 'C1', words: levels },
  { key: 'status', title: titles('status'), kind: 'text', class: 'C1', words: statuses },
  { key: 'stage', title: titles('stage'), kind: 'text', class: 'C1', words: stages },
  { key: 'aum', title: titles('aum'), kind: 'amount', class: 'C2' },
  { key: 'lum', title: titles('lum'), kind: 'amount', class: 'C2' },
  { key: 'currency', title: { zh: '币种', en: 'Currency' }, kind: 'text', class: 'C1' },
  { key: 'accounts', title: titles('accounts'), kind: 'integer', class: 'C1' },
  { key: 'lastOn', title: titles('lastOn'), kind: 'day', class: 'C1' },
  { key: 'ownerName', title: titles('owner'), kind: 'text', class: 'C1' },
  { key: 'branch', title: titles('branch'), kind: 'text', class: 'none' },
]

export const customersExport = exportOf({
  name: 'search.customers',
  title: { zh: '客户清单', en: 'Customers' },
  may: 'customer.read',
  filter: Type.Object({ mine, kind, stage, status, level, org, type, attribute, value, least, most }),
  asks: {
    mine: { title: titles('mine') }, kind: { title: titles('kind'), words: kinds }, status: { title: titles('status'), words: statuses }, level: { title: titles('level'), words: levels },
    stage: { title: titles('stage'), words: stages }, org: { title: titles('branch') }, type: { title: titles('type') }, attribute: { title: titles('attribute') }, value: { title: titles('value') }, least: { title: titles('least') }, most: { title: titles('most') },
  },
  async says(tx) {
    const [types, attributes, orgs] = await Promise.all([typeTitles(tx), attributesWhere(tx, sql`true`), tx<{ org: number; name: string }[]>`select org, name from access.org`])
    const names = Object.fromEntries(attributes.map(({ attribute, zh, en }) => [attribute, { zh, en }]))
    const branches = Object.fromEntries(orgs.map(({ org, name }) => [String(org), { zh: name, en: name }]))
    return (asked) => ({ type: types, attribute: names, org: branches, value: Object.fromEntries(attributes.find((each) => each.attribute === asked.attribute)?.options.map(({ code, zh, en }) => [code, { zh, en }]) ?? []) })
  },
  columns: async (tx) => [...ours, { key: 'type', title: titles('type'), kind: 'text', class: 'C1', words: await typeTitles(tx) }, ...(await attributeColumns(tx))],
  async page(tx, asked) {
    const { rows, next } = await customers(tx, asked)
    return { rows: await withAttributes(tx, rows), next }
  },
})
