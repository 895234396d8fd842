import type { PagePlan } from '#ui/plan'
import { openModel } from './type.api.ts'

export const pages: PagePlan[] = [
  { path: '/customer/types', opens: openModel, title: { zh: '客户类别', en: 'Customer types' }, menu: { group: 'data', order: 60, icon: 'org' }, page: () => import('./types.page.tsx') },
]
