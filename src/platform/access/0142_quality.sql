-- Who sees the quality of data, repairs it and sets its rules on the first day; 安全管理员 edits it from then on.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select r.role, r.side, permission
from (values
  ('steward', '{quality.read,quality.repair,quality.rule.write}'),
  ('head', '{quality.read,quality.repair}'),
  ('rm', '{quality.read,quality.repair}'),
  ('risk', '{quality.read}'),
  ('compliance', '{quality.read}')) as seed (role, permissions)
cross join lateral unnest(permissions::text[]) permission
join access.role r on r.role = seed.role
on conflict do nothing;
reset role;
