import type { PagePlan } from '#ui/plan'
import { getLedger } from './ledger.api.ts'

export const pages: PagePlan[] = [
  { path: '/ledger', opens: getLedger, title: { zh: '客户管理台账', en: 'Customer ledger' }, menu: { group: 'customer', order: 20, icon: 'chart' }, personal: true, page: () => import('./ledger.page.tsx') },
]
