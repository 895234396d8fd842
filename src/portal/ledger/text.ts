import { text } from '#kernel/text'

export const t = text({
  zh: {
    title: '客户管理台账', owner: '客户经理', mine: '本人', name: '客户', number: '客户号', kind: '大类', level: '层级', only: '范围', sort: '排序',
    onlys: { deposit: '有存款', loan: '有贷款', falling: '本月存款下降' },
    deposit: '存款余额', loan: '贷款余额', depositMonth: '存款较月初', depositYear: '存款较年初', loanMonth: '贷款较月初', loanYear: '贷款较年初', trend: '近 12 个月存款', customers: '管户',
    question: '近 12 个月管户存款与贷款如何变化？', period: (from: string, to: string) => `${from} 至 ${to}`, since: (day: string) => `${day} 起`, mixed: '外币未折算', book: (name: string) => `${name}的台账`, of: (name: string, n: number) => `${name} · ${n} 户`,
    none: '台账中没有客户', noneAdvice: '名下分配客户后在此显示', noneFit: '没有符合条件的客户', course: (name: string, from: string, to: string) => `${name}：由 ${from} 到 ${to}`, deposits: '存款', loans: '贷款',
  },
  en: {
    title: 'Customer ledger', owner: 'Manager', mine: 'Oneself', name: 'Customer', number: 'Number', kind: 'Kind', level: 'Level', only: 'Which', sort: 'Order',
    onlys: { deposit: 'With deposits', loan: 'With loans', falling: 'Deposits falling this month' },
    deposit: 'Deposits', loan: 'Loans', depositMonth: 'Deposits, month', depositYear: 'Deposits, year', loanMonth: 'Loans, month', loanYear: 'Loans, year', trend: 'Deposits, 12 months', customers: 'Customers',
    question: 'How have the deposits and loans of this book moved in 12 months?', period: (from, to) => `${from} to ${to}`, since: (day) => `since ${day}`, mixed: 'foreign currency not included', book: (name) => `Ledger of ${name}`, of: (name, n) => `${name} · ${n}`,
    none: 'No customers in this ledger', noneAdvice: 'They stand here once they are assigned', noneFit: 'No customer fits', course: (name, from, to) => `${name}: from ${from} to ${to}`, deposits: 'Deposits', loans: 'Loans',
  },
})
