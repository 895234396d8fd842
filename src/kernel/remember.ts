/** What a remembered table (kernel.remember) held at an instant. */
import { sql, type Sql } from './tx.ts'

/** The rows of `relation` as they were at `at`, among those that `among` names by the key: `as known` in a from clause. Names are our own, never typed. */
export function knownAt(relation: string, key: readonly string[], among: Sql, at: string): Sql {
  const names = words(key.join(', '))
  const same = words(key.map((name) => `w.${name} = t.${name}`).join(' and '))
  return sql`(
    select * from (
      select was.* from (
        select distinct on (${names}) was from ${words(`${relation}_was`)} where ${among} and until > ${at}::timestamptz order by ${names}, seq) w
      cross join lateral jsonb_populate_record(null::${words(relation)}, w.was) was
      union all
      select t.* from ${words(relation)} t
      where ${among} and not exists (select from ${words(`${relation}_was`)} w where ${same} and w.until > ${at}::timestamptz)) each
    where known_at <= ${at}::timestamptz) known`
}

const words = (text: string): Sql => ({ sql: true, strings: [text], values: [] })
