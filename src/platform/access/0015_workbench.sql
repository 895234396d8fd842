-- The workbench of identity resolution: who decides, who tunes, who checks. Whoever proposes a model and whoever publishes it are two people (四眼), of two roles on the first day.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select r.role, r.side, permission
from (values
  ('steward', '{identity.review,identity.decide,identity.model.read,identity.model.write,identity.plan.read,identity.plan.write,identity.coverage,identity.worth.write}'),
  ('rm', '{identity.review,identity.confirm}'),
  ('head', '{identity.review,identity.confirm,identity.rule,identity.coverage}'),
  ('risk', '{identity.model.read,identity.model.publish,identity.plan.read,identity.coverage}')) as seed (role, permissions)
cross join lateral unnest(permissions::text[]) permission
join access.role r on r.role = seed.role
on conflict do nothing;

-- Whoever judges whether two are one must read what both say; numbers of documents, phones and mail stay masked.
insert into access.clear (role, side, kind)
select 'steward', 'business', kind from unnest('{name,address,birthday,employer}'::text[]) kind
where exists (select from access.role where role = 'steward')
on conflict do nothing;
reset role;
