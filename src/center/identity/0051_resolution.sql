-- Resolution: records as the matcher knows them (rec), what people have settled (constraint_pair, pin), what the matcher keeps (er_*), what waits for a person (review_*).

-- One number for one (source, key), the same for all its versions.
create sequence identity.rec_seq;
grant usage on sequence identity.rec_seq to yilan_engine;
alter table identity.source_record add column rec bigint;
alter table identity.membership add column rec bigint;
-- Nobody has seen a provisional membership yet: the matcher may still place the record elsewhere.
alter table identity.membership add column provisional boolean not null default false;

set local role yilan_engine;
update identity.source_record r set rec = n.rec
from (select key, source, nextval('identity.rec_seq') as rec from (select distinct key, source from identity.source_record order by key, source) k) n
where n.key = r.key and n.source = r.source;
update identity.membership m set rec = r.rec
from (select distinct key, source, rec from identity.source_record) r
where r.key = m.key and r.source = m.source;
reset role;

alter table identity.source_record alter column rec set not null;
alter table identity.membership alter column rec set not null;
-- The current version of a record, and whose it is. Not unique: the distribution key is the source's own key, by which both are.
create index on identity.source_record (rec) where valid_to is null;
create index on identity.membership (rec) where to_event is null;
select kernel.classify('identity.source_record', '{"name": "C2 name", "id_number": "C2 idNumber", "id_token": "C2", "birthday": "C2 birthday", "gender": "C2", "phone": "C2 phone",
  "phone_token": "C2", "phone2": "C2 phone", "phone2_token": "C2", "email": "C2 email", "email_token": "C2", "address": "C2 address", "door": "C2 address", "employer": "C2 employer",
  "occupation": "C2", "income": "C2 income", "legal_name": "C2 name", "legal_id_number": "C2 idNumber", "legal_id_token": "C2"}', rest => 'C1');
select kernel.classify('identity.membership', '{}', rest => 'C1');

-- Memberships that a merge ended are the survivor's history. A record is seen by whoever sees its present membership: after a split not by those who only see the other side.
select kernel.protect('identity.membership', "using" =>
  'org between (select kernel.lo()) and (select kernel.hi()) or identity.whole(case when to_event is null then customer_no else customer.current(customer_no) end)');
create function identity.belongs(key text, source text) returns boolean language plpgsql stable parallel safe as $$
begin
  return exists (select from identity.membership m where m.key = belongs.key and m.source = belongs.source and m.to_event is null);
end $$;
select kernel.protect('identity.source_record', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or identity.belongs(key, source)');
revoke delete on identity.source_record, identity.membership from yilan_engine;
create index on identity.document (customer_no);

-- Customers whom an event concerned beside those that its memberships name: a history reads both.
create table identity.event_customer (
  customer_no text not null,
  seq bigint not null,
  primary key (customer_no, seq)
);
select kernel.protect('identity.event_customer', "using" => 'identity.whole(customer.current(customer_no))');
select kernel.classify('identity.event_customer', '{}', rest => 'C1');
revoke update, delete on identity.event_customer from yilan_engine;
select kernel.classify('identity.identity_event', '{"before": "C2", "after": "C2"}', rest => 'C1');
create index on identity.identity_event (reverses) where reverses is not null;

-- What people have decided of two records; inputs of every run of the matcher. Never deleted: lifted by an event.
create table identity.constraint_pair (
  a bigint not null,
  b bigint not null,
  kind text not null check (kind in ('must', 'cannot')),
  by text not null,
  reason text not null,
  event bigint not null references identity.identity_event,
  until date,
  lifted_by bigint references identity.identity_event,
  at timestamptz not null default now(),
  primary key (a, b, event),
  check (a < b)
);
create unique index on identity.constraint_pair (a, b) where lifted_by is null;
create index on identity.constraint_pair (b) where lifted_by is null;
create index on identity.constraint_pair (event);
create index on identity.constraint_pair (lifted_by) where lifted_by is not null;
select kernel.protect('identity.constraint_pair', by => 'engine');
select kernel.classify('identity.constraint_pair', '{}', rest => 'C1');
revoke delete on identity.constraint_pair from yilan_engine;

-- A person's choice of a golden value: of this record, until a day. It goes wherever the record goes.
create table identity.pin (
  customer_no text not null,
  attribute text not null references identity.attribute,
  rec bigint not null,
  by text not null,
  reason text not null,
  until date not null,
  event bigint not null references identity.identity_event,
  lifted_by bigint references identity.identity_event,
  at timestamptz not null default now(),
  primary key (customer_no, attribute, event)
);
create index on identity.pin (rec) where lifted_by is null;
create index on identity.pin (until) where lifted_by is null;
create index on identity.pin (event);
create index on identity.pin (lifted_by) where lifted_by is not null;
select kernel.protect('identity.pin', "using" => 'identity.whole(customer.current(customer_no))');
select kernel.classify('identity.pin', '{}', rest => 'C1');
revoke delete on identity.pin from yilan_engine;

-- Blocking keys, keyed as a token is: equal hashes are compared.
create table identity.er_key (
  hash bigint not null,
  rec bigint not null,
  primary key (hash, rec)
);
select kernel.protect('identity.er_key', by => 'engine');
select kernel.classify('identity.er_key', '{"hash": "C2"}', rest => 'C1');

create table identity.er_model (
  model text primary key,
  kind text not null check (kind in ('person', 'company')),
  state text not null default 'draft' check (state in ('draft', 'proposed', 'published', 'retired')),
  body jsonb not null,
  based_on text references identity.er_model,
  made_by text not null,
  checked_by text,
  note text,
  made_at timestamptz not null default now(),
  published_at timestamptz,
  version int not null default 1
);
create unique index on identity.er_model (kind) where state = 'published';
select kernel.protect('identity.er_model', by => 'open');
select kernel.classify('identity.er_model', '{}', rest => 'none');
grant insert, update on identity.er_model to yilan_app;
revoke delete on identity.er_model from yilan_engine;

create table identity.er_run (
  run bigint generated always as identity primary key,
  kind text not null check (kind in ('batch', 'delta', 'arrival')),
  model text,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  figures jsonb not null default '{}'
);
select kernel.protect('identity.er_run', by => 'open');
select kernel.classify('identity.er_run', '{}', rest => 'none');

-- Packed arrays of the last batch (pairs and their codes), for what-if.
create table identity.er_block (
  run bigint not null,
  name text not null,
  part int not null,
  data bytea not null,
  primary key (run, name, part)
);
select kernel.protect('identity.er_block', by => 'engine');
select kernel.classify('identity.er_block', '{}', rest => 'C1');
revoke select on identity.er_key, identity.er_block, identity.constraint_pair from yilan_app;

-- What a person decides. `customers`: the numbers concerned, in order, as of then; a and b: the two records that stand for a pair; recs: those that would leave.
create table identity.review_item (
  item bigint generated always as identity primary key,
  kind text not null check (kind in ('pair', 'merge', 'split', 'owner')),
  customers text[] not null,
  a bigint,
  b bigint,
  recs bigint[] not null default '{}',
  bits real,
  code bigint,
  guard text,
  model text,
  value numeric(20, 2),
  uncertainty real,
  org_a int,
  org_b int,
  -- Members of staff who must confirm.
  owners text[] not null default '{}',
  needs text not null default 'steward' check (needs in ('steward', 'owner', 'owners', 'supervisor', 'contact')),
  state text not null default 'open' check (state in ('open', 'done', 'stale')),
  version int not null default 1,
  run bigint,
  claimed_by text,
  claimed_until timestamptz,
  at timestamptz not null default now()
);
-- One open item for one question.
create unique index on identity.review_item (kind, customers) where state = 'open';
select kernel.protect('identity.review_item', "using" =>
  '(select kernel.staff()) = any(owners) or org_a between (select kernel.lo()) and (select kernel.hi()) or org_b between (select kernel.lo()) and (select kernel.hi())');
select kernel.classify('identity.review_item', '{}', rest => 'C1');
grant update (state, version, claimed_by, claimed_until) on identity.review_item to yilan_app;
revoke delete on identity.review_item from yilan_engine;

create function identity.reviewable(no bigint) returns boolean language plpgsql stable parallel safe as $$
begin
  return exists (select from identity.review_item where item = no);
end $$;

create table identity.review_decision (
  item bigint not null references identity.review_item,
  seq bigint generated always as identity,
  verdict text not null check (verdict in ('same', 'different', 'unsure', 'skip')),
  who text not null,
  reason text,
  at timestamptz not null default now(),
  primary key (item, seq)
);
select kernel.protect('identity.review_decision', "using" => 'identity.reviewable(item)');
select kernel.classify('identity.review_decision', '{}', rest => 'C1');
grant insert on identity.review_decision to yilan_app;
revoke update, delete on identity.review_decision from yilan_engine;
