import { job } from '#kernel/job'
import { defineRoom, on } from '#kernel/room'
import { approve, getApproval, listApprovals, reject, trace } from './approve.ts'
import { exportGranted } from './events.ts'
import * as exports from './export.api.ts'
import { askExport, download, exportable, getExport, listExports, withdraw } from './export.ts'
import { make, tidy } from './make.ts'

export const room = defineRoom({
  name: 'open',
  floor: 'platform',
  title: { zh: '开放接口', en: 'Open interfaces' },
  permissions: {
    'open.export': { zh: '导出数据', en: 'Take data out as a file' },
    'open.export.approve': { zh: '审批他人的导出', en: 'Let others take files out' },
    'open.export.trace': { zh: '凭追踪号追查外泄', en: 'Trace a leaked row' },
  },
  routes: [
    on(exports.listExportable, (tx) => exportable(tx)),
    on(exports.askExport, askExport),
    on(exports.listExports, listExports),
    on(exports.getExport, (tx, input) => getExport(tx, input.export)),
    on(exports.downloadExport, (tx, input, call) => download(tx, input.export, call)),
    on(exports.withdrawExport, withdraw),
    on(exports.listApprovals, listApprovals),
    on(exports.getApproval, (tx, input) => getApproval(tx, input.export)),
    on(exports.approveExport, approve),
    on(exports.rejectExport, reject),
    on(exports.traceRow, (tx, input) => trace(tx, input.mark)),
  ],
  events: [exportGranted],
  jobs: [
    job({ name: 'open.make', on: exportGranted, run: (tx, granted) => make(tx, granted.export) }),
    job({ name: 'open.tidy', every: '*/10 * * * *', run: tidy }),
  ],
})
