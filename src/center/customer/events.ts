import { Type } from 'typebox'
import { event } from '#kernel/event'

/** A person named another owner; the customers' owning organisation may have moved with it. */
export const ownerAssigned = event('customer.ownerAssigned', Type.Object({ customers: Type.Array(Type.String()) }), { zh: '管户变更', en: 'Owner changed' })

/** Another rule of level, status or life cycle holds from today: who banks here is graded anew. */
export const rulePublished = event('customer.rulePublished', Type.Object({ rule: Type.String() }))
