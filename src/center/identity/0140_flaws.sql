-- What a source said of a field and could not be taken: the reason, and the value as it was said, sealed. {"phone": ["placeholder", "1.2026.…"]}
alter table identity.source_record add column flaws jsonb;
insert into kernel.data_class (relation, column_name, class) values ('identity.source_record', 'flaws', 'C2');
-- What came since a moment, without reading what was there before.
create index on identity.source_record using brin (valid_from);
