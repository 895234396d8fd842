/** The golden record as it was known then, and all that it has been. */
import { knownAt } from '#kernel/remember'
import { sql, type Tx } from '#kernel/tx'
import { goldenOf, type Golden } from './golden.ts'

/** As `goldenOf`, at an instant: of the rows of then that the viewer may see. */
export function goldenAt(tx: Tx, customerNo: string, at: string): Promise<Golden | undefined> {
  return tx.one<Golden>`
    select customer_no, org, whole, kind, name, id_type, id_number, gender, birthday, phone, email, address, employer, occupation, income::text, legal_name, industry,
      opened_on, sources, records, winner, as_of
    from ${knownAt('identity.golden', ['customer_no', 'org'], sql`customer_no = ${customerNo}`, at)}
    order by whole desc, records desc, org
    limit 1`
}

/** A state of the golden record: from when, and who brought it (null: as it first was). */
export type State = { at: string; by: string | null; golden: Golden }

/** Every state of the row that the viewer sees, oldest first. */
export async function goldensOf(tx: Tx, customerNo: string): Promise<State[]> {
  const now = await goldenOf(tx, customerNo)
  if (!now) return []
  const [was, current] = await Promise.all([
    tx<{ until: string; by: string | null; golden: Golden & { known_at: string } }[]>`
      select until, by, was as golden from identity.golden_was
      where customer_no = ${customerNo} and (was ->> 'whole')::boolean = ${now.whole} and (${now.whole} or org = ${now.org})
      order by seq`,
    tx.one<{ known_at: string }>`select known_at from identity.golden where customer_no = ${customerNo} and org = ${now.org}`,
  ])
  const first = was[0]?.golden.known_at ?? current?.known_at
  const states = [...was.map(({ golden }) => golden), now]
  return states.map((golden, nth) => ({ at: new Date((nth === 0 ? first : was[nth - 1]?.until) ?? 0).toISOString(), by: nth === 0 ? null : (was[nth - 1]?.by ?? null), golden: plain(golden) }))
}

/** Money in a row's JSON is a number; everywhere else it is a string. */
const plain = (golden: Golden): Golden => ({ ...golden, income: golden.income === null ? null : Number(golden.income).toFixed(2) })
