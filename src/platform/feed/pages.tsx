import type { PagePlan } from '#ui/plan'
import { listCaptures } from './captures.api.ts'
import { listUnmapped } from './code.api.ts'
import { getDesign, listInterfaces } from './design.api.ts'
import { getRun, listRuns } from './runs.api.ts'
import { countAlarms, getToday, listSchedules } from './schedules.api.ts'

export const pages: PagePlan[] = [
  { path: '/feed/today', opens: getToday, title: { zh: '数据接入', en: 'Data intake' }, menu: { group: 'data', order: 5, icon: 'chart', count: countAlarms }, page: () => import('./today.page.tsx') },
  { path: '/feed/runs', opens: listRuns, title: { zh: '数据导入', en: 'Imports' }, menu: { group: 'data', order: 10, icon: 'import' }, page: () => import('./runs.page.tsx') },
  { path: '/feed/captures', opens: listCaptures, title: { zh: '实时采集', en: 'Live capture' }, menu: { group: 'data', order: 12, icon: 'import' }, page: () => import('./captures.page.tsx') },
  { path: '/feed/interfaces', opens: listInterfaces, title: { zh: '接口设计', en: 'Interface design' }, menu: { group: 'data', order: 11, icon: 'setting' }, page: () => import('./interfaces.page.tsx') },
  { path: '/feed/interfaces/:name', opens: getDesign, title: { zh: '接口', en: 'Interface' }, personal: true, under: '/feed/interfaces', page: () => import('./design.page.tsx') },
  { path: '/feed/codes', opens: listUnmapped, title: { zh: '未映射代码', en: 'Unmapped codes' }, menu: { group: 'data', order: 12, icon: 'merge' }, page: () => import('./codes.page.tsx') },
  { path: '/feed/schedules', opens: listSchedules, title: { zh: '接口调度', en: 'Schedules' }, menu: { group: 'data', order: 13, icon: 'setting' }, page: () => import('./schedules.page.tsx') },
  { path: '/feed/runs/:run', under: '/feed/runs', opens: getRun, title: { zh: '导入批次', en: 'Import run' }, page: () => import('./run.page.tsx') },
]
