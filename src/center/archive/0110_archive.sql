-- 客户档案: what is known of a customer beyond the golden record, each value with its source and its day.
create schema archive;
grant usage on schema archive to yilan_app, yilan_engine;
