import type { PagePlan } from '#ui/plan'
import { listRules } from './rule.api.ts'
import { openModel } from './type.api.ts'

export const pages: PagePlan[] = [
  { path: '/customer/types', opens: openModel, title: { zh: '客户类别', en: 'Customer types' }, menu: { group: 'data', order: 60, icon: 'org' }, page: () => import('./types.page.tsx') },
  { path: '/customer/rules', opens: listRules, title: { zh: '客户分级规则', en: 'Grading rules' }, menu: { group: 'data', order: 62, icon: 'setting' }, page: () => import('./rules.page.tsx') },
  { path: '/customer/relation-types', opens: openModel, title: { zh: '客户关系类别', en: 'Kinds of relation' }, menu: { group: 'data', order: 61, icon: 'team' }, page: () => import('./relationTypes.page.tsx') },
]
