-- What staff type into this system is a source like another.
set local role yilan_engine;
insert into feed.source (source, title, zone) values ('yilan', '{"zh": "本系统录入", "en": "Entered here"}', 'Asia/Shanghai') on conflict do nothing;
reset role;
