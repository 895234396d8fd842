import { job } from '#kernel/job'
import { defineRoom, on } from '#kernel/room'
import { approve, getApproval, listApprovals, reject, trace } from './approve.ts'
import { deliver, forgetDelivered } from './deliver.ts'
import { exportGranted } from './events.ts'
import * as exports from './export.api.ts'
import { askExport, download, exportable, getExport, listExports, withdraw } from './export.ts'
import * as hooks from './hook.api.ts'
import { addHook, changeHook, listDeliveries, listHooks, overhear, replay, rotateHook } from './hook.ts'
import * as keys from './key.api.ts'
import { addKey, changeKey, endKey, entrance, listKeys, rotateKey, scopes } from './key.ts'
import { make, tidy } from './make.ts'

export const room = defineRoom({
  name: 'open',
  floor: 'platform',
  title: { zh: '开放接口', en: 'Open interfaces' },
  permissions: {
    'open.export': { zh: '导出数据', en: 'Take data out as a file' },
    'open.export.approve': { zh: '审批他人的导出', en: 'Let others take files out' },
    'open.export.trace': { zh: '凭追踪号追查外泄', en: 'Trace a leaked row' },
    'open.hook.read': { zh: '查看消息订阅', en: 'See subscriptions' },
    'open.hook.write': { zh: '维护消息订阅', en: 'Keep subscriptions' },
    'open.key.read': { zh: '查看开放接口密钥', en: 'See the keys of programs' },
    'open.key.write': { zh: '发放与停用开放接口密钥', en: 'Give and end keys of programs' },
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
    on(keys.listKeys, listKeys),
    on(keys.listScopes, (tx) => scopes(tx)),
    on(keys.addKey, addKey),
    on(keys.changeKey, changeKey),
    on(keys.rotateKey, rotateKey),
    on(keys.endKey, endKey),
    on(hooks.listHooks, (tx) => listHooks(tx)),
    on(hooks.addHook, addHook),
    on(hooks.changeHook, changeHook),
    on(hooks.rotateHook, rotateHook),
    on(hooks.listDeliveries, listDeliveries),
    on(hooks.replayDeliveries, replay),
  ],
  entrance,
  overhear,
  events: [exportGranted],
  jobs: [
    job({ name: 'open.make', on: exportGranted, run: (tx, granted) => make(tx, granted.export) }),
    job({ name: 'open.tidy', every: '*/10 * * * *', run: tidy }),
    job({ name: 'open.deliver', every: { seconds: 2 }, run: (tx) => deliver(tx) }),
    job({ name: 'open.forgetDelivered', every: '41 3 * * *', run: forgetDelivered }),
  ],
})
