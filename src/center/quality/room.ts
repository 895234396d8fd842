import { defineRoom, job } from '#kernel/room'
import { run, runDue } from './run.ts'

export const room = defineRoom({
  name: 'quality',
  floor: 'center',
  title: { zh: '数据质量', en: 'Data quality' },
  jobs: [
    job({ name: 'quality.runDue', every: '*/5 * * * *', run: runDue }),
    job({ name: 'quality.runWhole', every: '20 2 * * *', run: async (tx) => void (await run(tx, 'full', tx.who.staff)) }),
  ],
})
