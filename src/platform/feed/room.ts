import { defineRoom, job } from '#kernel/room'
import { undoAsked } from './events.ts'
import { undo } from './undo.ts'

export const room = defineRoom({
  name: 'feed',
  floor: 'platform',
  title: { zh: '数据接口', en: 'Data interface' },
  events: [undoAsked],
  jobs: [job({ name: 'feed.undo', on: undoAsked, run: async (_tx, { run }) => void (await undo(run)) })],
})
