import { defineRoom, job, on } from '#kernel/room'
import { controlTarget } from './control.ts'
import { confirm, finish, freshness, stale, tasks, verified } from './fresh.ts'
import { confirmValues, finishTask, getFreshness, getVerified, listStale, listTasks } from './fresh.api.ts'
import { getOrphans, listOrphans } from './orphan.api.ts'
import { orphanRows, orphansOf } from './orphans.ts'
import { failure, failures, failuresOf } from './failures.ts'
import { adoptValue, assignFailure, changeRule, correctValue, excuseFailure, getFailure, getSummary, listCustomerFailures, listFailures, listRules, reopenFailure, runRules } from './quality.api.ts'
import { compareAgain, explainDifference, getReconciliation, listDifferences, listReconciliations, signReconciliation } from './reconcile.api.ts'
import { reconcileDue } from './reconcile.ts'
import { again, differences, explain, reconciliation, reconciliations, sign } from './recons.ts'
import { adopt, assign, correct, excuse, reopen } from './repair.ts'
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
    'quality.confirm': { zh: '与客户核实资料', en: 'Confirm with the customer' },
    'quality.reconcile.read': { zh: '查看核对', en: 'See reconciliations' },
    'quality.reconcile.explain': { zh: '说明核对差异', en: 'Explain differences' },
    'quality.reconcile.sign': { zh: '签认核对', en: 'Sign reconciliations' },
    'quality.rule.write': { zh: '调整质量规则', en: 'Change the rules of quality' },
  },
  routes: [
    on(getSummary, summary), on(listFailures, failures), on(getFailure, failure), on(listCustomerFailures, failuresOf),
    on(adoptValue, adopt), on(correctValue, correct), on(excuseFailure, excuse), on(reopenFailure, reopen), on(assignFailure, assign),
    on(listRules, rules), on(changeRule, change), on(runRules, askRun),
    on(listReconciliations, reconciliations), on(getReconciliation, reconciliation), on(listDifferences, differences), on(explainDifference, explain), on(signReconciliation, sign), on(compareAgain, again),
    on(listStale, stale), on(getVerified, verified), on(getFreshness, freshness), on(confirmValues, confirm), on(listTasks, tasks), on(finishTask, finish), on(getOrphans, orphansOf), on(listOrphans, orphanRows),
  ],
  jobs: [
    job({ name: 'quality.runDue', every: '*/5 * * * *', run: runDue }),
    job({ name: 'quality.reconcileDue', every: '*/10 * * * *', run: reconcileDue }),
    job({ name: 'quality.runWhole', every: '20 2 * * *', run: async (tx) => void (await run(tx, 'full', tx.who.staff)) }),
  ],
  targets: [controlTarget],
})
