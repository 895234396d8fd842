import { defineRoom } from '#kernel/room'
import { target } from './product.ts'

export const room = defineRoom({ name: 'product', floor: 'center', title: { zh: '产品', en: 'Products' }, targets: [target] })
