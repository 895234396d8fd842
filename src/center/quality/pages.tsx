import type { PagePlan } from '#ui/plan'
import { getSummary } from './quality.api.ts'

export const pages: PagePlan[] = [
  { path: '/quality', opens: getSummary, title: { zh: '数据质量', en: 'Data quality' }, menu: { group: 'data', order: 15, icon: 'safety' }, personal: true, page: () => import('./quality.page.tsx') },
]
