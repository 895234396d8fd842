/** The kinds of an archive: what a row of each says. One list for doors, tables, imports, history and pages. */
import type { PersonalKind } from '#kernel/endpoint'

export type Field = {
  readonly column: string
  readonly type: 'text' | 'day' | 'amount' | 'integer' | 'flag' | 'choice' | 'share'
  readonly required?: true
  /** Chosen where a new row says nothing. */
  readonly options?: readonly string[]
  readonly max?: number
  readonly personal?: PersonalKind
  /** Kept sealed, with a token beside it by which it is found. */
  readonly sealed?: true
  readonly long?: true
}
export type Kind = { readonly table: string; readonly path: string; readonly fields: Readonly<Record<string, Field>>; /** What an added row may not be changed in, or not at all. */ readonly isLedger?: true }

export const KINDS = {
  address: {
    table: 'archive.address', path: 'addresses',
    fields: {
      kind: { column: 'kind', type: 'choice', required: true, options: ['home', 'work', 'mail', 'register', 'business', 'other'] },
      address: { column: 'address', type: 'text', required: true, max: 200, personal: 'address' },
      postcode: { column: 'postcode', type: 'text', max: 10 },
      verifiedOn: { column: 'verified_on', type: 'day' },
      verifiedHow: { column: 'verified_how', type: 'choice', options: ['document', 'visit', 'letter', 'utility'] },
    },
  },
  contact: {
    table: 'archive.contact', path: 'contacts',
    fields: {
      kind: { column: 'kind', type: 'choice', required: true, options: ['mobile', 'phone', 'email', 'wechat', 'other'] },
      value: { column: 'value', type: 'text', required: true, max: 120, personal: 'phone', sealed: true },
      isPreferred: { column: 'is_preferred', type: 'flag' },
      bestTime: { column: 'best_time', type: 'choice', options: ['any', 'morning', 'noon', 'afternoon', 'evening', 'weekend'] },
      verifiedOn: { column: 'verified_on', type: 'day' },
      remark: { column: 'remark', type: 'text', max: 200 },
    },
  },
  background: {
    table: 'archive.background', path: 'backgrounds',
    fields: {
      kind: { column: 'kind', type: 'choice', required: true, options: ['education', 'employment', 'family', 'shareholder', 'financial'] },
      name: { column: 'name', type: 'text', required: true, max: 120, personal: 'name' },
      detail: { column: 'detail', type: 'text', max: 120 },
      since: { column: 'since', type: 'day' },
      until: { column: 'until', type: 'day' },
      amount: { column: 'amount', type: 'amount', personal: 'income' },
      share: { column: 'share', type: 'share' },
    },
  },
  person: {
    table: 'archive.contact_person', path: 'persons',
    fields: {
      name: { column: 'name', type: 'text', required: true, max: 60, personal: 'name' },
      role: { column: 'role', type: 'choice', required: true, options: ['legal', 'finance', 'procurement', 'operations', 'secretary', 'family', 'other'] },
      power: { column: 'power', type: 'choice', required: true, options: ['decides', 'approves', 'influences', 'handles'] },
      title: { column: 'title', type: 'text', max: 60 },
      phone: { column: 'phone', type: 'text', max: 40, personal: 'phone', sealed: true },
      email: { column: 'email', type: 'text', max: 120, personal: 'email', sealed: true },
      linkedNo: { column: 'linked_no', type: 'text', max: 11 },
      remark: { column: 'remark', type: 'text', max: 200 },
    },
  },
  contract: {
    table: 'archive.contract', path: 'contracts',
    fields: {
      number: { column: 'number', type: 'text', required: true, max: 60 },
      title: { column: 'title', type: 'text', required: true, max: 120 },
      kind: { column: 'kind', type: 'choice', required: true, options: ['credit', 'deposit', 'settlement', 'payroll', 'wealth', 'service', 'other'] },
      value: { column: 'value', type: 'amount' },
      signedOn: { column: 'signed_on', type: 'day' },
      startsOn: { column: 'starts_on', type: 'day' },
      endsOn: { column: 'ends_on', type: 'day' },
      remindDays: { column: 'remind_days', type: 'integer' },
      isRenewing: { column: 'is_renewing', type: 'flag' },
      remark: { column: 'remark', type: 'text', max: 200 },
    },
  },
  assessment: {
    table: 'archive.assessment', path: 'assessments',
    fields: {
      kind: { column: 'kind', type: 'choice', required: true, options: ['value', 'credit', 'loyalty', 'risk'] },
      grade: { column: 'grade', type: 'text', required: true, max: 20 },
      score: { column: 'score', type: 'amount' },
      model: { column: 'model', type: 'text', required: true, max: 60 },
      modelVersion: { column: 'model_version', type: 'text', max: 30 },
      assessedOn: { column: 'assessed_on', type: 'day', required: true },
      validUntil: { column: 'valid_until', type: 'day' },
      approver: { column: 'approver', type: 'text', max: 60 },
      remark: { column: 'remark', type: 'text', max: 200 },
    },
  },
  points: {
    table: 'archive.points_entry', path: 'points', isLedger: true,
    fields: {
      kind: { column: 'kind', type: 'choice', required: true, options: ['earn', 'spend', 'adjust'] },
      points: { column: 'points', type: 'integer', required: true },
      onDay: { column: 'on_day', type: 'day', required: true },
      expiresOn: { column: 'expires_on', type: 'day' },
      why: { column: 'why', type: 'text', required: true, max: 120 },
    },
  },
  feedback: {
    table: 'archive.feedback', path: 'feedbacks',
    fields: {
      givenOn: { column: 'given_on', type: 'day', required: true },
      channel: { column: 'channel', type: 'choice', required: true, options: ['counter', 'phone', 'app', 'wechat', 'visit', 'letter', 'survey'] },
      about: { column: 'about', type: 'choice', required: true, options: ['product', 'service', 'fee', 'system', 'staff', 'other'] },
      text: { column: 'text', type: 'text', required: true, max: 1000, long: true },
      sentiment: { column: 'sentiment', type: 'choice', required: true, options: ['good', 'neutral', 'bad'] },
      followUp: { column: 'follow_up', type: 'choice', options: ['open', 'following', 'done', 'none'] },
      outcome: { column: 'outcome', type: 'text', max: 500, long: true },
    },
  },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof KINDS
export const KIND_NAMES = Object.keys(KINDS) as KindName[] // the keys of the list above
export const kindOf = (name: KindName): Kind => KINDS[name]
