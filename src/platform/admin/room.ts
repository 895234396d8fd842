import { defineRoom, job, on } from '#kernel/room'
import { sealing } from '#kernel/seal'
import { chain, findStaff, looksAt, looksBy } from './looks.api.ts'
import { changeView, dropView, keepView, listViews } from './view.api.ts'
import { change, drop, keep, viewsOf } from './view.ts'
import { chainState, staffLike, whatSaw, whoSaw } from './looks.ts'

export const room = defineRoom({
  name: 'admin',
  floor: 'platform',
  title: { zh: '系统管理', en: 'Administration' },
  permissions: {
    'audit.read': { zh: '查询客户被谁查看', en: 'See who looked at a customer' },
    'audit.staff': { zh: '查询员工看过什么', en: 'See what a member of staff looked at' },
  },
  routes: [
    on(looksAt, (tx, input) => whoSaw(tx, input)),
    on(looksBy, (tx, input) => whatSaw(tx, input)),
    on(chain, (tx) => chainState(tx)),
    on(findStaff, (tx, input) => staffLike(tx, input.text)),
    on(listViews, viewsOf), on(keepView, keep), on(changeView, change), on(dropView, drop),
  ],
  jobs: [
    sealing,
    // A key answers for thirty days; then the same key is a new intent.
    job({ name: 'admin.forgetKeys', every: '17 3 * * *', run: async (tx) => void (await tx`delete from kernel.idempotency where at < now() - interval '30 days'`) }),
  ],
})
