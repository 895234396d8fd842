/** The archive's own words, for every page that shows one: kinds, fields, what a choice means, what is wrong with a number. */
import { text } from '#kernel/text'
import type { KindName } from './kinds.api.ts'

export const words = text({
  zh: {
    kinds: { address: '地址', contact: '联系方式', background: '背景信息', person: '联系人', contract: '合同', assessment: '评定', points: '积分', feedback: '客户反馈' },
    fields: {
      kind: '类型', address: '地址', postcode: '邮编', verifiedOn: '核实日期', verifiedHow: '核实方式', value: '号码或地址', isPreferred: '首选联系方式', bestTime: '方便联系的时间', remark: '备注',
      name: '名称', detail: '说明', since: '起', until: '止', amount: '金额', share: '比例（%）', role: '角色', power: '决策权', title: '职务', phone: '电话', email: '邮箱', linkedNo: '对应客户号',
      number: '合同编号', contractTitle: '合同名称', signedOn: '签订日', startsOn: '生效日', endsOn: '到期日', remindDays: '提前提醒（天）', isRenewing: '自动续期', contractValue: '合同金额',
      grade: '等级', score: '得分', model: '模型', modelVersion: '模型版本', assessedOn: '评定日', validUntil: '有效期至', approver: '审批人',
      points: '积分', onDay: '日期', expiresOn: '到期作废', why: '事由', givenOn: '反馈日期', channel: '渠道', about: '针对', text: '内容', sentiment: '情绪', followUp: '跟进', outcome: '处理结果',
    },
    options: {
      address: { kind: { home: '家庭地址', work: '单位地址', mail: '邮寄地址', register: '注册地址', business: '经营地址', other: '其他' }, verifiedHow: { document: '证件或营业执照', visit: '上门走访', letter: '挂号信签收', utility: '水电煤账单' } },
      contact: { kind: { mobile: '手机', phone: '固定电话', email: '邮箱', wechat: '微信', other: '其他' }, bestTime: { any: '随时', morning: '上午', noon: '中午', afternoon: '下午', evening: '晚上', weekend: '周末' } },
      background: { kind: { education: '教育经历', employment: '工作经历', family: '家庭成员', shareholder: '股东', financial: '财务数据' } },
      person: { role: { legal: '法定代表人', finance: '财务负责人', procurement: '采购', operations: '经办', secretary: '办公室', family: '亲属', other: '其他' }, power: { decides: '拍板决策', approves: '参与审批', influences: '有影响力', handles: '具体经办' } },
      contract: { kind: { credit: '授信', deposit: '存款', settlement: '结算', payroll: '工资代发', wealth: '理财', service: '服务', other: '其他' } },
      assessment: { kind: { value: '客户价值', credit: '信用', loyalty: '忠诚度', risk: '风险' } },
      points: { kind: { earn: '获得', spend: '使用', adjust: '调整' } },
      feedback: {
        channel: { counter: '柜面', phone: '电话', app: '手机银行', wechat: '微信', visit: '走访', letter: '来信', survey: '问卷' }, about: { product: '产品', service: '服务', fee: '收费', system: '系统', staff: '员工', other: '其他' },
        sentiment: { good: '满意', neutral: '一般', bad: '不满' }, followUp: { open: '待跟进', following: '跟进中', done: '已办结', none: '无需跟进' },
      },
    } as Record<string, Record<string, Record<string, string>>>,
    faults: {
      idNumber: { length: '身份证号应为 18 位（或旧版 15 位）', signs: '身份证号只能是数字，末位可为大写 X', region: '身份证号前两位不是有效的省级代码', day: '身份证号中的出生日期不存在', check: '身份证号校验位不符，请核对是否录错' },
      uscc: { length: '统一社会信用代码应为 18 位', signs: '统一社会信用代码含有不允许的字符', region: '统一社会信用代码的行政区划不正确', check: '统一社会信用代码校验位不符，请核对是否录错' },
      mobile: { length: '手机号应为 11 位', signs: '手机号只能是数字', form: '不是有效的手机号段' }, phone: { length: '电话号码位数不正确，固定电话请带区号', signs: '电话号码只能是数字' }, email: { form: '邮箱格式不正确' },
      card: { length: '银行卡号应为 12 至 19 位', signs: '银行卡号只能是数字', check: '银行卡号校验位不符，请核对是否录错' }, passport: { length: '护照号码应为 6 至 9 位', signs: '护照号码只能是字母和数字' }, birthday: { day: '出生日期不存在或晚于今天' },
      row: { missing: '请填写', day: '日期不存在', before: '不能早于起始日期', range: '数值超出允许的范围（提醒天数为 0 至 366）', sign: '积分不能为零，获得的积分应为正数', unknown: '没有这个客户，或您无权查看' },
    } as Record<string, Record<string, string>>,
  },
  en: {
    kinds: { address: 'Addresses', contact: 'Contact points', background: 'Background', person: 'Contact persons', contract: 'Contracts', assessment: 'Assessments', points: 'Points', feedback: 'Feedback' },
    fields: {
      kind: 'Kind', address: 'Address', postcode: 'Postcode', verifiedOn: 'Verified on', verifiedHow: 'Verified by', value: 'Number or address', isPreferred: 'Preferred', bestTime: 'Best time', remark: 'Remark',
      name: 'Name', detail: 'Detail', since: 'From', until: 'To', amount: 'Amount', share: 'Share (%)', role: 'Role', power: 'Decision power', title: 'Position', phone: 'Phone', email: 'E-mail', linkedNo: 'Customer number',
      number: 'Contract number', contractTitle: 'Contract', signedOn: 'Signed', startsOn: 'Begins', endsOn: 'Ends', remindDays: 'Remind days ahead', isRenewing: 'Renews by itself', contractValue: 'Value',
      grade: 'Grade', score: 'Score', model: 'Model', modelVersion: 'Version', assessedOn: 'Assessed on', validUntil: 'Valid until', approver: 'Approved by',
      points: 'Points', onDay: 'Day', expiresOn: 'Expires', why: 'Reason', givenOn: 'Given on', channel: 'Channel', about: 'About', text: 'What was said', sentiment: 'Sentiment', followUp: 'Follow-up', outcome: 'Outcome',
    },
    options: {
      address: { kind: { home: 'Home', work: 'Work', mail: 'Mail', register: 'Registered', business: 'Business', other: 'Other' }, verifiedHow: { document: 'Document or licence', visit: 'Visit', letter: 'Registered letter', utility: 'Utility bill' } },
      contact: { kind: { mobile: 'Mobile', phone: 'Landline', email: 'E-mail', wechat: 'WeChat', other: 'Other' }, bestTime: { any: 'Any time', morning: 'Morning', noon: 'Noon', afternoon: 'Afternoon', evening: 'Evening', weekend: 'Weekend' } },
      background: { kind: { education: 'Education', employment: 'Employment', family: 'Family', shareholder: 'Shareholder', financial: 'Financial figure' } },
      person: { role: { legal: 'Legal representative', finance: 'Head of finance', procurement: 'Procurement', operations: 'Operations', secretary: 'Office', family: 'Relative', other: 'Other' }, power: { decides: 'Decides', approves: 'Approves', influences: 'Influences', handles: 'Handles' } },
      contract: { kind: { credit: 'Credit', deposit: 'Deposit', settlement: 'Settlement', payroll: 'Payroll', wealth: 'Wealth', service: 'Service', other: 'Other' } },
      assessment: { kind: { value: 'Value', credit: 'Credit', loyalty: 'Loyalty', risk: 'Risk' } },
      points: { kind: { earn: 'Earned', spend: 'Spent', adjust: 'Adjusted' } },
      feedback: {
        channel: { counter: 'Counter', phone: 'Phone', app: 'App', wechat: 'WeChat', visit: 'Visit', letter: 'Letter', survey: 'Survey' }, about: { product: 'Product', service: 'Service', fee: 'Fees', system: 'System', staff: 'Staff', other: 'Other' },
        sentiment: { good: 'Pleased', neutral: 'Neutral', bad: 'Displeased' }, followUp: { open: 'To follow up', following: 'Following up', done: 'Done', none: 'Nothing to do' },
      },
    },
    faults: {
      idNumber: { length: 'An identity number has 18 digits (or 15 of the old form)', signs: 'Digits only; the last may be X', region: 'The first two digits are no province', day: 'The birthday in it does not exist', check: 'The check digit does not fit: please compare' },
      uscc: { length: 'A credit code has 18 signs', signs: 'A sign that no credit code has', region: 'The region in it does not exist', check: 'The check sign does not fit: please compare' },
      mobile: { length: 'A mobile number has 11 digits', signs: 'Digits only', form: 'No mobile number begins like this' }, phone: { length: 'Too short or too long; landlines with area code', signs: 'Digits only' }, email: { form: 'This is no e-mail address' },
      card: { length: 'A card number has 12 to 19 digits', signs: 'Digits only', check: 'The check digit does not fit: please compare' }, passport: { length: 'A passport number has 6 to 9 signs', signs: 'Letters and digits only' }, birthday: { day: 'No such day, or not yet' },
      row: { missing: 'Please fill in', day: 'No such day', before: 'Not before its beginning', range: 'Out of range (reminders: 0 to 366 days)', sign: 'Not zero; what is earned is positive', unknown: 'No such customer, or not in your sight' },
    },
  },
})

/** A field's label; some kinds say it in a word of their own. */
export function labelOf(kind: KindName, field: string, { fields }: Pick<typeof words, 'fields'> = words): string {
  if (kind === 'contract' && (field === 'title' || field === 'value')) return field === 'title' ? fields.contractTitle : fields.contractValue
  return fields[field as keyof typeof fields] ?? field // the fields of the kinds are all here
}

export const optionsOf = (kind: KindName, field: string): Record<string, string> | undefined => words.options[kind]?.[field]

export const faultWord = (check: string, fault: string): string | undefined => words.faults[check]?.[fault]
