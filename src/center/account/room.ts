import { rulePublished } from '#center/customer/events'
import { goldenWritten } from '#center/identity/events'
import { defineRoom, job, on } from '#kernel/room'
import { getAccount, listAccountTransactions } from './account.api.ts'
import { accountOf, transactionsOf } from './account.ts'
import { accountTarget, cardTarget } from './accounts.ts'
import { positionsWritten, transactionsPosted } from './events.ts'
import { endHolder, giveAccount } from './hand.api.ts'
import { endHand, give } from './hand.ts'
import { holderTarget } from './holders.ts'
import { holdingTarget } from './holdings.ts'
import { orderTarget } from './orders.ts'
import { followGolden, followRecords } from './follow.ts'
import { regradeAll, regradeByNewRules, regradeIdle } from './refresh.ts'
import { transactionTarget } from './transactions.ts'
import { timelines } from './timeline.ts'

export const room = defineRoom({
  name: 'account',
  floor: 'center',
  title: { zh: '账户', en: 'Accounts' },
  permissions: { 'account.read': { zh: '查看账户与交易', en: 'See accounts and transactions' } },
  routes: [
    on(getAccount, (tx, input) => accountOf(tx, input.customerNo, input.ref)),
    on(giveAccount, give),
    on(endHolder, endHand),
    on(listAccountTransactions, (tx, input) => transactionsOf(tx, input)),
  ],
  events: [positionsWritten, transactionsPosted],
  jobs: [
    job({ name: 'account.regradeIdle', every: '30 5 * * *', run: (tx) => regradeIdle(tx) }),
    job({ name: 'account.regradeByNewRules', every: '20 5 * * *', run: (tx) => regradeByNewRules(tx) }),
    job({ name: 'account.regradeAll', on: rulePublished, run: (tx) => regradeAll(tx) }),
    job({ name: 'account.followGolden', on: goldenWritten, run: (tx, { customers }) => followGolden(tx, customers) }),
  ],
  follow: followRecords,
  targets: [accountTarget, holderTarget, cardTarget, holdingTarget, orderTarget, transactionTarget],
  timeline: timelines,
})
