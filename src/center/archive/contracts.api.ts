import { Type, type Static } from 'typebox'
import { Amount, Day, endpoint, Nullable, PageInput, PageOf, Personal, Subject } from '#kernel/endpoint'

export const Ending = Type.Object({
  customerNo: Subject(),
  name: Personal('name'),
  id: Type.Integer(),
  title: Type.String(),
  number: Type.String(),
  value: Nullable(Amount),
  currency: Type.String(),
  endsOn: Day,
  isRenewing: Type.Boolean(),
  ownerName: Nullable(Type.String()),
})
export type Ending = Static<typeof Ending>

/** 合同到期: contracts near their end, of one's own customers, or of one's branch. */
export const listEnding = endpoint({ at: 'GET /archive/contracts-ending', may: 'archive.read', input: Type.Object(PageInput), reply: PageOf(Ending) })
