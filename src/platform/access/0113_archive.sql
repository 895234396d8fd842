-- The customer archive: who reads it, and who enters and changes it.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select r.role, r.side, permission
from (values
  ('rm', '{archive.read,archive.write}'),
  ('head', '{archive.read,archive.write}'),
  ('service', '{archive.read,archive.write}'),
  ('steward', '{archive.read,archive.write}'),
  ('risk', '{archive.read}'),
  ('compliance', '{archive.read}')) as seed (role, permissions)
cross join lateral unnest(permissions::text[]) permission
join access.role r on r.role = seed.role
on conflict do nothing;
reset role;
