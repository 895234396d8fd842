-- Rules of level, status and life cycle are versions with a first day; one person proposes, another publishes (四眼).
create table customer.rule (
  rule text primary key,
  kind text not null check (kind in ('level', 'status', 'stage')),
  state text not null check (state in ('proposed', 'published', 'refused', 'withdrawn')),
  since date not null,
  body jsonb not null,
  note text not null,
  made_by text not null,
  made_at timestamptz not null default now(),
  checked_by text,
  checked_at timestamptz,
  refusal text,
  version int not null default 1
);
create index on customer.rule (kind, made_at desc);
select kernel.protect('customer.rule', by => 'open');
select kernel.classify('customer.rule', '{}', rest => 'none');
revoke delete on customer.rule from yilan_engine;
grant insert, update on customer.rule to yilan_app;
-- What is published is written where grading reads it.
grant insert on customer.level_rule, customer.status_rule to yilan_app;

-- 生命周期: 潜在 without an account; 新客 until so many days after the first; 成熟 so long after it and with so much held, 成长 before that;
-- 沉寂 and 流失 by the days since the last movement of one's own accord.
create table customer.stage_rule (
  rule text primary key,
  since date not null,
  active_days int not null,
  dormant_days int not null,
  new_days int not null,
  mature_days int not null,
  mature_aum numeric(20, 2) not null,
  check (active_days < dormant_days and new_days < mature_days)
);
-- 默认关怀计划: what to do with a customer of a stage, in the words of the rule's version.
create table customer.stage_plan (
  rule text not null references customer.stage_rule,
  stage text not null check (stage in ('prospect', 'new', 'growing', 'mature', 'dormant', 'lost')),
  zh text not null,
  en text not null,
  primary key (rule, stage)
);
select kernel.protect('customer.stage_rule', by => 'open'), kernel.protect('customer.stage_plan', by => 'open'),
  kernel.classify('customer.stage_rule', '{}', rest => 'none'), kernel.classify('customer.stage_plan', '{}', rest => 'none');
grant insert on customer.stage_rule, customer.stage_plan to yilan_app;

set local role yilan_engine;
insert into customer.stage_rule (rule, since, active_days, dormant_days, new_days, mature_days, mature_aum) values ('stage-1', '1900-01-01', 90, 365, 180, 1095, 50000);
insert into customer.stage_plan (rule, stage, zh, en) values
  ('stage-1', 'prospect', '一周内首次联系，了解需求，邀约开户', 'First contact within a week: learn what is needed and invite to open an account'),
  ('stage-1', 'new', '开户 7 天、30 天、90 天各回访一次，绑定代发与手机银行', 'Call on day 7, 30 and 90; set up salary and mobile banking'),
  ('stage-1', 'growing', '每季度一次资产检视，推荐一项未持有的产品', 'Review assets each quarter and offer one product not held yet'),
  ('stage-1', 'mature', '每月维护，半年一次全面检视，邀请推荐亲友', 'Keep in touch monthly, review everything each half year, ask for referrals'),
  ('stage-1', 'dormant', '30 天内电话唤醒，查明资金去向，给出回流方案', 'Call within 30 days, find out where the money went, offer a way back'),
  ('stage-1', 'lost', '记录流失原因，半年后再次回访', 'Note why the customer left and call again in half a year');
insert into customer.rule (rule, kind, state, since, body, note, made_by)
select 'level-1', 'level', 'published', date '1900-01-01',
  jsonb_build_object('bands', jsonb_agg(jsonb_build_object('level', level, 'atLeast', at_least::text) order by at_least)), '随系统提供', 'service:customer'
from customer.level_rule where rule = 'level-1'
union all
select 'status-1', 'status', 'published', date '1900-01-01', jsonb_build_object('activeDays', active_days, 'dormantDays', dormant_days), '随系统提供', 'service:customer'
from customer.status_rule where rule = 'status-1'
union all
select 'stage-1', 'stage', 'published', date '1900-01-01',
  jsonb_build_object('activeDays', 90, 'dormantDays', 365, 'newDays', 180, 'matureDays', 1095, 'matureAum', '50000.00',
    'plans', (select jsonb_object_agg(stage, jsonb_build_object('zh', zh, 'en', en)) from customer.stage_plan where rule = 'stage-1')), '随系统提供', 'service:customer';
reset role;

-- Unknown until the first grading after this.
alter table customer.customer add column stage text check (stage in ('prospect', 'new', 'growing', 'mature', 'dormant', 'lost'));
select kernel.classify('customer.customer', '{"remark": "C2"}', rest => 'C1');
create table customer.stage_step (
  customer_no text not null,
  seq bigint generated always as identity,
  before text,
  after text not null,
  rule text not null,
  why jsonb not null default '{}',
  at timestamptz not null default now(),
  primary key (customer_no, seq)
);
select kernel.protect('customer.stage_step', "using" => 'customer.visible(customer_no)');
select kernel.classify('customer.stage_step', '{}', rest => 'C1');
revoke update, delete on customer.stage_step from yilan_engine;
