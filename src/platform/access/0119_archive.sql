-- Who enters what is asked of customers besides their records on the first day.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select role, side, 'archive.attribute.write' from access.role where role in ('steward', 'rm', 'head')
on conflict do nothing;
reset role;
