import { Type } from 'typebox'
import { event } from '#kernel/event'

/** A file may be made: it was small enough, or another person has let it. */
export const exportGranted = event('open.exportGranted', Type.Object({ export: Type.Integer() }))
