-- The data steward stops, starts and replays what is read from running systems, and brings records over HTTP until their systems have keys of their own.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select 'steward', 'business', permission from unnest('{feed.capture,feed.ingest}'::text[]) permission
where exists (select from access.role where role = 'steward')
on conflict do nothing;
reset role;
