/** The customer's own words, for every page that shows one. */
import { text } from '#kernel/text'

export const words = text({
  zh: {
    kinds: { retail: '零售', corporate: '对公', institution: '机构' },
    statuses: { prospect: '潜在', active: '活跃', dormant: '沉寂', lost: '流失' },
    stages: { prospect: '潜在', new: '新客', growing: '成长', mature: '成熟', dormant: '沉寂', lost: '流失' },
    levels: { standard: '普通', gold: '金卡', platinum: '白金', diamond: '钻石', private: '私行' },
    householdRoles: { head: '户主', spouse: '配偶', child: '子女', parent: '父母', other: '其他成员' },
  },
  en: {
    kinds: { retail: 'Retail', corporate: 'Corporate', institution: 'Institution' },
    statuses: { prospect: 'Prospect', active: 'Active', dormant: 'Dormant', lost: 'Lost' },
    stages: { prospect: 'Prospect', new: 'New', growing: 'Growing', mature: 'Mature', dormant: 'Dormant', lost: 'Lost' },
    levels: { standard: 'Standard', gold: 'Gold', platinum: 'Platinum', diamond: 'Diamond', private: 'Private' },
    householdRoles: { head: 'Head', spouse: 'Spouse', child: 'Child', parent: 'Parent', other: 'Other' },
  },
})

export const LEVELS = ['standard', 'gold', 'platinum', 'diamond', 'private'] as const
/** How a status should strike the eye; losing a customer is the only loss among them. */
export const statusMeanings = { prospect: 'info', active: 'good', dormant: 'warn', lost: 'idle' } as const
/** 生命周期, in its order. */
export const STAGES = ['prospect', 'new', 'growing', 'mature', 'dormant', 'lost'] as const
export const stageMeanings = { prospect: 'info', new: 'info', growing: 'good', mature: 'good', dormant: 'warn', lost: 'idle' } as const
