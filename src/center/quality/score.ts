/** Of each day: how many rows each rule judged and how many failed, by branch, system and field. */
import type { Tx } from '#kernel/tx'
import type { Rules } from './rules.ts'

/** What a rule can judge of a field: every row that must say something, or those that do. */
export async function keepScores(tx: Tx, rules: Rules): Promise<void> {
  const missing = JSON.stringify(rules.get('missing')?.params ?? {})
  await tx`delete from quality.score where day = current_date and rule <> 'stale'`
  await tx`
    with judged as (
      select f.org, f.source, r.rule, f.field, r.dimension, sum(f.filled) as checked
      from quality.filled f
      join (select distinct on (rule) rule, dimension, entity, is_on from quality.rule order by rule, version desc) r on r.is_on
        and (f.kind = 'account') = (r.entity in ('account', 'transaction'))
      join (values ('placeholder', '{phone,email,idNumber,birthday,address}'::text[]), ('name', '{name}'), ('document', '{idNumber}'), ('phone', '{phone,phone2}'), ('email', '{email}'),
        ('day', '{birthday,openedOn,updatedOn}'), ('address', '{address}'), ('outlier', '{income}'), ('duplicate', '{key}'), ('contradiction', '{gender,birthday}'), ('shared', '{phone}'),
        ('code', '{gender}'), ('card', '{accountNo}'), ('ownerless', '{holder}'), ('product', '{product}'), ('balance', '{balance}'), ('amount', '{balance}'), ('closed', '{at}')) d (rule, fields)
        on d.rule = r.rule and f.field = any (d.fields)
      group by f.org, f.source, r.rule, f.field, r.dimension
      union all
      select f.org, f.source, 'missing', f.field, 'completeness', sum(f.rows)
      from quality.filled f
      where ${missing}::jsonb -> f.kind ? f.field
        and exists (select from quality.filled d where d.source = f.source and d.kind = f.kind and d.field = f.field and d.filled > 0)
      group by f.org, f.source, f.field),
    failed as (select org, source, rule, field, max(dimension) as dimension, count(*) as failed from quality.failure where state = 'open' and rule <> 'stale' group by org, source, rule, field)
    insert into quality.score (day, org, source, rule, field, dimension, checked, failed)
    select current_date, coalesce(j.org, f.org), coalesce(j.source, f.source), coalesce(j.rule, f.rule), coalesce(j.field, f.field), coalesce(j.dimension, f.dimension),
      greatest(coalesce(j.checked, 0), coalesce(f.failed, 0)), coalesce(f.failed, 0)
    from judged j
    full join failed f on f.org = j.org and f.source = j.source and f.rule = j.rule and f.field = j.field
    -- A source that no full run has counted yet would pass at nought: of it only the failures are known.
    where coalesce(j.checked, 0) > 0 or exists (select from quality.filled d where d.source = f.source)`
}
