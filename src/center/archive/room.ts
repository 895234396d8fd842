import { defineRoom } from '#kernel/room'

export const room = defineRoom({
  name: 'archive',
  floor: 'center',
  title: { zh: '客户档案', en: 'Customer archive' },
})
