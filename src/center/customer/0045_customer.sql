-- 客户: the number, its type, status, level, owner and relations. Customers are only ever added (只增不删).
create schema customer;

create sequence customer.number_seq minvalue 1000000001 maxvalue 9999999999 no cycle;

-- Ten digits and the check digit of ISO 7064 MOD 11,10; number.ts computes the same.
create function customer.number(ten bigint) returns text language plpgsql immutable strict parallel safe as $$
declare
  product int := 10;
  digits text := lpad(ten::text, 10, '0');
begin
  for i in 1..10 loop
    product := ((product + substr(digits, i, 1)::int - 1) % 10 + 1) * 2 % 11;
  end loop;
  return digits || (11 - product) % 10;
end $$;

-- 客户类别树. `path` ends in a slash, so that a parent's filter is a range over its descendants.
create table customer.type (
  type text primary key,
  parent text references customer.type,
  path text not null unique,
  zh text not null,
  en text not null,
  position int not null
);
insert into customer.type (type, parent, path, zh, en, position) values
  ('retail', null, 'retail/', '零售客户', 'Retail', 1),
  ('retail-resident', 'retail', 'retail/resident/', '居民个人', 'Resident person', 1),
  ('retail-foreign', 'retail', 'retail/foreign/', '非居民个人', 'Non-resident person', 2),
  ('retail-trader', 'retail', 'retail/trader/', '个体工商户', 'Self-employed trader', 3),
  ('corporate', null, 'corporate/', '对公客户', 'Corporate', 2),
  ('corporate-large', 'corporate', 'corporate/large/', '大中型企业', 'Large and medium company', 1),
  ('corporate-small', 'corporate', 'corporate/small/', '小微企业', 'Small company', 2),
  ('institution', null, 'institution/', '机构客户', 'Institution', 3),
  ('institution-government', 'institution', 'institution/government/', '政府机关', 'Government', 1),
  ('institution-public', 'institution', 'institution/public/', '事业单位', 'Public body', 2),
  ('institution-financial', 'institution', 'institution/financial/', '金融同业', 'Financial institution', 3),
  ('institution-social', 'institution', 'institution/social/', '社会团体', 'Association', 4);
select kernel.protect('customer.type', by => 'open');
select kernel.classify('customer.type', '{}', rest => 'none');

create table customer.customer (
  customer_no text primary key,
  -- One of customer.type; no foreign key, which would be a third of the cost of opening a customer.
  type text not null,
  -- The owning organisation: its staff see the whole customer.
  org int not null,
  owner text,
  -- An owner named by a person is not taken away by the next file of a source.
  owner_by text not null default 'source' check (owner_by in ('source', 'person')),
  status text not null default 'prospect' check (status in ('prospect', 'active', 'dormant', 'lost')),
  level text not null default 'standard' check (level in ('standard', 'gold', 'platinum', 'diamond', 'private')),
  level_by text not null default 'rule' check (level_by in ('rule', 'person')),
  level_reason text,
  level_until date,
  remark text,
  state text not null default 'active' check (state in ('active', 'withdrawn', 'merged')),
  merged_into text,
  version int not null default 1,
  opened_at timestamptz not null default now(),
  since date,
  check ((state = 'merged') = (merged_into is not null))
);
create index on customer.customer (org, customer_no);
create index on customer.customer (owner, customer_no);
create index on customer.customer (customer_no) where state = 'withdrawn';
select kernel.protect('customer.customer', by => 'org');
select kernel.classify('customer.customer', '{"remark": "C2"}', rest => 'C1');
revoke delete on customer.customer from yilan_engine;
grant update (level, level_by, level_reason, level_until, remark, org, owner, owner_by, version) on customer.customer to yilan_app;
grant usage on sequence customer.number_seq to yilan_engine;

-- Whoever may see the customer may see what belongs to it.
create function customer.visible(no text) returns boolean language sql stable parallel safe as $$
  select exists (select 1 from customer.customer where customer_no = no) $$;

create table customer.status_step (
  customer_no text not null,
  seq bigint generated always as identity,
  before text not null,
  after text not null,
  -- A rule's version, or 'person' with who.
  rule text not null,
  who text,
  why jsonb not null default '{}',
  at timestamptz not null default now(),
  primary key (customer_no, seq)
);
create table customer.level_step (like customer.status_step including defaults including identity including indexes);
create table customer.owner_step (
  customer_no text not null,
  seq bigint generated always as identity,
  before text,
  after text,
  before_org int not null,
  after_org int not null,
  who text not null,
  reason text not null,
  at timestamptz not null default now(),
  primary key (customer_no, seq)
);
select kernel.protect(step, "using" => 'customer.visible(customer_no)'),
  kernel.classify(step, '{}', rest => 'C1')
from unnest('{customer.status_step,customer.level_step,customer.owner_step}'::regclass[]) step;
revoke update, delete on customer.status_step, customer.level_step, customer.owner_step from yilan_engine;
grant insert on customer.level_step, customer.owner_step to yilan_app;

-- Levels by assets held, statuses by days since the customer last moved money of their own accord. The latest rule begun by a day holds on it.
create table customer.level_rule (
  rule text not null,
  since date not null,
  level text not null,
  at_least numeric(20, 2) not null,
  primary key (rule, level)
);
insert into customer.level_rule (rule, since, level, at_least) values
  ('level-1', '1900-01-01', 'standard', 0),
  ('level-1', '1900-01-01', 'gold', 50000),
  ('level-1', '1900-01-01', 'platinum', 500000),
  ('level-1', '1900-01-01', 'diamond', 2000000),
  ('level-1', '1900-01-01', 'private', 6000000);
create table customer.status_rule (
  rule text primary key,
  since date not null,
  active_days int not null,
  dormant_days int not null,
  check (active_days < dormant_days)
);
insert into customer.status_rule (rule, since, active_days, dormant_days) values ('status-1', '1900-01-01', 90, 365);
select kernel.protect('customer.level_rule', by => 'open'), kernel.protect('customer.status_rule', by => 'open'),
  kernel.classify('customer.level_rule', '{}', rest => 'none'), kernel.classify('customer.status_rule', '{}', rest => 'none');

-- 客户关系. A type reads from both sides: forward `other is my …`, backward from the other's page.
create table customer.relation_type (
  type text primary key,
  zh text not null,
  en text not null,
  zh_back text not null,
  en_back text not null,
  -- Roots of the type tree allowed on the side of customer_no and of other_no, read forward.
  from_types text[] not null,
  to_types text[] not null,
  is_mutual boolean not null default false
);
insert into customer.relation_type (type, zh, en, zh_back, en_back, from_types, to_types, is_mutual) values
  ('legal-representative', '法定代表人', 'Legal representative', '任法定代表人的企业', 'Company represented', '{corporate,institution}', '{retail}', false),
  ('spouse', '配偶', 'Spouse', '配偶', 'Spouse', '{retail}', '{retail}', true),
  ('child', '子女', 'Child', '父母', 'Parent', '{retail}', '{retail}', false),
  ('group-member', '集团成员', 'Group member', '所属集团', 'Group', '{corporate,institution}', '{corporate,institution}', false),
  ('guarantor', '担保人', 'Guarantor', '被担保人', 'Guaranteed', '{retail,corporate,institution}', '{retail,corporate,institution}', false),
  ('contact', '联系人', 'Contact', '所联系的客户', 'Contact of', '{corporate,institution,retail}', '{retail}', false),
  ('referrer', '推荐人', 'Referred by', '被推荐人', 'Referred', '{retail,corporate,institution}', '{retail,corporate,institution}', false);
select kernel.protect('customer.relation_type', by => 'open');
select kernel.classify('customer.relation_type', '{}', rest => 'none');

-- Each pair lies here twice, once from each side, so that a customer's relations are one range of the key.
create table customer.relation (
  customer_no text not null,
  other_no text not null,
  type text not null references customer.relation_type,
  direction text not null check (direction in ('forward', 'backward', 'mutual')),
  since date not null,
  until date,
  evidence text not null,
  primary key (customer_no, other_no, type, direction, since)
);
select kernel.protect('customer.relation', "using" => 'customer.visible(customer_no) and customer.visible(other_no)');
select kernel.classify('customer.relation', '{}', rest => 'C1');
