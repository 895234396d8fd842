/** The account's own words, for every page that shows one. */
import { text } from '#kernel/text'

export const words = text({
  zh: {
    kinds: { deposit: '存款', corporate: '对公存款', wealth: '理财', fund: '公积金', mobile: '电子钱包', loan: '贷款', card: '银行卡' },
    subkinds: {
      demand: '活期', time: '定期', notice: '通知存款', basic: '基本存款账户', general: '一般存款账户', special: '专用存款账户', housing: '住房公积金', wallet: '电子钱包', wealth: '理财账户',
      mortgage: '个人住房贷款', consumer: '个人消费贷款', car: '个人汽车贷款', business: '个人经营贷款', classic: '普卡', gold: '金卡', platinum: '白金卡', diamond: '钻石卡', junior: '青年卡',
    },
    statuses: { open: '正常', dormant: '不动户', frozen: '冻结', closed: '已销户' },
    roles: { owner: '本人', joint: '联名', authorised: '代理' },
    transactions: {
      deposit: '存入', withdrawal: '取现', transfer: '转账', salary: '代发工资', pension: '养老金', purchase: '消费', refund: '退款', interest: '结息', fee: '手续费', repayment: '还款',
      disbursement: '贷款发放', investment: '申购', redemption: '赎回', utility: '生活缴费', insurance: '保险', tax: '缴税',
    },
    channels: { counter: '柜面', atm: '自助机具', mobile: '手机银行', web: '网上银行', pos: '商户刷卡', qr: '扫码支付', batch: '系统批量' },
  },
  en: {
    kinds: { deposit: 'Deposits', corporate: 'Company deposits', wealth: 'Wealth', fund: 'Housing fund', mobile: 'Wallet', loan: 'Loans', card: 'Cards' },
    subkinds: {
      demand: 'Current', time: 'Time deposit', notice: 'Notice deposit', basic: 'Basic account', general: 'General account', special: 'Special account', housing: 'Housing fund', wallet: 'Wallet', wealth: 'Wealth account',
      mortgage: 'Mortgage', consumer: 'Consumer loan', car: 'Car loan', business: 'Business loan', classic: 'Classic card', gold: 'Gold card', platinum: 'Platinum card', diamond: 'Diamond card', junior: 'Junior card',
    },
    statuses: { open: 'Open', dormant: 'Dormant', frozen: 'Frozen', closed: 'Closed' },
    roles: { owner: 'Owner', joint: 'Joint', authorised: 'Authorised' },
    transactions: {
      deposit: 'Deposit', withdrawal: 'Withdrawal', transfer: 'Transfer', salary: 'Salary', pension: 'Pension', purchase: 'Purchase', refund: 'Refund', interest: 'Interest', fee: 'Fee', repayment: 'Repayment',
      disbursement: 'Disbursement', investment: 'Investment', redemption: 'Redemption', utility: 'Utilities', insurance: 'Insurance', tax: 'Tax',
    },
    channels: { counter: 'Counter', atm: 'ATM', mobile: 'Mobile bank', web: 'Web bank', pos: 'Card terminal', qr: 'QR payment', batch: 'Batch' },
  },
})

/** How a state should strike the eye: a frozen account is a hindrance, not a loss. */
export const statusMeanings = { open: 'good', dormant: 'warn', frozen: 'warn', closed: 'idle' } as const

/** The word of a code; a code nobody has named yet shows as it is. */
export function wordOf(of: Readonly<Record<string, string>>, code: string | null): string | null {
  return code === null ? null : (of[code] ?? code)
}
