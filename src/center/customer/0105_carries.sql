-- What a relation carries from one to the other: 担保 a debt, 控股 and 集团 control. Exposures and roll-ups go along these, whichever types a bank adds.
alter table customer.relation_type add column if not exists carries text check (carries in ('guarantee', 'control'));
select kernel.classify('customer.relation_type', '{}', rest => 'none');

set local role yilan_engine;
-- Read forward the other is the guarantor, the member, the company held.
update customer.relation_type set carries = 'guarantee' where type = 'guarantor';
update customer.relation_type set carries = 'control' where type = 'group-member';
insert into customer.relation_type (type, zh, en, zh_back, en_back, from_types, to_types, is_mutual, carries) values
  ('controlled', '控股企业', 'Company controlled', '控股股东', 'Controlling shareholder', '{retail,corporate,institution}', '{corporate,institution}', false, 'control')
on conflict (type) do nothing;
reset role;
