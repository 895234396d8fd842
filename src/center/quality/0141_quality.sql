-- 数据质量: rules as data, what fails them, what became of it, and the scores of each day.
create schema quality;

-- The highest version of a rule holds. `why` says in one sentence what is wrong with a row: {field}, and the facts of the finding by name.
create table quality.rule (
  rule text not null,
  version int not null,
  dimension text not null check (dimension in ('completeness', 'accuracy', 'consistency', 'timeliness')),
  entity text not null check (entity in ('record', 'account', 'transaction', 'customer')),
  title jsonb not null,
  why jsonb not null,
  params jsonb not null default '{}',
  is_on boolean not null default true,
  by text not null default 'yilan',
  reason text not null default '初始规则',
  at timestamptz not null default now(),
  primary key (rule, version)
);
insert into quality.rule (rule, version, dimension, entity, title, why, params) values
  ('missing', 1, 'completeness', 'record', '{"zh": "必填项为空", "en": "Required and empty"}',
    '{"zh": "{field}为空，而这一类客户在该系统必须登记", "en": "{field} is empty, and this system must know it of such a customer"}',
    '{"retail": ["idNumber", "phone", "birthday", "address"], "corporate": ["idNumber", "phone", "address", "legalName"], "institution": ["idNumber", "phone", "address"]}'),
  ('placeholder', 1, 'completeness', 'record', '{"zh": "占位值", "en": "Placeholder"}',
    '{"zh": "{field}填的是占位值，等于没有登记", "en": "{field} holds a placeholder, which says nothing"}', '{"least": 20, "deviations": 10, "phones": ["13888888888", "13999999999", "13666666666", "13912345678", "13812345678"]}'),
  ('name', 1, 'accuracy', 'record', '{"zh": "户名不是名称", "en": "A name that is none"}',
    '{"zh": "户名像测试账户或带有数字、缺字，不是真实名称", "en": "The name looks like a test, holds digits or has lost a character"}',
    '{"retail": "[0-9０-９?？�]|测试|演示|试用|样例|虚拟|作废|勿用|客户|某$|(?:^|[^a-z])(?:test|demo|dummy)(?:[^a-z]|$)|^.$|^(.)\\1{2,}$", "corporate": "测试|演示|试用|样例|作废|勿用|[?？�]|(?:^|[^a-z])(?:test|demo|dummy)(?:[^a-z]|$)|^[0-9]+$|^.$"}'),
  ('document', 1, 'accuracy', 'record', '{"zh": "证件校验不符", "en": "Document fails its check"}',
    '{"zh": "证件号码的校验位或编码规则不符，号码有误", "en": "The check digit or the form of the number does not hold"}', '{}'),
  ('phone', 1, 'accuracy', 'record', '{"zh": "电话号码无效", "en": "Impossible phone"}',
    '{"zh": "{field}位数或号段不对，打不通", "en": "{field} has the wrong length or segment: nobody answers there"}', '{}'),
  ('email', 1, 'accuracy', 'record', '{"zh": "邮箱无效", "en": "Impossible e-mail"}', '{"zh": "邮箱格式不对，寄不到", "en": "The address has no valid form"}', '{}'),
  ('day', 1, 'accuracy', 'record', '{"zh": "日期不可能", "en": "Impossible day"}',
    '{"zh": "{field}在将来、不是日期，或年龄超过 {age} 岁", "en": "{field} lies ahead, is no day, or makes an age above {age}"}', '{"age": 110}'),
  ('address', 1, 'accuracy', 'record', '{"zh": "地址不存在", "en": "No such address"}',
    '{"zh": "{city}没有{district}，省市与区县不符", "en": "There is no {district} in {city}"}', '{}'),
  ('outlier', 1, 'accuracy', 'record', '{"zh": "金额异常", "en": "Amount out of range"}',
    '{"zh": "{field}超出同类客户的合理范围（{low} 至 {high}）", "en": "{field} lies outside the range of its like ({low} to {high})"}', '{"deviations": 8, "least": 50}'),
  ('duplicate', 1, 'consistency', 'record', '{"zh": "同一系统重复建户", "en": "Entered twice in one system"}',
    '{"zh": "同一客户在该系统已有客户号 {other}，此号为重复建户", "en": "The same customer is already {other} in this system"}', '{}'),
  ('contradiction', 1, 'consistency', 'record', '{"zh": "与证件矛盾", "en": "Contradicts the document"}',
    '{"zh": "{field}与身份证号码所示不一致", "en": "{field} is not what the identity number says"}', '{}'),
  ('shared', 1, 'consistency', 'record', '{"zh": "多人共用电话", "en": "Phone of too many"}',
    '{"zh": "超过 {bound} 位客户登记了同一号码", "en": "More than {bound} customers have this number"}', '{"customers": 5}'),
  ('code', 1, 'consistency', 'record', '{"zh": "代码未映射", "en": "Code not mapped"}',
    '{"zh": "{field}的代码在标准代码集中没有对应", "en": "The code of {field} has no place in the standard"}', '{}'),
  ('card', 1, 'accuracy', 'account', '{"zh": "卡号校验不符", "en": "Card number fails its check"}',
    '{"zh": "卡号末位校验（卢恩算法）不符，卡号有误", "en": "The last digit (Luhn) of the card number does not hold"}', '{}'),
  ('ownerless', 1, 'completeness', 'account', '{"zh": "账户无持有人", "en": "Account without holder"}',
    '{"zh": "账户未销户，却没有任何客户持有", "en": "The account is not closed, and no customer holds it"}', '{}'),
  ('product', 1, 'consistency', 'account', '{"zh": "产品代码未映射", "en": "Product code not mapped"}',
    '{"zh": "产品代码 {code} 不在产品目录中", "en": "The catalogue has no product {code}"}', '{}'),
  ('balance', 1, 'consistency', 'account', '{"zh": "余额与流水不符", "en": "Balance is not its transactions"}',
    '{"zh": "余额与交易流水合计相差 {amount}，自 {day} 起", "en": "Balance and transactions differ by {amount}, from {day} on"}', '{}'),
  ('amount', 1, 'accuracy', 'account', '{"zh": "余额异常", "en": "Balance out of range"}',
    '{"zh": "余额超出同类账户的合理范围（{low} 至 {high}）", "en": "The balance lies outside the range of its like ({low} to {high})"}', '{"deviations": 8, "least": 50}'),
  ('closed', 1, 'consistency', 'transaction', '{"zh": "销户后仍有交易", "en": "Transaction after closing"}',
    '{"zh": "账户已于 {closed} 销户，{day} 仍有交易", "en": "Closed on {closed}, yet a transaction on {day}"}', '{}'),
  ('stale', 1, 'timeliness', 'customer', '{"zh": "久未核实", "en": "Not confirmed for long"}',
    '{"zh": "{field}已超过 {days} 天未核实", "en": "{field} was not confirmed for more than {days} days"}',
    '{"phone": 365, "address": 730, "employer": 730, "email": 730, "tasks": 20}');

-- One call of the engine.
create table quality.run (
  run bigint generated always as identity primary key,
  kind text not null check (kind in ('full', 'changed')),
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  -- What lies before this moment has been looked at.
  upto timestamptz not null,
  looked bigint not null default 0,
  found bigint not null default 0,
  repaired bigint not null default 0,
  asked_by text not null
);

-- What fails: one row for each thing, rule and field, however often it comes and goes. `subject` is the customer as first written, or the account.
create table quality.failure (
  subject text not null,
  rule text not null,
  field text not null,
  source text not null,
  key text not null,
  failure bigint generated always as identity,
  entity text not null,
  dimension text not null,
  customer_no text,
  org int not null,
  owner text,
  rule_version int not null,
  -- Facts for the rule's sentence; never a person's value.
  facts jsonb not null default '{}',
  state text not null default 'open' check (state in ('open', 'excused', 'repaired')),
  -- Mended at the source, or another record's value chosen by a person.
  how text check (how in ('source', 'person')),
  since timestamptz not null default now(),
  ended_at timestamptz,
  ended_by text,
  excused_until date,
  version int not null default 1,
  run bigint not null,
  primary key (subject, rule, field, source, key)
);
create index on quality.failure (org, failure) where state = 'open';
create index on quality.failure (org, source, field, failure) where state = 'open';
create unique index on quality.failure (failure, subject);
create index on quality.failure (source, key) where state = 'open';
create index on quality.failure (customer_no) where state = 'open';

-- What people did about it: not an error (and until when), a value chosen, a task given.
create table quality.step (
  subject text not null,
  step bigint generated always as identity,
  failure bigint not null,
  name text not null,
  from_state text not null,
  to_state text not null,
  staff text not null,
  org int not null,
  note text,
  at timestamptz not null default clock_timestamp(),
  primary key (subject, step)
);
create index on quality.step (failure, step);

-- What an owner is asked to mend or to confirm.
create table quality.task (
  customer_no text not null,
  field text not null,
  task bigint generated always as identity,
  kind text not null check (kind in ('repair', 'confirm')),
  failure bigint,
  org int not null,
  staff text not null,
  due date not null,
  note text,
  by text not null,
  at timestamptz not null default now(),
  done_at timestamptz,
  done_by text,
  version int not null default 1,
  primary key (customer_no, task)
);
create index on quality.task (staff, org, due, task) where done_at is null;
create unique index on quality.task (customer_no, field, kind) where done_at is null;

-- How many rows there are to judge, and in how many of them a field says something.
create table quality.filled (
  source text not null,
  org int not null,
  kind text not null,
  field text not null,
  rows int not null,
  filled int not null,
  primary key (org, source, kind, field)
);

-- Values that are too common to be true, by what stands for them; made anew by each full run.
create table quality.common (
  field text not null,
  source text not null,
  token bigint not null,
  kind text not null check (kind in ('placeholder', 'shared')),
  count int not null,
  bound int not null,
  primary key (field, source, token)
);

-- Ranges of amounts, stated: exp(median ± deviations × 1.4826 × MAD) of the logarithms.
create table quality.bound (
  field text not null,
  source text not null,
  kind text not null,
  low numeric not null,
  high numeric not null,
  median numeric not null,
  count int not null,
  primary key (field, source, kind)
);

-- Of each day: how many were judged by a rule, and how many failed.
create table quality.score (
  day date not null,
  org int not null,
  source text not null,
  rule text not null,
  field text not null,
  dimension text not null,
  checked int not null,
  failed int not null,
  primary key (day, org, source, rule, field)
);

select kernel.protect('quality.rule', by => 'open'), kernel.protect('quality.run', by => 'open'),
  kernel.classify('quality.rule', '{"by": "C1"}', rest => 'none'), kernel.classify('quality.run', '{"asked_by": "C1"}', rest => 'none');
select kernel.protect(t, by => 'org'), kernel.classify(t, '{}', rest => 'C1') from unnest('{quality.failure,quality.task,quality.step}'::regclass[]) t;
select kernel.protect(t, by => 'org'), kernel.classify(t, '{}', rest => 'none') from unnest('{quality.filled,quality.score}'::regclass[]) t;
select kernel.protect('quality.common', by => 'engine'), kernel.protect('quality.bound', by => 'engine'),
  kernel.classify('quality.common', '{"token": "C2"}', rest => 'none'), kernel.classify('quality.bound', '{}', rest => 'none');
revoke select on quality.common, quality.bound from yilan_app;
grant insert on quality.rule, quality.step, quality.task to yilan_app;
grant update (state, how, ended_at, ended_by, excused_until, version) on quality.failure to yilan_app;
grant update (done_at, done_by, version) on quality.task to yilan_app;
revoke update, delete on quality.rule, quality.step from yilan_engine;

-- The check digit of a card number (ISO/IEC 7812-1, Luhn).
create function quality.luhn(number text) returns boolean language sql immutable strict parallel safe as $$
  select sum(case when at % 2 = 1 then digit when digit < 5 then digit * 2 else digit * 2 - 9 end) % 10 = 0
  from (select at, substr(reverse(number), at, 1)::int as digit from generate_series(1, length(number)) at) d $$;

-- Whether a person has chosen another record's word for this value, and that choice still holds.
create function quality.overridden(no text, of_field text, of_source text, of_key text) returns boolean language sql stable as $$
  select exists (
    select from identity.membership m
    join identity.pin p on p.rec = m.rec and p.lifted_by is null and p.until > current_date and p.attribute = of_field
    where m.customer_no = no and m.to_event is null and (m.source, m.key) is distinct from (of_source, of_key)) $$;
