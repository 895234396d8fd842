import type { Both } from '#kernel/text'

export const kindNames: Readonly<Record<string, Both>> = {
  deposit: { zh: '存款账户', en: 'Deposit accounts' },
  corporate: { zh: '对公账户', en: 'Corporate accounts' },
  wealth: { zh: '理财账户', en: 'Wealth accounts' },
  fund: { zh: '公积金账户', en: 'Housing fund accounts' },
  mobile: { zh: '电子钱包', en: 'Mobile wallets' },
  loan: { zh: '贷款', en: 'Loans' },
  card: { zh: '银行卡', en: 'Cards' },
}
