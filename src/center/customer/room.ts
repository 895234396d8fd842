import { defineRoom } from '#kernel/room'
import { ownerAssigned } from './events.ts'

export const room = defineRoom({
  name: 'customer',
  floor: 'center',
  title: { zh: '客户', en: 'Customers' },
  events: [ownerAssigned],
})
