import { defineRoom } from '#kernel/room'
import { job } from '#kernel/job'
import { ownerAssigned } from '#center/customer/events'
import { goldenWritten } from './events.ts'
import { catchUp, settleNow } from './settle.ts'
import { target } from './target.ts'

export const room = defineRoom({
  name: 'identity',
  floor: 'center',
  title: { zh: '客户信息整合', en: 'Identity' },
  events: [goldenWritten],
  jobs: [
    job({ name: 'identity.followOwner', on: ownerAssigned, run: (tx, { customers }) => settleNow(tx, customers) }),
    job({ name: 'identity.catchUp', every: '* * * * *', run: catchUp }),
  ],
  targets: [target],
})
