/** The words of a model, for every room that shows why: the server sends the codes of fields, levels and guards. */
import { text } from '#kernel/text'

export const words = text({
  zh: {
    fields: {
      id: '证件号码', name: '姓名', given: '名', surname: '姓', birthday: '出生日期', phone: '手机号', email: '邮箱', address: '通讯地址', employer: '工作单位', gender: '性别', number: '编号', street: '街道', house: '门牌', line: '地址行', locality: '城镇',
      postcode: '邮编', region: '地区', occupation: '职业', birthplace: '出生地', orgcode: '组织机构代码', legal: '法定代表人', account: '账号', industry: '行业',
    } as Record<string, string>,
    levels: {
      document: { equal: '一致', veto: '两个有效号码不同', edit1: '差一位', edit2: '差两位', else: '不同' }, name: { equal: '完全一致', sound: '同音', onechar: '差一字', part: '缺字或部分一致', surname: '仅姓相同', else: '不同' },
      given: { equal: '一致', edit1: '差一字', edit2: '差两字', initial: '仅首字相同', else: '不同' }, surname: { equal: '一致', swapped: '姓名颠倒', edit1: '差一字', edit2: '差两字', initial: '仅首字相同', else: '不同' },
      date: { equal: '一致', edit1: '差一位或月日颠倒', parts: '年月日有两项一致', year: '仅同年', else: '不同' }, phone: { equal: '一致', edit1: '差一位', else: '不同' }, email: { equal: '一致', edit1: '差一位或换了域名', else: '不同' },
      address: { equal: '同路同号同室', room: '同小区同室', street: '同路同号', district: '仅同区县', else: '不同' }, text: { equal: '一致', edit1: '差一字', similar: '相近', else: '不同' }, code: { equal: '一致', edit1: '差一位', edit2: '差两位', else: '不同' },
      exact: { equal: '一致', else: '不同' }, company: { equal: '全称一致', core: '字号一致', edit1: '差一字', part: '部分一致', else: '不同' },
    } as Record<string, Record<string, string>>,
    guards: {
      'two-valid-documents': '双方各有一个有效证件号码，两者不同', 'document-of-another-name': '证件相同而姓名不符（误录、更名或冒用）', 'names-apart': '姓名不相容', 'only-name-and-birthday': '仅姓名与生日相符', 'one-household': '手机与住址都相同，可能是一家人',
      'only-place-and-people': '仅地址、电话或法人相符', 'one-address': '电话与地址都相同，可能同址办公', 'strangers-by-name': '姓名不相容，其余相符不足为凭', 'names-nearly-equal': '姓名相近而不相同', 'birthdays-apart': '出生日期不同', 'cluster-conflict': '并入后与有效证件或人工认定冲突', cannot: '曾被人工认定为不同', must: '曾被人工认定为同一人', document: '证件相互矛盾', owners: '管户不同', key: '关键客户', sample: '自动归并抽查', 'order-dependent': '因归并次序不同而结果不同', constraint: '并入后与有效证件冲突',
    } as Record<string, string>,
  },
  en: {
    fields: {
      id: 'Identity number', name: 'Name', given: 'Given name', surname: 'Surname', birthday: 'Birthday', phone: 'Phone', email: 'E-mail', address: 'Address', employer: 'Employer', gender: 'Gender', number: 'Number', street: 'Street', house: 'House', line: 'Address line', locality: 'Town',
      postcode: 'Postcode', region: 'Region', occupation: 'Occupation', birthplace: 'Birthplace', orgcode: 'Organisation code', legal: 'Legal representative', account: 'Account', industry: 'Industry',
    },
    levels: {
      document: { equal: 'equal', veto: 'two valid numbers', edit1: 'one digit apart', edit2: 'two digits apart', else: 'different' }, name: { equal: 'equal', sound: 'same sound', onechar: 'one character apart', part: 'part of the other', surname: 'surname only', else: 'different' },
      given: { equal: 'equal', edit1: 'one letter apart', edit2: 'two letters apart', initial: 'initial only', else: 'different' }, surname: { equal: 'equal', swapped: 'swapped with the given name', edit1: 'one letter apart', edit2: 'two letters apart', initial: 'initial only', else: 'different' },
      date: { equal: 'equal', edit1: 'one digit, or day and month swapped', parts: 'two of three parts', year: 'same year only', else: 'different' }, phone: { equal: 'equal', edit1: 'one digit apart', else: 'different' }, email: { equal: 'equal', edit1: 'one letter, or another domain', else: 'different' },
      address: { equal: 'same road, number and room', room: 'same estate and room', street: 'same road and number', district: 'same district only', else: 'different' }, text: { equal: 'equal', edit1: 'one letter apart', similar: 'similar', else: 'different' }, code: { equal: 'equal', edit1: 'one sign apart', edit2: 'two signs apart', else: 'different' },
      exact: { equal: 'equal', else: 'different' }, company: { equal: 'same full name', core: 'same core', edit1: 'one character apart', part: 'part of the other', else: 'different' },
    },
    guards: {
      'two-valid-documents': 'Two different valid documents', 'document-of-another-name': 'One document, two names (mistyped, renamed or stolen)', 'names-apart': 'Names do not go together', 'only-name-and-birthday': 'Only name and birthday agree', 'one-household': 'Same phone and address: perhaps one household',
      'only-place-and-people': 'Only place, phone or representative agree', 'one-address': 'Same phone and address: perhaps one building', 'strangers-by-name': 'Names of strangers: the rest says little', 'names-nearly-equal': 'Names nearly, not quite equal', 'birthdays-apart': 'Different birthdays', 'cluster-conflict': 'Would bring together valid documents or what people kept apart', cannot: 'Found to be different by a person', must: 'Found to be the same by a person', document: 'Documents contradict', owners: 'Different owners', key: 'Key customer', sample: 'Sampled automatic merge', 'order-dependent': 'Depends on the order of merging', constraint: 'Would bring two valid documents together',
    },
  },
})

export const fieldWord = (field: string): string => words.fields[field] ?? field

export const levelWord = ({ kind, level }: { kind: string; level: string }): string => words.levels[kind]?.[level] ?? level

export const guardWord = (guard: string): string => words.guards[guard] ?? guard
