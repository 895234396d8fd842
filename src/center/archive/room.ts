import { transactionsPosted } from '#center/account/events'
import { defineRoom, job, on, type Route } from '#kernel/room'
import { listAttributes, listAttributeWords, writeAttribute } from './attribute.api.ts'
import { attributes, words, write } from './attribute.ts'
import { followAttributes } from './attributeFollow.ts'
import { attributeTarget } from './attributeTarget.ts'
import { assignInDepartment, departments } from './department.ts'
import { assignDepartment, listDepartments } from './department.api.ts'
import { ending, remind } from './contracts.ts'
import { listEnding } from './contracts.api.ts'
import { attributesWritten, contractsEnding } from './events.ts'
import { change as changeBase, enter, likely } from './entry.ts'
import { changeCustomer, enterCustomer, findLikely, getFieldHistory } from './entry.api.ts'
import { historyOf } from './field.ts'
import { KIND_NAMES, kindOf } from './kinds.api.ts'
import { knownOf } from './known.ts'
import { getKnown } from './known.api.ts'
import { add, archiveOf, change, end } from './rows.ts'
import { getArchive, rowDoors } from './rows.api.ts'
import { spendingOf, sumRest, sumRun } from './spending.ts'
import { getSpending } from './spending.api.ts'
import { followRows, targets } from './targets.ts'

/** Each kind has its three doors; a ledger is only added to. */
const ofRows: Route[] = KIND_NAMES.flatMap((name) => {
  const doors = rowDoors[name]
  const written = [
    on(doors.change, (tx, input) => change(tx, name, input as never)), // the door's schema is made of the kind's own fields
    on(doors.end, (tx, input) => end(tx, name, input as never)),
  ]
  return [on(doors.add, (tx, input) => add(tx, name, input as never)), ...(kindOf(name).isLedger ? [] : written)]
})

export const room = defineRoom({
  name: 'archive',
  floor: 'center',
  title: { zh: '客户档案', en: 'Customer archive' },
  permissions: {
    'archive.read': { zh: '查看客户档案', en: 'See the customer archive' },
    'archive.write': { zh: '录入与修改客户档案', en: 'Enter and change the customer archive' },
    'archive.attribute.write': { zh: '填写客户补充信息', en: 'Enter what is asked of customers' },
  },
  routes: [
    on(getArchive, archiveOf), on(getKnown, knownOf), on(getFieldHistory, historyOf),
    on(enterCustomer, enter), on(changeCustomer, changeBase), on(findLikely, likely), ...ofRows,
    on(getSpending, spendingOf), on(listEnding, ending),
    on(listAttributes, attributes), on(writeAttribute, write), on(listAttributeWords, words),
    on(listDepartments, departments), on(assignDepartment, assignInDepartment),
  ],
  events: [attributesWritten, contractsEnding],
  jobs: [
    job({ name: 'archive.remindContracts', every: '10 6 * * *', run: remind }),
    job({ name: 'archive.sumSpending', on: transactionsPosted, run: (tx, { run }) => sumRun(tx, run) }),
    job({ name: 'archive.sumRest', every: '20 4 * * *', run: sumRest }),
  ],
  async follow(tx, moved) {
    await followRows(tx, moved)
    return followAttributes(tx, moved)
  },
  targets: [attributeTarget, ...targets],
})
