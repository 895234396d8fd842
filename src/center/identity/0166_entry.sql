-- 本系统录入: what staff type is a record of this source, of the branch that typed it. Chosen over the systems for now, and less so as it grows old;
-- a name is carried along with whatever is typed, so that it is believed only where nobody else says one, or a person has pinned it.
set local role yilan_engine;
insert into identity.source (source, rank) values ('yilan', 5);
insert into identity.trust (attribute, source, trust, verified)
select attribute, 'yilan', case attribute when 'name' then 20 when 'owner' then 10 else 99 end, 0
from identity.attribute;
reset role;

create sequence identity.entry_seq;
grant usage on sequence identity.entry_seq to yilan_engine;
