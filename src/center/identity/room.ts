import { defineRoom, on } from '#kernel/room'
import { job } from '#kernel/job'
import { ownerAssigned } from '#center/customer/events'
import { mergeTwo, pin, splitOff, takeBack } from './act.ts'
import { coverage, gains } from './coverage.ts'
import { getCoverage, listGains, saveWorth } from './coverage.api.ts'
import { decideAs, takeBack as takeBackDecision } from './decide.ts'
import { goldenWritten } from './events.ts'
import { explain, reasonsFor } from './explain.ts'
import { explainCustomer } from './explain.api.ts'
import { history } from './history.ts'
import { getSources, revealField } from './identity.api.ts'
import { expirePins } from './judge.ts'
import { getHistory, mergeCustomers, pinGolden, previewMerge, splitCustomer, undoIdentityEvent } from './ledger.api.ts'
import { measureNow } from './measure.ts'
import { exampleModel, getModel, judgeModel, learnModel, listModels, proposeModel, tryModel, withdrawModel } from './models.api.ts'
import { learnFromBank } from './learning.ts'
import { judge, model, models, propose, withdraw } from './models.ts'
import { getPlan, savePlan } from './plan.api.ts'
import { planOf, save as savePlanned } from './plan.ts'
import { preview } from './preview.ts'
import { claimReview, confirmReview, decideReview, getReasons, getReview, getReviewCounts, listReviews, ruleReview, undoDecision } from './queue.api.ts'
import { claim, counts, reviews } from './queue.ts'
import { reveal } from './reveal.ts'
import { review } from './reviewing.ts'
import { foldKeys } from './prints.ts'
import { catchUp } from './settle.ts'
import { settleNow } from './settling.ts'
import { sampleJoined } from './sample.ts'
import { compare } from './sources.ts'
import { target } from './target.ts'
import { examplesOf, tryOut } from './trial.ts'
import { saveParameters } from './worth.ts'
import { timelines } from './timeline.ts'

export const room = defineRoom({
  name: 'identity',
  floor: 'center',
  title: { zh: '客户信息整合', en: 'Identity' },
  permissions: {
    'identity.read': { zh: '查看来源与整合依据', en: 'See sources and why they were joined' },
    'identity.merge': { zh: '合并与拆分客户', en: 'Merge and split customers' },
    'identity.review': { zh: '查看归并队列', en: 'See the merge queue' },
    'identity.decide': { zh: '判断一般客户的归并', en: 'Decide on ordinary customers' },
    'identity.confirm': { zh: '以管户或接触人身份确认归并', en: 'Confirm as owner or contact' },
    'identity.rule': { zh: '裁定双方意见不同的归并', en: 'Rule where owners disagree' },
    'identity.model.read': { zh: '查看匹配模型', en: 'See matching models' },
    'identity.model.write': { zh: '调整匹配模型并送审', en: 'Tune and propose matching models' },
    'identity.model.publish': { zh: '复核并启用匹配模型', en: 'Check and publish matching models' },
    'identity.plan.read': { zh: '查看归并计划', en: 'See the merge plan' },
    'identity.plan.write': { zh: '调整归并计划', en: 'Change the merge plan' },
    'identity.coverage': { zh: '查看统一客户覆盖', en: 'See one-customer coverage' },
    'identity.worth.write': { zh: '调整信息价值参数', en: 'Change the parameters of information value' },
  },
  routes: [
    on(getSources, compare), on(revealField, reveal), on(getHistory, history), on(previewMerge, preview),
    on(mergeCustomers, mergeTwo), on(splitCustomer, splitOff), on(undoIdentityEvent, takeBack), on(pinGolden, pin),
    on(listReviews, reviews), on(getReviewCounts, counts), on(getReview, review), on(getReasons, reasonsFor), on(claimReview, claim), on(explainCustomer, explain),
    on(decideReview, decideAs('steward')), on(confirmReview, decideAs('owner')), on(ruleReview, decideAs('supervisor')), on(undoDecision, takeBackDecision),
    on(listModels, models), on(getModel, (tx, input) => model(tx, input.model)), on(tryModel, tryOut), on(exampleModel, examplesOf), on(learnModel, learnFromBank),
    on(proposeModel, propose), on(withdrawModel, withdraw), on(judgeModel, judge),
    on(getPlan, planOf), on(savePlan, savePlanned), on(getCoverage, coverage), on(listGains, gains), on(saveWorth, saveParameters),
  ],
  events: [goldenWritten],
  jobs: [
    job({ name: 'identity.followOwner', on: ownerAssigned, run: (tx, { customers }) => settleNow(tx, customers) }),
    job({ name: 'identity.catchUp', every: '* * * * *', run: catchUp }),
    job({ name: 'identity.foldKeys', every: '*/10 1-5 * * *', run: foldKeys }),
    job({ name: 'identity.expirePins', every: '2 0 * * *', run: expirePins }),
    job({ name: 'identity.measure', every: '* * * * *', run: measureNow }),
    job({ name: 'identity.sample', every: '40 3 * * *', run: async (tx) => void (await sampleJoined(tx)) }),
  ],
  targets: [target],
  timeline: timelines,
})
