-- Whose number stays is told by accounts before records, as merge.ts chooses; and a question finds its records, for when a merge that answered it is taken back.
-- Functions that act beyond row security belong to the engine.
set local role yilan_engine;
drop function identity.review_sight(bigint);
reset role;
-- Were the customers of an item one, what would the owning organisation of the survivor newly see, and what would the others' owners no longer? By organisation of the rows.
-- The survivor is chosen as merge.ts does.
create function identity.review_sight(asked bigint) returns table (org int, gains boolean, records int, accounts int) language plpgsql stable as $$
#variable_conflict use_column
begin
  if not identity.may_review(asked) then return; end if;
  return query
    with side as (
      select k.customer_no, k.org, row_number() over (order by (k.owner_by = 'person' or k.level_by = 'person' or exists (
          select from identity.event_customer e join identity.identity_event v on v.seq = e.seq
          where e.customer_no = k.customer_no and v.kind in ('confirm', 'pin') and v.model is null)) desc,
        (select count(*) from account.holder h where h.customer_no = k.customer_no and h.until is null) desc,
        (select count(*) from identity.membership m where m.customer_no = k.customer_no and m.to_event is null) desc, k.since nulls last, k.customer_no) = 1 as stays
      from identity.review_item i cross join lateral unnest(i.customers) c (no) join customer.customer k on k.customer_no = c.no
      where i.item = asked and i.kind in ('pair', 'merge')),
    home as (select side.org from side where stays),
    thing as (
      select side.org as owning, m.org as here, 1 as record, 0 as account
      from side join identity.membership m on m.customer_no = side.customer_no and m.to_event is null
      where not stays
      union all
      select side.org, h.org, 0, 1
      from side join account.holder h on h.customer_no = side.customer_no and h.until is null
      where not stays)
    select home.org, true, sum(record)::int, sum(account)::int
    from thing, home
    where owning <> home.org and here <> home.org
    group by home.org
    union all
    select owning, false, sum(record)::int, sum(account)::int
    from thing, home
    where owning <> home.org and here <> owning
    group by owning;
end $$;
select kernel.definer('identity.review_sight(bigint)');

create index on identity.review_item (a) where kind = 'pair' and state = 'stale';
create index on identity.review_item (b) where kind = 'pair' and state = 'stale';

-- Only whole batches are runs of the matcher: an arrival is an event.
alter table identity.er_run drop constraint er_run_kind_check;
alter table identity.er_run add constraint er_run_kind_check check (kind = 'batch');
