import { defineRoom, on } from '#kernel/room'
import { job } from '#kernel/job'
import { ownerAssigned } from '#center/customer/events'
import { mergeTwo, pin, splitOff, takeBack } from './act.ts'
import { goldenWritten } from './events.ts'
import { history } from './history.ts'
import { getSources, revealField } from './identity.api.ts'
import { expirePins } from './judge.ts'
import { getHistory, mergeCustomers, pinGolden, previewMerge, splitCustomer, undoIdentityEvent } from './ledger.api.ts'
import { preview } from './preview.ts'
import { reveal } from './reveal.ts'
import { catchUp } from './settle.ts'
import { settleNow } from './settling.ts'
import { compare } from './sources.ts'
import { target } from './target.ts'

export const room = defineRoom({
  name: 'identity',
  floor: 'center',
  title: { zh: '客户信息整合', en: 'Identity' },
  permissions: {
    'identity.read': { zh: '查看来源与整合依据', en: 'See sources and why they were joined' },
    'identity.merge': { zh: '合并与拆分客户', en: 'Merge and split customers' },
  },
  routes: [
    on(getSources, compare), on(revealField, reveal), on(getHistory, history), on(previewMerge, preview),
    on(mergeCustomers, mergeTwo), on(splitCustomer, splitOff), on(undoIdentityEvent, takeBack), on(pinGolden, pin),
  ],
  events: [goldenWritten],
  jobs: [
    job({ name: 'identity.followOwner', on: ownerAssigned, run: (tx, { customers }) => settleNow(tx, customers) }),
    job({ name: 'identity.catchUp', every: '* * * * *', run: catchUp }),
    job({ name: 'identity.expirePins', every: '2 0 * * *', run: expirePins }),
  ],
  targets: [target],
})
