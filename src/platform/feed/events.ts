import { Type } from 'typebox'
import { event } from '#kernel/event'

/** Someone sent a file up: a job reads it. */
export const uploadAsked = event('feed.uploadAsked', Type.Object({ upload: Type.Integer() }))

/** Someone asked that a run be taken back; a job does it, since a million rows take longer than a page waits. */
export const undoAsked = event('feed.undoAsked', Type.Object({ run: Type.Integer() }))

/** Someone asked that refused lines be loaded again. */
export const replayAsked = event('feed.replayAsked', Type.Object({ replay: Type.Integer() }))
