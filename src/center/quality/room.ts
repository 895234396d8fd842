import { defineRoom, job, on } from '#kernel/room'
import { failure, failures, failuresOf } from './failures.ts'
import { adoptValue, assignFailure, changeRule, excuseFailure, getFailure, getSummary, listCustomerFailures, listFailures, listRules, reopenFailure, runRules } from './quality.api.ts'
import { adopt, assign, excuse, reopen } from './repair.ts'
import { askRun, change, rules } from './rules.ts'
import { run, runDue } from './run.ts'
import { summary } from './summary.ts'

export const room = defineRoom({
  name: 'quality',
  floor: 'center',
  title: { zh: '数据质量', en: 'Data quality' },
  permissions: {
    'quality.read': { zh: '查看数据质量', en: 'See data quality' },
    'quality.repair': { zh: '处理不合格数据', en: 'Repair what fails' },
    'quality.rule.write': { zh: '调整质量规则', en: 'Change the rules of quality' },
  },
  routes: [
    on(getSummary, summary), on(listFailures, failures), on(getFailure, failure), on(listCustomerFailures, failuresOf),
    on(adoptValue, adopt), on(excuseFailure, excuse), on(reopenFailure, reopen), on(assignFailure, assign),
    on(listRules, rules), on(changeRule, change), on(runRules, askRun),
  ],
  jobs: [
    job({ name: 'quality.runDue', every: '*/5 * * * *', run: runDue }),
    job({ name: 'quality.runWhole', every: '20 2 * * *', run: async (tx) => void (await run(tx, 'full', tx.who.staff)) }),
  ],
})
