import { job } from '#kernel/job'
import { defineRoom, on } from '#kernel/room'
import { changePassword } from './credential.ts'
import * as credentials from './session.api.ts'
import { orgTarget } from './orgTarget.ts'
import { me, signIn, signOut } from './session.ts'
import { staffTarget } from './staffTarget.ts'

export const room = defineRoom({
  name: 'access',
  floor: 'platform',
  title: { zh: '机构、员工与权限', en: 'Organisation, staff and permissions' },
  permissions: {
    'access.org.read': { zh: '查看机构', en: 'See the organisation' },
    'access.org.write': { zh: '维护机构', en: 'Keep the organisation' },
    'access.staff.read': { zh: '查看员工', en: 'See the staff' },
    'access.staff.write': { zh: '维护员工与登录', en: 'Keep the staff and their sign-on' },
    'access.role.read': { zh: '查看角色与权限', en: 'See roles and permissions' },
    'access.role.write': { zh: '授予角色与权限', en: 'Grant roles and permissions' },
  },
  routes: [
    on(credentials.me, (tx) => me(tx)),
    on(credentials.signIn, signIn),
    on(credentials.signOut, (tx, _input, call) => signOut(tx, call)),
    on(credentials.changePassword, changePassword),
  ],
  targets: [orgTarget, staffTarget],
  jobs: [job({ name: 'access.sweep', every: '*/10 * * * *', run: async (tx) => void (await tx`select access.sweep()`) })],
})
