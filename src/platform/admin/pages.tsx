import type { PagePlan } from '#ui/plan'
import { chain } from './looks.api.ts'

export const pages: PagePlan[] = [
  { path: '/admin/looks', opens: chain, title: { zh: '查看记录', en: 'Looks' }, menu: { group: 'admin', order: 40, icon: 'audit' }, page: () => import('./looks.page.tsx') },
]
