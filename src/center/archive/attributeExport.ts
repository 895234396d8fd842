/** What is asked of customers, as further columns of a file: declared at run time, masked as on the page. */
import { attributesWhere } from '#center/customer'
import type { Attribute } from '#center/customer/type.api'
import type { ExportColumn, FieldType } from '#kernel/room'
import { open as unseal } from '#kernel/secret'
import { sql, type Tx } from '#kernel/tx'
import { BY_HAND, maskFor } from './attribute.ts'

const kinds: Partial<Record<Attribute['kind'], FieldType>> = { day: 'day', amount: 'amount', integer: 'integer', number: 'number', boolean: 'boolean' }

export async function attributeColumns(tx: Tx): Promise<ExportColumn[]> {
  const declared = await attributesWhere(tx, sql`a.state = 'active'`)
  return declared.map((asked) => {
    const personal = maskFor(asked, tx.who)
    return {
      // What a mask leaves of a figure or a day is none any more.
      key: keyOf(asked.attribute), title: { zh: asked.zh, en: asked.en }, kind: personal === null ? (kinds[asked.kind] ?? 'text') : 'text', class: asked.class,
      ...(personal !== null && { personal }),
      ...(asked.options.length > 0 && { words: Object.fromEntries(asked.options.map(({ code, zh, en }) => [code, { zh, en }])) }),
    }
  })
}

/** The same rows, each with the newest word on every attribute that may be seen: one statement for the page. */
export async function withAttributes<Row extends { customerNo: string }>(tx: Tx, rows: readonly Row[]): Promise<(Row & Record<string, unknown>)[]> {
  const said = await tx<{ no: string; attribute: string; value: string | null; sealed: string | null }[]>`
    select distinct on (asked.no, a.attribute) asked.no, a.attribute, a.value, a.sealed
    from unnest(${rows.map((row) => row.customerNo)}::text[]) as asked (no)
    cross join lateral customer.numbers(asked.no) as mine (no)
    join archive.attribute a on a.customer_no = mine.no and (a.value is not null or a.sealed is not null)
    join customer.attribute d on d.attribute = a.attribute and d.state = 'active'
    order by asked.no, a.attribute, a.said_on desc, a.source = ${BY_HAND} desc, a.updated_at desc`
  const known = Map.groupBy(said, (each) => each.no)
  return rows.map((row) => ({ ...row, ...Object.fromEntries((known.get(row.customerNo) ?? []).map(({ attribute, value, sealed }) => [keyOf(attribute), sealed === null ? value : unseal(sealed)])) }))
}

/** Apart from the columns of whoever takes these besides its own. */
const keyOf = (attribute: string): string => `attribute.${attribute}`
