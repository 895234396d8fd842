import { Type } from 'typebox'
import { event } from '#kernel/event'

/** Values of declared attributes were written or taken back, by a person or by a file: up to 2,000 customers at a time. */
export const attributesWritten = event('archive.attributesWritten', Type.Object({ customers: Type.Array(Type.String()) }))

/** Contracts whose reminder has come: whoever looks after these customers should speak of renewal. */
export const contractsEnding = event('archive.contractsEnding', Type.Object({ contracts: Type.Array(Type.Object({ customerNo: Type.String(), id: Type.Integer() })) }))
