import type { PagePlan } from '#ui/plan'
import { listOrgs } from './org.api.ts'
import { listRoles } from './role.api.ts'
import { changePassword, me, welcome } from './session.api.ts'
import { listStaff } from './staff.api.ts'

export const pages: PagePlan[] = [
  { path: '/access/sign-in', opens: welcome, title: { zh: '登录', en: 'Sign in' }, frame: 'bare', page: () => import('./signIn.page.tsx') },
  { path: '/access/change-password', opens: changePassword, title: { zh: '修改密码', en: 'Change password' }, frame: 'bare', page: () => import('./password.page.tsx') },
  { path: '/access/second-factor', opens: me, title: { zh: '双因素认证', en: 'Two-factor sign-on' }, frame: 'bare', page: () => import('./factor.page.tsx') },
  { path: '/access/orgs', opens: listOrgs, title: { zh: '机构管理', en: 'Organisation' }, menu: { group: 'admin', order: 10, icon: 'org' }, page: () => import('./orgs.page.tsx') },
  { path: '/access/staff', opens: listStaff, title: { zh: '员工管理', en: 'Staff' }, menu: { group: 'admin', order: 20, icon: 'user' }, page: () => import('./staff.page.tsx') },
  { path: '/access/roles', opens: listRoles, title: { zh: '角色与权限', en: 'Roles and permissions' }, menu: { group: 'admin', order: 30, icon: 'key' }, page: () => import('./roles.page.tsx') },
]
