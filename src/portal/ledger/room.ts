import { defineRoom, on } from '#kernel/room'
import { ledgerExport } from './export.ts'
import { getLedger, listLedger } from './ledger.api.ts'
import { rows, sums } from './ledger.ts'

export const room = defineRoom({
  name: 'ledger',
  floor: 'portal',
  title: { zh: '客户管理台账', en: 'Customer ledger' },
  routes: [on(listLedger, rows), on(getLedger, sums)],
  exports: [ledgerExport],
})
