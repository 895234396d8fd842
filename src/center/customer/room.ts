import { defineRoom, on } from '#kernel/room'
import { assignOwner, editCustomer, listUnowned } from './customer.api.ts'
import { assign, edit, unowned } from './customer.ts'
import { ownerAssigned } from './events.ts'
import { currentOf } from './merged.ts'

export const room = defineRoom({
  name: 'customer',
  floor: 'center',
  title: { zh: '客户', en: 'Customers' },
  permissions: {
    'customer.read': { zh: '查看客户', en: 'See customers' },
    'customer.write': { zh: '修改客户层级与备注', en: 'Edit level and remark' },
    'customer.assign': { zh: '分配管户', en: 'Assign owners' },
    'customer.reveal': { zh: '说明理由后查看明文', en: 'Reveal with a reason' },
  },
  routes: [on(editCustomer, edit), on(assignOwner, assign), on(listUnowned, unowned)],
  events: [ownerAssigned],
  aliases: { customerNo: currentOf },
})
