import { defineRoom, on } from '#kernel/room'
import { assignOwner, editCustomer, listUnowned } from './customer.api.ts'
import { assign, edit, unowned } from './customer.ts'
import { ownerAssigned, rulePublished } from './events.ts'
import { joinHousehold, leaveHousehold } from './household.api.ts'
import { join, leave } from './household.ts'
import { currentOf } from './merged.ts'
import { declare, redeclare } from './attribute.ts'
import { addRelationType, changeRelationType, endRelation, listRelationTypes, relateCustomer } from './relation.api.ts'
import { addRelation, changeRelation, endByHand, relateByHand, relationTypes } from './relationType.ts'
import { judgeRule, listRules, proposeRule, tryRule, withdrawRule } from './rule.api.ts'
import { judge, propose, rules, tryOut, withdraw } from './rule.ts'
import { add, classify, move, choices, rename, retire, stepsOf, types } from './type.ts'
import { addAttribute, addType, changeAttribute, classifyCustomer, listModelSteps, listTypes, moveType, openModel, renameType, retireType } from './type.api.ts'
import { timelines } from './timeline.ts'

export const room = defineRoom({
  name: 'customer',
  floor: 'center',
  title: { zh: '客户', en: 'Customers' },
  permissions: {
    'customer.read': { zh: '查看客户', en: 'See customers' },
    'customer.write': { zh: '修改客户层级与备注', en: 'Edit level and remark' },
    'customer.assign': { zh: '分配管户', en: 'Assign owners' },
    'customer.model.read': { zh: '查看客户模型', en: 'See the customer model' },
    'customer.model.write': { zh: '维护客户模型', en: 'Edit the customer model' },
    'customer.model.publish': { zh: '复核并发布客户规则', en: 'Check and publish customer rules' },
    'customer.reveal': { zh: '说明理由后查看明文', en: 'Reveal with a reason' },
  },
  routes: [
    on(editCustomer, edit),
    on(assignOwner, assign),
    on(listUnowned, unowned),
    on(listTypes, types),
    on(openModel, choices),
    on(addType, add),
    on(renameType, rename),
    on(moveType, move),
    on(retireType, retire),
    on(addAttribute, declare),
    on(changeAttribute, redeclare),
    on(listModelSteps, stepsOf),
    on(classifyCustomer, classify),
    on(listRelationTypes, relationTypes),
    on(addRelationType, addRelation),
    on(changeRelationType, changeRelation),
    on(relateCustomer, relateByHand),
    on(endRelation, endByHand),
    on(listRules, rules),
    on(tryRule, tryOut),
    on(proposeRule, propose),
    on(withdrawRule, withdraw),
    on(judgeRule, judge),
    on(joinHousehold, join),
    on(leaveHousehold, leave),
  ],
  events: [ownerAssigned, rulePublished],
  aliases: { customerNo: currentOf },
  timeline: timelines,
})
