-- What programs may and who is told is kept by administrators: neither touches a customer.
alter table access.granted drop constraint granted_check;
alter table access.granted add constraint granted_check
  check (side = 'business' or permission ~ '^(access|audit|admin|open\.key|open\.hook)\.' or permission in ('feed.read'));

-- Who keeps the keys of programs and the subscriptions on the first day; 安全管理员 edits it from then on.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select r.role, r.side, permission
from (values
  ('security-admin', '{open.key.read,open.key.write}'),
  ('system-admin', '{open.hook.read,open.hook.write}')) as seed (role, permissions)
join access.role r on r.role = seed.role,
  unnest(permissions::text[]) permission;
reset role;
