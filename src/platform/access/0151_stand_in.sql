-- Who a member of staff is now, for work done later in that person's name (a file that was asked for): scope, permissions and sight of this
-- moment, as access.enter gives them to a session. Only the engine asks.
create function access.stand_in(person text) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'staff', s.staff, 'name', s.name, 'org', s.org, 'lo', s.org, 'hi', o.hi, 'whole', true,
    'roles', (select coalesce(jsonb_agg(r.role order by r.role), '[]') from access.role_of r where r.staff = s.staff),
    'may', (select coalesce(jsonb_agg(distinct g.permission), '[]') from access.role_of r join access.granted g on g.role = r.role where r.staff = s.staff),
    'clear', (select coalesce(jsonb_agg(distinct c.kind), '[]') from access.role_of r join access.clear c on c.role = r.role where r.staff = s.staff))
  from access.staff s
  join access.org o on o.org = s.org
  where s.staff = person and s.status = 'active' $$;
revoke all on function access.stand_in(text) from public;
grant execute on function access.stand_in(text) to yilan_engine;

-- Who may take files out of the bank, and who lets them, on the first day; 安全管理员 edits it from then on.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select r.role, r.side, permission
from (values
  ('rm', '{open.export}'),
  ('head', '{open.export,open.export.approve}'),
  ('risk', '{open.export}'),
  ('steward', '{open.export}'),
  ('marketing', '{open.export}'),
  ('compliance', '{open.export,open.export.approve,open.export.trace}')) as seed (role, permissions)
join access.role r on r.role = seed.role,
  unnest(permissions::text[]) permission;
reset role;
