import type { PagePlan } from '#ui/plan'
import { getSummary } from './quality.api.ts'
import { listReconciliations } from './reconcile.api.ts'

export const pages: PagePlan[] = [
  { path: '/quality', opens: getSummary, title: { zh: '数据质量', en: 'Data quality' }, menu: { group: 'data', order: 15, icon: 'safety' }, personal: true, page: () => import('./quality.page.tsx') },
  { path: '/quality/reconciliations', opens: listReconciliations, title: { zh: '每日核对', en: 'Reconciliation' }, menu: { group: 'data', order: 16, icon: 'audit' }, page: () => import('./reconcile.page.tsx') },
]
