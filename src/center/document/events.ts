import { Type } from 'typebox'
import { event } from '#kernel/event'

/** A document came in and waits to be looked through. */
export const documentReceived = event('document.received', Type.Object({ customerNo: Type.String(), document: Type.Integer() }), { zh: '收到客户资料', en: 'Document received' })
