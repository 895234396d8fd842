import { text } from '#kernel/text'

export const t = text({
  zh: {
    title: '客户',
    subtitle: '按资产余额排列，只列出您有权查看的客户',
    name: '客户', number: '客户号', kind: '大类', status: '状态', level: '层级', owner: '管户经理', branch: '所属机构',
    aum: '资产余额', lum: '贷款余额', accounts: '账户数', lastOn: '最近交易',
    mine: '只看我管户的',
    unowned: '待分配',
    partial: '部分视图',
    partialWhy: '该客户由其他机构管户，这里只显示本机构的资料与账户',
    empty: '没有符合条件的客户',
    emptyAdvice: '放宽筛选条件，或按 Ctrl K 用姓名、拼音、手机尾号、账户尾号查找',
    matched: { number: '客户号', name: '姓名', sound: '拼音', initials: '拼音首字母', phone: '手机号', account: '账户尾号', document: '证件号码', attribute: '补充属性' },
    type: '客户类别', attribute: '补充属性', value: '属性值', valueHint: '属性值，文本可只输开头', least: '不低于', truths: { true: '是', false: '否' }, most: '不高于', stage: '生命周期',
  },
  en: {
    title: 'Customers',
    subtitle: 'By assets held; only customers you may see',
    name: 'Customer', number: 'Customer number', kind: 'Kind', status: 'Status', level: 'Level', owner: 'Relationship manager', branch: 'Organisation',
    aum: 'Assets', lum: 'Loans', accounts: 'Accounts', lastOn: 'Last transaction',
    mine: 'Only my customers',
    unowned: 'Unassigned',
    partial: 'Part',
    partialWhy: 'Another branch owns this customer; shown here is what your organisation holds',
    empty: 'No customer fits',
    emptyAdvice: 'Loosen the filters, or press Ctrl K to find by name, pinyin, phone or account tail',
    matched: { number: 'number', name: 'name', sound: 'pinyin', initials: 'initials', phone: 'phone', account: 'account', document: 'document', attribute: 'attribute' },
    type: 'Type', attribute: 'Attribute', value: 'Its value', valueHint: 'Value; of a text how it begins', least: 'At least', truths: { true: 'Yes', false: 'No' }, most: 'At most', stage: 'Life cycle',
  },
})
