import { defineRoom, on } from '#kernel/room'
import { job } from '#kernel/job'
import { ownerAssigned } from '#center/customer/events'
import { goldenWritten } from './events.ts'
import { getSources, revealField } from './identity.api.ts'
import { reveal } from './reveal.ts'
import { catchUp, settleNow } from './settle.ts'
import { compare } from './sources.ts'
import { target } from './target.ts'

export const room = defineRoom({
  name: 'identity',
  floor: 'center',
  title: { zh: '客户信息整合', en: 'Identity' },
  permissions: { 'identity.read': { zh: '查看来源与整合依据', en: 'See sources and why they were joined' } },
  routes: [on(getSources, compare), on(revealField, reveal)],
  events: [goldenWritten],
  jobs: [
    job({ name: 'identity.followOwner', on: ownerAssigned, run: (tx, { customers }) => settleNow(tx, customers) }),
    job({ name: 'identity.catchUp', every: '* * * * *', run: catchUp }),
  ],
  targets: [target],
})
