import { job } from '#kernel/job'
import { defineRoom, on } from '#kernel/room'
import { changePassword } from './credential.ts'
import * as factors from './factor.api.ts'
import { beginSecondFactor, confirmSecondFactor } from './factor.ts'
import * as orgs from './org.api.ts'
import { addOrg, listOrgs, renameOrg } from './org.ts'
import * as roles from './role.api.ts'
import { giveRoles, listRoles, saveRole } from './role.ts'
import * as sessions from './session.api.ts'
import * as staff from './staff.api.ts'
import { addStaff, changeStaff, getStaff, listStaff, resetFor, takeSecondFactor } from './staff.ts'
import { orgTarget } from './orgTarget.ts'
import { me, signIn, signOut } from './session.ts'
import { staffTarget } from './staffTarget.ts'
import { welcome } from './welcome.ts'

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
    on(sessions.welcome, () => welcome()),
    on(sessions.me, (tx) => me(tx)),
    on(sessions.signIn, signIn),
    on(sessions.signOut, (tx, _input, call) => signOut(tx, call)),
    on(sessions.changePassword, changePassword),
    on(factors.beginSecondFactor, beginSecondFactor),
    on(factors.confirmSecondFactor, confirmSecondFactor),
    on(orgs.listOrgs, (tx) => listOrgs(tx)),
    on(orgs.addOrg, addOrg),
    on(orgs.renameOrg, renameOrg),
    on(staff.listStaff, listStaff),
    on(staff.getStaff, (tx, input) => getStaff(tx, input.staff)),
    on(staff.addStaff, addStaff),
    on(staff.changeStaff, changeStaff),
    on(staff.resetPassword, (tx, input) => resetFor(tx, input.staff)),
    on(staff.takeSecondFactor, (tx, input) => takeSecondFactor(tx, input.staff)),
    on(roles.listRoles, (tx) => listRoles(tx)),
    on(roles.saveRole, saveRole),
    on(roles.giveRoles, giveRoles),
  ],
  targets: [orgTarget, staffTarget],
  jobs: [job({ name: 'access.sweep', every: '*/10 * * * *', run: async (tx) => void (await tx`select access.sweep()`) })],
})
