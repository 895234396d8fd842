import { job } from '#kernel/job'
import { defineRoom, on } from '#kernel/room'
import { addDocument, endDocument, getDocument, listDocuments } from './document.api.ts'
import { add, documentsOf, end, forget, scan, take } from './document.ts'
import { documentReceived } from './events.ts'

export const room = defineRoom({
  name: 'document',
  floor: 'center',
  title: { zh: '客户资料影像', en: 'Customer documents' },
  permissions: {
    'document.read': { zh: '查看与下载客户资料影像', en: 'See and download documents of customers' },
    'document.write': { zh: '上传与作废客户资料影像', en: 'Add and end documents of customers' },
  },
  routes: [on(listDocuments, (tx, input) => documentsOf(tx, input.customerNo)), on(addDocument, add), on(getDocument, take), on(endDocument, end)],
  events: [documentReceived],
  jobs: [
    job({ name: 'document.scan', on: documentReceived, run: scan }),
    job({ name: 'document.forget', every: '27 4 * * *', run: forget }),
  ],
})
