-- 时效: when each value was last confirmed, by a source or by a person; and what has no customer.
create table quality.confirmation (
  customer_no text not null,
  confirmation bigint generated always as identity,
  field text not null,
  on_day date not null default current_date,
  org int not null,
  by text not null,
  channel text not null check (channel in ('counter', 'phone', 'visit', 'message')),
  at timestamptz not null default now(),
  primary key (customer_no, confirmation)
);
-- Of each customer, seen whole: the days of the values it has, and which are too old.
create table quality.freshness (
  customer_no text primary key,
  org int not null,
  owner text,
  days jsonb not null,
  stale text[] not null,
  verified boolean not null
);
create index on quality.freshness (org, customer_no) where stale <> '{}';
create index on quality.freshness (owner, org, customer_no) where stale <> '{}';
-- How many customers were confirmed within twelve months, of each day.
create table quality.verified (
  day date not null,
  org int not null,
  customers int not null,
  verified int not null,
  primary key (day, org)
);

create table quality.orphan_count (
  day date not null,
  org int not null,
  kind text not null,
  cause text not null,
  orphans int not null,
  total bigint not null,
  primary key (day, org, kind, cause)
);
-- What is here and belongs to nobody, row by row.
create table quality.orphan (
  subject text not null,
  kind text not null,
  cause text not null,
  source text not null,
  org int not null,
  rows int not null,
  orphan bigint generated always as identity,
  primary key (subject, kind, orphan)
);
create index on quality.orphan (org, kind, orphan);

select kernel.protect(t, by => 'org') from unnest('{quality.confirmation,quality.freshness,quality.verified,quality.orphan_count,quality.orphan}'::regclass[]) t;
select kernel.classify(t, '{}', rest => 'C1') from unnest('{quality.confirmation,quality.freshness}'::regclass[]) t;
select kernel.classify('quality.verified', '{}', rest => 'none'), kernel.classify('quality.orphan_count', '{}', rest => 'none'), kernel.classify('quality.orphan', '{"subject": "C2 accountNo"}', rest => 'C1');
grant insert on quality.confirmation to yilan_app;
grant update (days, stale, verified) on quality.freshness to yilan_app;
revoke update, delete on quality.confirmation from yilan_engine;

-- A person has chosen another record's word, or has typed the right one: and it still holds.
create or replace function quality.overridden(no text, of_field text, of_source text, of_key text) returns boolean language sql stable as $$
  select exists (
    select from identity.membership m
    join identity.pin p on p.rec = m.rec and p.lifted_by is null and p.until > current_date and p.attribute = of_field
    where m.customer_no = no and m.to_event is null and (m.source, m.key) is distinct from (of_source, of_key))
  or exists (
    select from identity.golden g
    where g.customer_no = no and g.whole and g.winner -> of_field ->> 'source' = 'yilan' and (g.winner -> of_field ->> 'source', g.winner -> of_field ->> 'key') is distinct from (of_source, of_key)) $$;
