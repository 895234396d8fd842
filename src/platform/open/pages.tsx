import type { PagePlan } from '#ui/plan'
import { listApprovals, listExports } from './export.api.ts'
import { listHooks } from './hook.api.ts'
import { listKeys } from './key.api.ts'

export const pages: PagePlan[] = [
  { path: '/open/exports', opens: listExports, title: { zh: '我的导出', en: 'My exports' }, menu: { group: 'customer', order: 80, icon: 'file' }, page: () => import('./exports.page.tsx') },
  { path: '/open/approvals', opens: listApprovals, title: { zh: '导出审批', en: 'Export approvals' }, menu: { group: 'work', order: 85, icon: 'safety' }, page: () => import('./approvals.page.tsx') },
  { path: '/open/keys', opens: listKeys, title: { zh: '开放接口密钥', en: 'API keys' }, menu: { group: 'admin', order: 60, icon: 'key' }, page: () => import('./keys.page.tsx') },
  { path: '/open/hooks', opens: listHooks, title: { zh: '消息订阅', en: 'Subscriptions' }, menu: { group: 'admin', order: 65, icon: 'bell' }, page: () => import('./hooks.page.tsx') },
]
