-- Whoever explains a difference and whoever signs a reconciliation are of two roles on the first day, and two people on every day (四眼).
set local role yilan_engine;
insert into access.granted (role, side, permission)
select r.role, r.side, permission
from (values
  ('steward', '{quality.reconcile.read,quality.reconcile.explain}'),
  ('risk', '{quality.reconcile.read,quality.reconcile.sign}'),
  ('compliance', '{quality.reconcile.read,quality.reconcile.sign}')) as seed (role, permissions)
cross join lateral unnest(permissions::text[]) permission
join access.role r on r.role = seed.role
on conflict do nothing;
reset role;
