-- Who declares types, attributes, relations and rules of customers on the first day; 安全管理员 edits it from then on.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select r.role, r.side, permission
from (values
  ('steward', '{customer.model.read,customer.model.write}'),
  ('risk', '{customer.model.read}'),
  ('compliance', '{customer.model.read}'),
  ('head', '{customer.model.read}')) as seed (role, permissions)
cross join lateral unnest(permissions::text[]) permission
join access.role r on r.role = seed.role
on conflict do nothing;
reset role;
