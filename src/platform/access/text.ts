import { text } from '#kernel/text'

const rules = '不少于 12 位，含大写、小写、数字、符号中的三种；不含姓名、用户名和行名'
const rulesEn = 'At least 12 signs, three of: capitals, small letters, digits, symbols; not your name, login or bank'

export const t = text({
  zh: {
    name: '一览', product: '银行客户关系管理系统', motto: '一位客户，一个号码，一览全貌',
    points: { view: '统一客户视图：各系统的记录归于一人', rights: '按机构、角色与管户授权，字段级脱敏', record: '每一次查看与更改，都有据可查' },
    signIn: '登录', welcome: '欢迎使用', welcomeAdvice: '请使用行内员工账号登录', login: '用户名', password: '密码', code: '动态码',
    codeTitle: '输入动态码', codeAdvice: '请打开手机上的身份验证器，输入 6 位动态码', back: '返回', otherLanguage: 'English',
    wrong: '用户名、密码或动态码不正确', wrongAdvice: '连续 5 次失败，账号与本机地址将停用 15 分钟',
    idle: '长时间未操作，已自动退出，请重新登录', notice: '本系统仅供行内授权人员使用，操作全程留痕',
    demoTitle: '演示环境', demoAdvice: '点选一位员工即填入用户名；密码见启动窗口', capsLock: '大写锁定已打开',
    required: (label: string) => `请输入${label}`,

    changePassword: '修改密码', mustChange: '首次登录或密码到期，须先修改密码', oldPassword: '原密码', nextPassword: '新密码', againPassword: '再次输入新密码',
    passwordRules: rules, differs: '两次输入不一致', passwordChanged: '密码已修改，其他会话已退出', save: '保存', cancel: '取消', signOut: '退出登录',
    weak: {
      wrong: '原密码不正确', short: '密码太短，至少 12 位', long: '密码太长，至多 200 位', simple: '须含大写、小写、数字、符号中的三种', login: '密码不能包含姓名、用户名或工号',
      context: '密码不能包含行名或系统名', common: '这是常见密码，容易被猜中', repeated: '重复的字符太多', used: '不能与最近 5 次用过的密码相同',
    },

    secondFactor: '双因素认证', secondFactorAdvice: '登录时除密码外，再输入手机身份验证器上的动态码', secondFactorMust: '本行要求双因素认证，请先完成设置',
    stepPassword: '确认本人', stepScan: '扫码绑定', stepProve: '验证动态码', confirmPassword: '请再次输入登录密码', next: '下一步',
    scan: '用手机上的身份验证器扫描二维码', scanAdvice: '无法扫码时，可手工输入密钥', key: '密钥', prove: '输入验证器上显示的 6 位动态码', bind: '完成绑定',
    factorLink: '设置双因素认证', factorOn: '已启用', factorOnAdvice: '登录时需输入动态码。手机遗失请联系安全管理员解绑', factorDone: '双因素认证已启用，下次登录起生效', wrongPassword: '密码不正确', wrongCode: '动态码不正确，请等下一个码再试',

    orgs: '机构管理', orgsSubtitle: '总行、分行、支行与部门；机构的上下级决定数据可见范围', addOrg: '新增下级机构', renameOrg: '更名', orgCode: '机构号', orgName: '机构名称', orgKind: '类型', parent: '上级机构',
    activeStaff: '在岗员工', kinds: { head: '总行', branch: '分行', subbranch: '支行', department: '部门' }, orgAdded: '机构已新增', orgRenamed: '机构已更名', chooseOrg: '请在左侧选择机构',
    orgConflict: (cause: unknown) => (cause === 'full' ? '该机构下不能再设下级' : '机构号已被使用'), codeWrong: '机构号为字母、数字、点、横线，至多 20 位', tree: '机构树', children: '下级机构', under: (n: number) => `${n} 家`,

    staff: '员工管理', colleague: '员工资料', staffSubtitle: '建立、停用员工与重置密码；授予角色由安全管理员办理', addStaff: '新增员工', staffNo: '工号', staffName: '姓名', org: '机构', roles: '角色', status: '状态',
    statuses: { active: '在岗', disabled: '已停用' }, find: '姓名、用户名或工号', noRoles: '未授角色', phone: '手机', email: '邮箱', signOn: '登录', noSignOn: '未开通', sessions: (n: number) => `当前会话 ${n} 个`,
    passwordSet: '密码设置于', mustChangeShort: '须改密码', withFactor: '已启用双因素', withoutFactor: '未启用双因素', edit: '修改资料', editDone: '资料已修改',
    disable: '停用', enable: '恢复', disableAsk: (name: string) => `停用 ${name}？`, disableAdvice: '停用后立即退出登录，且不能再登录', disabledDone: '已停用', enabledDone: '已恢复',
    reset: '重置密码', resetAsk: (name: string) => `重置 ${name} 的密码？`, resetAdvice: '原密码与会话立即失效，并生成一次性密码', takeFactor: '解绑双因素', takeAsk: (name: string) => `解绑 ${name} 的双因素认证？`, takeAdvice: '仅在核实本人手机遗失或更换后办理', takeDone: '已解绑',
    once: '一次性密码', onceAdvice: '只显示这一次。请当面交给本人，首次登录须修改', copied: '已复制', copy: '复制', done: '已交付',
    staffConflict: (field: unknown) => (field === 'login' ? '用户名已被使用' : field === 'staff' ? '工号已被使用，或不能对本人操作' : '不能对本人操作'), loginWrong: '用户名以小写字母开头，由小写字母、数字、点、横线组成', phoneKeep: '留空表示不变',
    giveRoles: '授予角色', giveDone: '角色已授予，本人须重新登录', separation: '三类管理员互斥，且不能兼任业务角色', close: '关闭',

    rolesTitle: '角色与权限', rolesSubtitle: '角色决定能做什么；机构决定能看到谁；脱敏规则决定能看到几位', matrix: '权限矩阵', shown: '显示内容', masks: '明文可见', permission: '权限', holders: (n: number) => `${n} 人`,
    masksAdvice: '勾选的字段对该角色不脱敏；其余字段只能凭理由查看，并留痕', roleSaved: '角色已保存，立即生效', saveRole: (role: string) => `保存“${role}”`, discard: '放弃修改', administrator: '管理员', business: '业务', notForAdministrators: '管理员不得拥有业务权限',
    changed: (n: number) => `${n} 处改动`, staleRole: '他人已先修改此角色，已载入最新内容，请重新勾选', search: '筛选权限',
    data: { name: '姓名', idNumber: '证件号码', phone: '手机', email: '邮箱', address: '地址', birthday: '出生日期', accountNo: '账号', employer: '工作单位', income: '收入' },
  },
  en: {
    name: 'Yilan', product: 'Customer relationship management for banks', motto: 'One customer, one number, the whole at a glance',
    points: { view: 'One customer view: the records of every system under one person', rights: 'Rights by organisation, role and ownership; masks by field', record: 'Every look and every change is on record' },
    signIn: 'Sign in', welcome: 'Welcome', welcomeAdvice: 'Use your staff account', login: 'User name', password: 'Password', code: 'One-time code',
    codeTitle: 'Enter the code', codeAdvice: 'Open the authenticator on your phone and enter its 6 digits', back: 'Back', otherLanguage: '中文',
    wrong: 'User name, password or code is not right', wrongAdvice: 'Five failures close the account and this address for 15 minutes',
    idle: 'You were signed out after a time without activity. Please sign in again', notice: 'For authorised staff only. All actions are recorded',
    demoTitle: 'Demo', demoAdvice: 'Choose a person to fill in the user name; the password is in the window that started Yilan', capsLock: 'Caps Lock is on',
    required: (label: string) => `${label} is needed`,

    changePassword: 'Change password', mustChange: 'First sign-in, or the password has expired: please choose a new one', oldPassword: 'Present password', nextPassword: 'New password', againPassword: 'New password again',
    passwordRules: rulesEn, differs: 'The two differ', passwordChanged: 'Password changed; other sessions have ended', save: 'Save', cancel: 'Cancel', signOut: 'Sign out',
    weak: {
      wrong: 'The present password is not right', short: 'Too short: at least 12 signs', long: 'Too long: at most 200 signs', simple: 'Needs three of: capitals, small letters, digits, symbols', login: 'Must not hold your name, login or staff number',
      context: 'Must not hold the name of the bank or of this system', common: 'A common password, easily guessed', repeated: 'Too many repeated signs', used: 'One of your last five passwords',
    },

    secondFactor: 'Two-factor sign-on', secondFactorAdvice: 'Besides the password, a code from the authenticator on your phone', secondFactorMust: 'This bank requires a second factor. Please set it up first',
    stepPassword: 'Confirm it is you', stepScan: 'Scan', stepProve: 'Prove', confirmPassword: 'Enter your password again', next: 'Next',
    scan: 'Scan the code with the authenticator on your phone', scanAdvice: 'If that does not work, type the key', key: 'Key', prove: 'Enter the 6 digits the authenticator shows', bind: 'Finish',
    factorLink: 'Set up two-factor sign-on', factorOn: 'On', factorOnAdvice: 'A code is asked at sign-in. If the phone is lost, see the security administrator', factorDone: 'The second factor is on, from the next sign-in', wrongPassword: 'The password is not right', wrongCode: 'The code is not right; wait for the next one',

    orgs: 'Organisation', orgsSubtitle: 'Head office, branches, sub-branches, departments; the tree decides whose data is seen', addOrg: 'Add below', renameOrg: 'Rename', orgCode: 'Code', orgName: 'Name', orgKind: 'Kind', parent: 'Parent',
    activeStaff: 'Active staff', kinds: { head: 'Head office', branch: 'Branch', subbranch: 'Sub-branch', department: 'Department' }, orgAdded: 'Added', orgRenamed: 'Renamed', chooseOrg: 'Choose on the left',
    orgConflict: (cause) => (cause === 'full' ? 'There is no room below this one' : 'The code is taken'), codeWrong: 'Letters, digits, dots and dashes, at most 20', tree: 'Tree', children: 'Below it', under: (n) => `${n}`,

    staff: 'Staff', colleague: 'Member of staff', staffSubtitle: 'Create and disable staff and reset passwords; roles are given by the security administrator', addStaff: 'Add', staffNo: 'Staff number', staffName: 'Name', org: 'Organisation', roles: 'Roles', status: 'Status',
    statuses: { active: 'Active', disabled: 'Disabled' }, find: 'Name, login or staff number', noRoles: 'No role', phone: 'Mobile', email: 'E-mail', signOn: 'Sign-on', noSignOn: 'None yet', sessions: (n) => `${n} sessions now`,
    passwordSet: 'Password set', mustChangeShort: 'must change password', withFactor: 'second factor on', withoutFactor: 'no second factor', edit: 'Edit', editDone: 'Saved',
    disable: 'Disable', enable: 'Enable', disableAsk: (name) => `Disable ${name}?`, disableAdvice: 'Sessions end at once and no new one opens', disabledDone: 'Disabled', enabledDone: 'Enabled',
    reset: 'Reset password', resetAsk: (name) => `Reset the password of ${name}?`, resetAdvice: 'The old password and its sessions end at once; a one-time password is made', takeFactor: 'Take second factor', takeAsk: (name) => `Take the second factor of ${name}?`, takeAdvice: 'Only after making sure that the phone is lost or replaced', takeDone: 'Taken',
    once: 'One-time password', onceAdvice: 'Shown only now. Hand it over in person; it must be changed at the first sign-in', copied: 'Copied', copy: 'Copy', done: 'Handed over',
    staffConflict: (field) => (field === 'login' ? 'The user name is taken' : field === 'staff' ? 'The staff number is taken, or this is yourself' : 'Not for oneself'), loginWrong: 'A small letter first, then small letters, digits, dots, dashes', phoneKeep: 'Leave empty to keep',
    giveRoles: 'Give roles', giveDone: 'Given; the person signs in anew', separation: 'The three administrators exclude each other, and every role of the business', close: 'Close',

    rolesTitle: 'Roles and permissions', rolesSubtitle: 'Roles say what may be done, organisations whose rows are seen, masks which digits', matrix: 'Permissions', shown: 'Shown', masks: 'Seen in clear', permission: 'Permission', holders: (n) => `${n} people`,
    masksAdvice: 'Ticked kinds are not masked for this role; the others are revealed for a reason only, on record', roleSaved: 'Saved, in force at once', saveRole: (role) => `Save “${role}”`, discard: 'Discard', administrator: 'Administrator', business: 'Business', notForAdministrators: 'Not for administrators',
    changed: (n) => `${n} changes`, staleRole: 'Someone changed this role first; the latest is shown, please tick again', search: 'Find a permission',
    data: { name: 'Name', idNumber: 'Identity number', phone: 'Mobile', email: 'E-mail', address: 'Address', birthday: 'Birthday', accountNo: 'Account number', employer: 'Employer', income: 'Income' },
  },
})
