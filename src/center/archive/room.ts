import { defineRoom, on } from '#kernel/room'
import { listAttributes, listAttributeWords, writeAttribute } from './attribute.api.ts'
import { attributes, words, write } from './attribute.ts'
import { followAttributes } from './attributeFollow.ts'
import { attributeTarget } from './attributeTarget.ts'
import { attributesWritten } from './events.ts'

export const room = defineRoom({
  name: 'archive',
  floor: 'center',
  title: { zh: '客户档案', en: 'Customer archive' },
  permissions: { 'archive.attribute.write': { zh: '填写客户补充信息', en: 'Enter what is asked of customers' } },
  routes: [on(listAttributes, attributes), on(writeAttribute, write), on(listAttributeWords, words)],
  events: [attributesWritten],
  follow: followAttributes,
  targets: [attributeTarget],
})
