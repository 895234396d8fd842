-- Whoever proposes a rule of customers and whoever publishes it are two people, of two roles on the first day.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select role, side, 'customer.model.publish' from access.role where role in ('risk', 'compliance')
on conflict do nothing;
reset role;
