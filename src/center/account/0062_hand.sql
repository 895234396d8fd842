-- 客户账户映射 changed by a person: who, why, and that no later file takes it back. The account's own row is not touched.
alter table account.holder
  add column said_by text not null default 'source' check (said_by in ('source', 'person')),
  add column who text,
  add column reason text,
  add column ended_by text,
  add column ended_reason text;
create sequence account.hand_seq;
grant usage on sequence account.hand_seq to yilan_engine;
select kernel.classify('account.holder', '{"account_no": "C2 accountNo", "key": "C1", "customer_no": "C1", "reason": "C2", "ended_reason": "C2"}', rest => 'C1');
