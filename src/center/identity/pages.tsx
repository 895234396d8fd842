import type { PagePlan } from '#ui/plan'
import { getCoverage } from './coverage.api.ts'
import { listModels } from './models.api.ts'
import { getPlan } from './plan.api.ts'
import { listReviews } from './queue.api.ts'

export const pages: PagePlan[] = [
  { path: '/identity/queue', opens: listReviews, title: { zh: '客户归并队列', en: 'Merge queue' }, menu: { group: 'data', order: 20, icon: 'merge' }, personal: true, page: () => import('./queue.page.tsx') },
  { path: '/identity/coverage', opens: getCoverage, title: { zh: '统一客户覆盖', en: 'Coverage' }, menu: { group: 'data', order: 30, icon: 'chart' }, page: () => import('./coverage.page.tsx') },
  { path: '/identity/plan', opens: getPlan, title: { zh: '归并计划', en: 'Merge plan' }, menu: { group: 'data', order: 40, icon: 'org' }, page: () => import('./plan.page.tsx') },
  { path: '/identity/models', opens: listModels, title: { zh: '匹配模型', en: 'Matching models' }, menu: { group: 'data', order: 50, icon: 'setting' }, personal: true, page: () => import('./models.page.tsx') },
]
