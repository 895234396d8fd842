-- The workbench: the order of the queue, what a reviewer is told of a side that is hidden, the merge plan, and the figures of coverage.

-- Worth × doubt: what is worth most and least certain comes first.
alter table identity.review_item add column rank real generated always as ((coalesce(value, 0)::real + 1) * coalesce(uncertainty, 0.5)) stored;
create index on identity.review_item (rank desc, item desc) where state = 'open';
-- What a question is worth: the assets of those it is about.
create function identity.weigh_item() returns trigger language plpgsql as $$
begin
  if new.value is null then
    new.value := (select coalesce(sum(p.aum), 0) from account.position p where p.customer_no = any (new.customers) and p.whole);
  end if;
  return new;
end $$;
create trigger weigh before insert on identity.review_item for each row execute function identity.weigh_item();
-- One's own: what is claimed, what waits for one's word.
create index on identity.review_item (claimed_by) where claimed_by is not null;
create index on identity.review_item using gin (owners) where state = 'open';
create index on identity.review_item using gin (customers);
grant update (needs) on identity.review_item to yilan_app;
select kernel.classify('identity.review_item', '{}', rest => 'C1');

alter table identity.review_decision drop constraint review_decision_verdict_check;
alter table identity.review_decision add constraint review_decision_verdict_check check (verdict in ('same', 'different', 'unsure', 'skip', 'contact', 'undo'));
-- Which event it led to, which decision it takes back, and who had to confirm before it.
alter table identity.review_decision add column event bigint;
alter table identity.review_decision add column reverses bigint;
alter table identity.review_decision add column needed text;
create index on identity.review_decision (who, at);
create index on identity.review_decision (at) where verdict in ('same', 'different');
select kernel.classify('identity.review_decision', '{}', rest => 'C1');

-- Whether the caller may work on an item: the rule of its policy, for functions that look beyond it.
create function identity.may_review(no bigint) returns boolean language plpgsql stable as $$
begin
  return exists (
    select from identity.review_item i
    where i.item = no and (kernel.staff() = any (i.owners) or i.org_a between kernel.lo() and kernel.hi() or i.org_b between kernel.lo() and kernel.hi()));
end $$;

-- Of each customer of an item, seen or not: how much there is, never what it says. `digest` stands for all of it, so that a decision knows whether anything has changed.
create function identity.review_sides(asked bigint) returns table (nth int, customer_no text, records int, items int, accounts int, org int, alive boolean, digest text) language plpgsql stable as $$
#variable_conflict use_column
begin
  if not identity.may_review(asked) then return; end if;
  return query
    select c.nth::int, c.no, coalesce(r.records, 0)::int, coalesce(r.items, 0)::int,
      (select count(distinct h.account_no)::int from account.holder h where h.customer_no = c.no and h.until is null),
      k.org, k.state = 'active', md5(concat_ws('|', k.state, k.owner, k.org, r.said))
    from identity.review_item i
    cross join lateral unnest(i.customers) with ordinality c (no, nth)
    join customer.customer k on k.customer_no = c.no
    left join lateral (
      select count(*) as records, string_agg(m.rec || ':' || s.version, ',' order by m.rec) as said,
        sum(num_nonnulls(s.name, s.id_number, s.gender, s.birthday, s.phone, s.phone2, s.email, s.address, s.employer, s.occupation, s.income, s.legal_name, s.industry)) as items
      from identity.membership m
      join identity.source_record s on s.key = m.key and s.source = m.source and s.valid_to is null
      where m.customer_no = c.no and m.to_event is null) r on true
    where i.item = asked;
end $$;

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
select kernel.definer('identity.may_review(bigint)');
select kernel.definer('identity.review_sides(bigint)');
select kernel.definer('identity.review_sight(bigint)');

-- 离散分析法 as the bank has settled it: each saving is a row, the last one holds.
create table identity.merge_plan (
  version int primary key,
  rule text not null check (rule in ('max', 'min')),
  against text not null check (against in ('merged', 'start')),
  start text not null,
  -- By hand; empty: rule and start decide.
  sequence text[] not null default '{}',
  note text not null,
  by text not null,
  at timestamptz not null default now()
);
select kernel.protect('identity.merge_plan', by => 'open');
select kernel.classify('identity.merge_plan', '{}', rest => 'none');
grant insert on identity.merge_plan to yilan_app;
revoke update, delete on identity.merge_plan from yilan_engine;

-- A02: V = k · n · U · r − m · c. Each saving is a row, the last one holds.
create table identity.worth (
  version int primary key,
  k numeric(8, 4) not null,
  uses numeric(12, 4) not null,
  gain numeric(12, 4) not null,
  cost numeric(12, 4) not null,
  note text not null,
  by text not null,
  at timestamptz not null default now()
);
insert into identity.worth (version, k, uses, gain, cost, note, by) values (1, 1, 12, 0.05, 0.2, 'first', 'service:identity');
select kernel.protect('identity.worth', by => 'open');
select kernel.classify('identity.worth', '{}', rest => 'none');
grant insert on identity.worth to yilan_app;
revoke update, delete on identity.worth from yilan_engine;

-- 统一客户覆盖 of a day, by owning organisation and level: what the page adds up. `crossed`: items × records of each customer, for A02.
create table identity.coverage (
  day date not null,
  org int not null,
  level text not null,
  customers int not null,
  -- With a question open about them.
  doubtful int not null,
  records bigint not null,
  items bigint not null,
  crossed bigint not null,
  at timestamptz not null default now(),
  primary key (day, org, level)
);
select kernel.protect('identity.coverage', by => 'org');
select kernel.classify('identity.coverage', '{}', rest => 'C1');

-- Of the same customers, records and customers by system.
create table identity.coverage_source (
  day date not null,
  org int not null,
  source text not null,
  records bigint not null,
  customers bigint not null,
  primary key (day, org, source)
);
select kernel.protect('identity.coverage_source', by => 'org');
select kernel.classify('identity.coverage_source', '{}', rest => 'C1');

-- Why customers are unresolved on a day.
create table identity.coverage_reason (
  day date not null,
  org int not null,
  reason text not null,
  customers int not null,
  value numeric(20, 2) not null,
  primary key (day, org, reason)
);
select kernel.protect('identity.coverage_reason', by => 'org');
select kernel.classify('identity.coverage_reason', '{}', rest => 'C1');

-- For 离散分析法, as last measured: each system, each pair of systems, and how many customers are in which of them.
create table identity.system_figures (
  source text primary key,
  records bigint not null,
  documents bigint not null,
  value numeric(20, 2) not null,
  at timestamptz not null default now()
);
create table identity.dispersion (
  a text not null,
  b text not null,
  shared bigint not null,
  doubts bigint not null default 0,
  primary key (a, b),
  check (a < b)
);
create table identity.mixture (
  sources text[] primary key,
  customers bigint not null,
  -- Beside each of `sources`.
  records bigint[] not null
);
select kernel.protect(figures, by => 'open'), kernel.classify(figures, '{}', rest => 'none')
from unnest('{identity.system_figures,identity.dispersion,identity.mixture}'::regclass[]) figures;

create index on identity.identity_event (seq) where kind = 'merge';

-- Versions are frozen when proposed; a second person publishes or sends back.
alter table identity.er_model drop constraint er_model_state_check;
alter table identity.er_model add constraint er_model_state_check check (state in ('draft', 'proposed', 'published', 'retired', 'refused', 'withdrawn'));
alter table identity.er_model add column refusal text;
alter table identity.er_model add column checked_at timestamptz;
alter table identity.er_model add column effect jsonb;
create index on identity.er_model (kind, made_at desc);
-- One at a time waits for the second person.
create unique index on identity.er_model (kind) where state = 'proposed';
select kernel.classify('identity.er_model', '{}', rest => 'none');
revoke update on identity.er_model from yilan_app;
grant update (state, checked_by, checked_at, published_at, refusal, version) on identity.er_model to yilan_app;
