-- The kinds of an archive. A row is of the organisation it came from: the owning branch sees all of its customer, another branch its own. Ended, never deleted.

-- 地址
create table archive.address (
  customer_no text not null,
  id bigint generated always as identity,
  -- What staff enter is of the source yilan; `key` and `customer_key` are the source's own, and null of what was typed.
  source text not null,
  key text,
  customer_key text,
  org int not null,
  kind text not null check (kind in ('home', 'work', 'mail', 'register', 'business', 'other')),
  address text not null,
  postcode text,
  -- As parsed (identity's own parser): 省 市 区 街道 路 号 小区 楼 单元 室.
  province text, city text, district text, town text, road text, number text, estate text, building text, unit text, room text,
  verified_on date,
  verified_how text check (verified_how in ('document', 'visit', 'letter', 'utility')),
  ended_on date,
  ended_why text,
  version int not null default 1,
  by text not null,
  digest bigint,
  run int,
  line int,
  primary key (customer_no, id)
);
create index on archive.address (key, source) where key is not null;
create index on archive.address using brin (run);
select kernel.classify('archive.address', '{"address": "C2 address", "town": "C2", "road": "C2", "number": "C2", "estate": "C2", "building": "C2", "unit": "C2", "room": "C2"}', rest => 'C1');

-- 联系方式
create table archive.contact (
  customer_no text not null,
  id bigint generated always as identity,
  -- What staff enter is of the source yilan; `key` and `customer_key` are the source's own, and null of what was typed.
  source text not null,
  key text,
  customer_key text,
  org int not null,
  kind text not null check (kind in ('mobile', 'phone', 'email', 'wechat', 'other')),
  -- Sealed, with the token of its kind beside it.
  value text not null,
  value_token bigint not null,
  verified_on date,
  best_time text check (best_time in ('any', 'morning', 'noon', 'afternoon', 'evening', 'weekend')),
  is_preferred boolean not null default false,
  remark text,
  ended_on date,
  ended_why text,
  version int not null default 1,
  by text not null,
  digest bigint,
  run int,
  line int,
  primary key (customer_no, id)
);
create index on archive.contact (key, source) where key is not null;
create index on archive.contact using brin (run);
create index on archive.contact (value_token) where ended_on is null;
select kernel.classify('archive.contact', '{"value": "C2 phone", "value_token": "C2", "remark": "C2"}', rest => 'C1');

-- 背景
create table archive.background (
  customer_no text not null,
  id bigint generated always as identity,
  -- What staff enter is of the source yilan; `key` and `customer_key` are the source's own, and null of what was typed.
  source text not null,
  key text,
  customer_key text,
  org int not null,
  kind text not null check (kind in ('education', 'employment', 'family', 'shareholder', 'financial')),
  -- A school, an employer, a relative, a shareholder, or what a financial figure is of.
  name text not null,
  -- A degree, a position, a kinship, a kind of share, a year of account.
  detail text,
  amount numeric(20, 2),
  share numeric(7, 4),
  since date,
  until date,
  ended_on date,
  ended_why text,
  version int not null default 1,
  by text not null,
  digest bigint,
  run int,
  line int,
  primary key (customer_no, id)
);
create index on archive.background (key, source) where key is not null;
create index on archive.background using brin (run);
select kernel.classify('archive.background', '{"name": "C2 name", "detail": "C2", "amount": "C2 income", "share": "C2"}', rest => 'C1');

-- 联系人
create table archive.contact_person (
  customer_no text not null,
  id bigint generated always as identity,
  -- What staff enter is of the source yilan; `key` and `customer_key` are the source's own, and null of what was typed.
  source text not null,
  key text,
  customer_key text,
  org int not null,
  name text not null,
  role text not null check (role in ('legal', 'finance', 'procurement', 'operations', 'secretary', 'family', 'other')),
  power text not null check (power in ('decides', 'approves', 'influences', 'handles')),
  title text,
  phone text,
  phone_token bigint,
  email text,
  email_token bigint,
  -- The person as a customer of the bank, where it is known.
  linked_no text,
  remark text,
  ended_on date,
  ended_why text,
  version int not null default 1,
  by text not null,
  digest bigint,
  run int,
  line int,
  primary key (customer_no, id)
);
create index on archive.contact_person (key, source) where key is not null;
create index on archive.contact_person using brin (run);
select kernel.classify('archive.contact_person', '{"name": "C2 name", "phone": "C2 phone", "phone_token": "C2", "email": "C2 email", "email_token": "C2", "remark": "C2"}', rest => 'C1');

-- 合同
create table archive.contract (
  customer_no text not null,
  id bigint generated always as identity,
  -- What staff enter is of the source yilan; `key` and `customer_key` are the source's own, and null of what was typed.
  source text not null,
  key text,
  customer_key text,
  org int not null,
  number text not null,
  title text not null,
  kind text not null check (kind in ('credit', 'deposit', 'settlement', 'payroll', 'wealth', 'service', 'other')),
  value numeric(20, 2),
  currency text not null default 'CNY',
  signed_on date,
  starts_on date,
  ends_on date,
  remind_days int not null default 30 check (remind_days between 0 and 366),
  is_renewing boolean not null default false,
  -- The end for which whoever looks after the customer was reminded.
  reminded_for date,
  remark text,
  ended_on date,
  ended_why text,
  version int not null default 1,
  by text not null,
  digest bigint,
  run int,
  line int,
  primary key (customer_no, id)
);
create index on archive.contract (key, source) where key is not null;
create index on archive.contract using brin (run);
create index on archive.contract (ends_on) where ended_on is null;
select kernel.classify('archive.contract', '{"value": "C2", "remark": "C2"}', rest => 'C1');

-- 评定
create table archive.assessment (
  customer_no text not null,
  id bigint generated always as identity,
  -- What staff enter is of the source yilan; `key` and `customer_key` are the source's own, and null of what was typed.
  source text not null,
  key text,
  customer_key text,
  org int not null,
  kind text not null check (kind in ('value', 'credit', 'loyalty', 'risk')),
  grade text not null,
  score numeric(12, 4),
  model text not null,
  model_version text,
  assessed_on date not null,
  valid_until date,
  approver text,
  remark text,
  ended_on date,
  ended_why text,
  version int not null default 1,
  by text not null,
  digest bigint,
  run int,
  line int,
  primary key (customer_no, id)
);
create index on archive.assessment (key, source) where key is not null;
create index on archive.assessment using brin (run);
select kernel.classify('archive.assessment', '{"grade": "C2", "score": "C2", "remark": "C2"}', rest => 'C1');

-- 积分
create table archive.points_entry (
  customer_no text not null,
  id bigint generated always as identity,
  -- What staff enter is of the source yilan; `key` and `customer_key` are the source's own, and null of what was typed.
  source text not null,
  key text,
  customer_key text,
  org int not null,
  kind text not null check (kind in ('earn', 'spend', 'adjust')),
  points bigint not null check (points <> 0),
  on_day date not null,
  -- Of what was earned: what is left of it on this day is lost.
  expires_on date,
  why text not null,
  ended_on date,
  ended_why text,
  version int not null default 1,
  by text not null,
  digest bigint,
  run int,
  line int,
  primary key (customer_no, id)
);
create index on archive.points_entry (key, source) where key is not null;
create index on archive.points_entry using brin (run);
select kernel.classify('archive.points_entry', '{}', rest => 'C1');

-- 反馈
create table archive.feedback (
  customer_no text not null,
  id bigint generated always as identity,
  -- What staff enter is of the source yilan; `key` and `customer_key` are the source's own, and null of what was typed.
  source text not null,
  key text,
  customer_key text,
  org int not null,
  channel text not null check (channel in ('counter', 'phone', 'app', 'wechat', 'visit', 'letter', 'survey')),
  about text not null check (about in ('product', 'service', 'fee', 'system', 'staff', 'other')),
  text text not null,
  sentiment text not null check (sentiment in ('good', 'neutral', 'bad')),
  follow_up text not null default 'open' check (follow_up in ('open', 'following', 'done', 'none')),
  outcome text,
  given_on date not null,
  ended_on date,
  ended_why text,
  version int not null default 1,
  by text not null,
  digest bigint,
  run int,
  line int,
  primary key (customer_no, id)
);
create index on archive.feedback (key, source) where key is not null;
create index on archive.feedback using brin (run);
select kernel.classify('archive.feedback', '{"text": "C2", "outcome": "C2"}', rest => 'C1');

select kernel.protect(kind, "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or identity.whole(customer.current(customer_no))'),
  kernel.remember(kind, '{customer_no,id}', "using" => '(was ->> ''org'')::int between (select kernel.lo()) and (select kernel.hi()) or identity.whole(customer.current(customer_no))',
    ignoring => '{reminded_for}')
from unnest('{archive.address,archive.contact,archive.background,archive.contact_person,archive.contract,archive.assessment,archive.points_entry,archive.feedback}'::regclass[]) kind;
grant insert, update on archive.address, archive.contact, archive.background, archive.contact_person, archive.contract, archive.assessment, archive.points_entry, archive.feedback to yilan_app;
