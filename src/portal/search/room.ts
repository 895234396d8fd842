import { attributesWritten } from '#center/archive/events'
import { goldenWritten } from '#center/identity/events'
import { positionsWritten } from '#center/account/events'
import { defineRoom, job, on } from '#kernel/room'
import { customers } from './customers.ts'
import { find, listCustomers } from './find.api.ts'
import { findCustomers } from './find.ts'
import { customersExport } from './export.ts'
import { writeAccountTokens, writeAttributeTokens, writeRecordTokens } from './tokens.ts'

export const room = defineRoom({
  name: 'search',
  floor: 'portal',
  title: { zh: '客户', en: 'Customers' },
  permissions: { 'search.use': { zh: '搜索客户', en: 'Search customers' } },
  routes: [on(find, (tx, input) => findCustomers(tx, input.text)), on(listCustomers, (tx, input) => customers(tx, input))],
  exports: [customersExport],
  jobs: [
    job({ name: 'search.recordTokens', on: goldenWritten, run: (tx, batch) => writeRecordTokens(tx, batch.customers) }),
    job({ name: 'search.attributeTokens', on: attributesWritten, run: (tx, batch) => writeAttributeTokens(tx, batch.customers) }),
    job({ name: 'search.followAttributes', on: goldenWritten, run: (tx, batch) => writeAttributeTokens(tx, batch.customers) }),
    job({ name: 'search.accountTokens', on: positionsWritten, run: (tx, batch) => writeAccountTokens(tx, batch.customers) }),
  ],
})
