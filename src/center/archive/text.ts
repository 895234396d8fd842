import { text } from '#kernel/text'

export const t = text({
  zh: {
    title: '新建客户', subtitle: '录入的资料作为「本系统录入」来源的一条记录，与各系统的记录一并整合', who: '客户是谁', reach: '联系方式', more: '其他资料',
    kind: '客户大类', name: '姓名', company: '单位全称', idType: '证件类型', idNumber: '证件号码', gender: '性别', birthday: '出生日期', phone: '手机号', tel: '联系电话', phone2: '其他电话', email: '邮箱', address: '通讯地址', employer: '工作单位', occupation: '职业', income: '年收入', legalName: '法定代表人', legalIdNumber: '法定代表人证件号码', industry: '行业',
    genders: { male: '男', female: '女' },
    documents: { 'id-card': '居民身份证', 'hmt-residence': '港澳台居民居住证', 'foreign-residence': '外国人永久居留身份证', passport: '护照', 'hk-macau-permit': '港澳居民来往内地通行证', 'taiwan-permit': '台湾居民来往大陆通行证', uscc: '统一社会信用代码', 'org-code': '组织机构代码', other: '其他证件' },
    save: '建立客户', saved: '客户已建立', joined: '本行已有此客户，所录资料已归入该客户', otherwise: (said: string) => `与身份证号不符：证件所载为 ${said}`,
    likely: '疑似重复', none: '填写姓名与证件或电话后，将自动查找本行是否已有此客户', clean: '未发现相同的客户', looking: '正在查找…', auto: '很可能是同一客户', review: '可能是同一客户', open: '查看客户', elsewhere: '其他机构可能已有此客户', elsewhereAdvice: '请联系数据管理员核实后再建立，以免重复建档。',
    taken: '该证件号码已属于另一客户', wrong: '请核对填写的内容',
  },
  en: {
    title: 'New customer', subtitle: 'What is typed is one record of the source “Entered here”, integrated with those of the systems', who: 'Who it is', reach: 'How to reach', more: 'More',
    kind: 'Kind', name: 'Name', company: 'Full name', idType: 'Document', idNumber: 'Number', gender: 'Gender', birthday: 'Birthday', phone: 'Mobile', tel: 'Phone', phone2: 'Other phone', email: 'E-mail', address: 'Address', employer: 'Employer', occupation: 'Occupation', income: 'Yearly income', legalName: 'Legal representative', legalIdNumber: 'Document of the representative', industry: 'Industry',
    genders: { male: 'Male', female: 'Female' },
    documents: { 'id-card': 'Identity card', 'hmt-residence': 'HK/Macau/Taiwan residence permit', 'foreign-residence': 'Foreign residence permit', passport: 'Passport', 'hk-macau-permit': 'HK/Macau travel permit', 'taiwan-permit': 'Taiwan travel permit', uscc: 'Unified social credit code', 'org-code': 'Organisation code', other: 'Other document' },
    save: 'Open the customer', saved: 'Customer opened', joined: 'The bank has this customer already: what was typed is one of its records now', otherwise: (said) => `Not what the identity number says: ${said}`,
    likely: 'Likely duplicates', none: 'With a name and a document or phone the bank is searched for this customer', clean: 'No such customer found', looking: 'Searching…', auto: 'Very likely the same', review: 'Perhaps the same', open: 'Open', elsewhere: 'Another branch may have this customer', elsewhereAdvice: 'Ask the data steward before opening a second one.',
    taken: 'The document belongs to another customer', wrong: 'Check what you entered',
  },
})
