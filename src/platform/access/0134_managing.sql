-- The data steward runs the interfaces: when they are due, how fast they load, what becomes of an alarm.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select 'steward', 'business', 'feed.manage'
where exists (select from access.role where role = 'steward')
on conflict do nothing;
reset role;
