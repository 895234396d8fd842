-- Who designs interfaces, sends files up and says what codes mean: the data steward.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select r.role, r.side, permission
from unnest('{feed.design,feed.upload,feed.code}'::text[]) permission
join access.role r on r.role = 'steward'
on conflict do nothing;
reset role;
