-- 最近上传: what became of each file sent up is looked for by its load.
create index on feed.run (load);
