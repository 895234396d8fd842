import { defineRoom, on } from '#kernel/room'
import { transactionsExport } from './export.ts'
import { getMap, getPath } from './map.api.ts'
import { map } from './map.ts'
import { path } from './map-path.ts'
import { getOverview, listTransactions } from './overview.api.ts'
import { getRollup } from './rollup.api.ts'
import { rollup } from './rollup.ts'
import { listMoments } from './timeline.api.ts'
import { moments } from './timeline.ts'
import { overview } from './overview.ts'
import { seenOf } from './read.ts'
import { page } from './transactions.ts'

export const room = defineRoom({
  name: 'customer360',
  floor: 'portal',
  title: { zh: '客户360视图', en: 'Customer 360' },
  watched: { customer: { may: getOverview.may, seen: seenOf } },
  routes: [on(getOverview, (tx, input) => overview(tx, input.customerNo)), on(listTransactions, (tx, input) => page(tx, input)), on(getMap, map), on(getPath, path), on(listMoments, moments), on(getRollup, rollup)],
  exports: [transactionsExport],
})
