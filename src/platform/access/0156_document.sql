-- Who sees the documents of customers and who adds to them on the first day; 安全管理员 edits it from then on.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select r.role, r.side, permission
from (values
  ('rm', '{document.read,document.write}'),
  ('head', '{document.read,document.write}'),
  ('risk', '{document.read}'),
  ('compliance', '{document.read}'),
  ('service', '{document.read}')) as seed (role, permissions)
join access.role r on r.role = seed.role,
  unnest(permissions::text[]) permission;
reset role;
