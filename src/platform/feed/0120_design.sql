-- 接口设计: interfaces made on a page from a sample, their saved versions, files sent up, and codes that no set knew.
-- The declaration as it was said: jsonb loses the order of the columns, by which a file without a header is read.
alter table feed.interface add column said json;
select kernel.classify('feed.interface', '{}', rest => 'none');

create table feed.design (
  name text primary key,
  source text not null references feed.source,
  title jsonb not null,
  -- The interface as far as it has come, in the shape of a declaration's.
  draft json not null,
  version int not null default 1,
  -- The saved version by which files are read now.
  active int,
  staff text not null,
  changed_at timestamptz not null default now()
);
create index on feed.design (source);
create table feed.saved (
  name text not null references feed.design,
  seq int not null,
  face json not null,
  note text not null,
  interface int references feed.interface,
  staff text not null,
  at timestamptz not null default now(),
  primary key (name, seq)
);
create index on feed.saved (interface);
-- The first lines of a file as a bank sent it: what a design is tried on.
create table feed.sample (
  name text primary key references feed.design,
  file text not null,
  layout json not null,
  sheets text[] not null default '{}',
  sealed bytea not null,
  staff text not null,
  at timestamptz not null default now()
);

create table feed.upload (
  upload int generated always as identity primary key,
  file text not null,
  sha256 text not null,
  bytes bigint not null,
  interface text,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  load int references feed.load,
  note text,
  staff text not null,
  at timestamptz not null default now(),
  finished_at timestamptz
);
create index on feed.upload (load);
create index on feed.upload (at) where state in ('waiting', 'running');
-- A file that is no lines (a workbook, Parquet), or one that waits to be read: its very bytes, a megabyte at a time.
create table feed.original (
  sha256 text not null,
  part int not null,
  sealed bytea not null,
  primary key (sha256, part)
);
alter table feed.original alter column sealed set storage external;
alter table feed.sample alter column sealed set storage external;

-- Codes that a file brought and no set knew, until someone says what they mean.
create table feed.unmapped (
  name text not null,
  code_set text not null,
  code text not null,
  lines bigint not null,
  first_run int not null references feed.run,
  first_line int not null,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (name, code_set, code)
);
create index on feed.unmapped (first_run);
create table feed.code (
  name text not null,
  code_set text not null,
  code text not null,
  ours text not null,
  staff text not null,
  at timestamptz not null default now(),
  primary key (name, code_set, code)
);

-- Samples and codes come from files of the whole bank: only who sees the whole bank sees them.
select kernel.protect(relation, "using" => '(select kernel.lo()) = 0 and (select kernel.hi()) = 2147483647')
from unnest('{feed.design,feed.saved,feed.sample,feed.upload,feed.unmapped,feed.code}'::regclass[]) relation;
select kernel.protect('feed.original', by => 'engine');
create policy app_add on feed.original for insert to yilan_app with check ((select kernel.lo()) = 0 and (select kernel.hi()) = 2147483647);
revoke select on feed.original from yilan_app;
grant insert on feed.original to yilan_app;
grant insert, update on feed.design, feed.sample, feed.saved, feed.code to yilan_app;
grant insert on feed.upload to yilan_app;
grant delete on feed.unmapped to yilan_app;
grant insert, update on feed.source to yilan_app;
grant insert on feed.interface to yilan_app;

select kernel.classify('feed.design', '{"staff": "C1"}', rest => 'none');
select kernel.classify('feed.saved', '{"staff": "C1", "note": "C1"}', rest => 'none');
select kernel.classify('feed.sample', '{"sealed": "C2", "staff": "C1"}', rest => 'none');
select kernel.classify('feed.upload', '{"staff": "C1"}', rest => 'none');
select kernel.classify('feed.original', '{"sealed": "C2"}', rest => 'none');
select kernel.classify('feed.unmapped', '{"code": "C1"}', rest => 'none');
select kernel.classify('feed.code', '{"code": "C1", "staff": "C1"}', rest => 'none');
