import { Type } from 'typebox'
import { event } from '#kernel/event'

/** The golden rows of these customers were made anew, or taken away. At most 2,000 at a time. */
export const goldenWritten = event('identity.goldenWritten', Type.Object({ customers: Type.Array(Type.String()) }), { zh: '客户资料更新', en: 'Customer data changed' })
