import { Type } from 'typebox'
import { event } from '#kernel/event'

/** Someone asked that a run be taken back; a job does it, since a million rows take longer than a page waits. */
export const undoAsked = event('feed.undoAsked', Type.Object({ run: Type.Integer() }))
