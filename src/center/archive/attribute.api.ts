/** 补充属性 of one customer: what each source and each branch says, edited beside the page. */
import { Type, type Static } from 'typebox'
import { Attribute, AttributeCode } from '#center/customer/type.api'
import { CustomerNo, Day, endpoint, Instant, Nullable, PersonalBy, Subject } from '#kernel/endpoint'

const { attribute, type, zh, en, kind, options, required, class: level, mask, searchable } = Attribute.properties

const Said = {
  value: Nullable(PersonalBy('mask', 'attribute')),
  source: Type.String(),
  sourceTitle: Type.Object({ zh: Type.String(), en: Type.String() }),
  orgName: Type.String(),
  saidOn: Day,
  whoName: Nullable(Type.String({ description: 'who entered it by hand' })),
}

export const AttributeValue = Type.Object({
  attribute, type, zh, en, kind, options, required, class: level, searchable,
  mask: Nullable(mask.anyOf[0]),
  departmental: Type.Boolean(),
  ...Said,
  saidOn: Nullable(Day),
  source: Nullable(Type.String()),
  sourceTitle: Nullable(Said.sourceTitle),
  orgName: Nullable(Type.String()),
  others: Type.Integer({ description: 'further sources that say something else' }),
  version: Type.Integer({ minimum: 0, description: 'of what the viewer’s own branch has entered; 0: nothing yet' }),
})
export type AttributeValue = Static<typeof AttributeValue>

/** Everything asked of this customer by its type, with what is known: of several sources the newest word holds. */
export const listAttributes = endpoint({
  at: 'GET /archive/customers/:customerNo/attributes',
  may: 'customer.read',
  input: Type.Object({ customerNo: CustomerNo }),
  reply: Type.Object({ customerNo: Subject(), version: Type.Integer(), type: Type.String(), place: Type.Array(Type.Object({ zh: Type.String(), en: Type.String() })), rows: Type.Array(AttributeValue) }),
})

/** Enters a value in the name of one's own branch; null takes it back. `version` is that of the branch's own word, 0 for a first one. */
export const writeAttribute = endpoint({
  at: 'PATCH /archive/customers/:customerNo/attributes/:attribute',
  may: 'archive.attribute.write',
  input: Type.Object({ customerNo: CustomerNo, attribute: AttributeCode, version: Type.Integer({ minimum: 0, maximum: 2147483647 }), value: Nullable(Type.String({ maxLength: 400 })) }),
  reply: Type.Object({ customerNo: Subject(), attribute: Type.String(), mask: AttributeValue.properties.mask, value: Said.value, version: Type.Integer() }),
})

export const AttributeWord = Type.Object({ attribute: Type.String(), mask: AttributeValue.properties.mask, ...Said, from: Instant, until: Nullable(Instant) })

/** What every source has ever said of one attribute, the words that hold first. */
export const listAttributeWords = endpoint({
  at: 'GET /archive/customers/:customerNo/attributes/:attribute/words',
  may: 'customer.read',
  input: Type.Object({ customerNo: CustomerNo, attribute: AttributeCode }),
  reply: Type.Object({ customerNo: Subject(), rows: Type.Array(AttributeWord) }),
})
