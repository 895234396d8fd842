-- 客户关系类别, edited on a page; and relations that a person adds and ends, with evidence. A relation that carries control never runs in a circle.
alter table customer.relation_type
  add column state text not null default 'active' check (state in ('active', 'retired')),
  add column version int not null default 1;
select kernel.classify('customer.relation_type', '{}', rest => 'none');
grant insert, update on customer.relation_type to yilan_app;

alter table customer.relation
  add column who text,
  add column ended_by text,
  add column ended_why text;
select kernel.classify('customer.relation', '{}', rest => 'C1');
grant insert, update (until, evidence, who, ended_by, ended_why) on customer.relation to yilan_app;
