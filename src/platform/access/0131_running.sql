-- The data steward repairs what was refused.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select 'steward', 'business', 'feed.repair'
where exists (select from access.role where role = 'steward')
on conflict do nothing;
reset role;
