-- What the bank's systems deliver: sources, their interfaces as declared, and every run of a file with what it brought and what was refused.
create schema feed;

create table feed.source (
  source text primary key,
  title jsonb not null,
  zone text not null
);
-- A changed declaration is a new version: a run keeps the one it was read by.
create table feed.interface (
  interface int generated always as identity primary key,
  name text not null,
  version int not null,
  source text not null references feed.source,
  entity text not null,
  title jsonb not null,
  declaration jsonb not null,
  digest text not null,
  declared_at timestamptz not null default now(),
  unique (name, version)
);
-- One call of bin/import.
create table feed.load (
  load int generated always as identity primary key,
  folder text not null,
  staff text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
create table feed.run (
  run int generated always as identity primary key,
  load int not null references feed.load,
  interface int not null references feed.interface,
  -- Null: the rows stand in the declaration itself.
  file text,
  sha256 text not null,
  bytes bigint not null,
  state text not null check (state in ('waiting', 'running', 'done', 'same', 'failed', 'undoing', 'undone')),
  -- The finished run that had brought these very bytes.
  same_as int references feed.run,
  lines int not null default 0,
  added int not null default 0,
  changed int not null default 0,
  same int not null default 0,
  skipped int not null default 0,
  rejected int not null default 0,
  -- Where a run that was cut short goes on: behind these bytes (unpacked), at this line.
  bytes_done bigint not null default 0,
  next_line int not null default 1,
  -- Time spent at work, over all its starts.
  busy_ms bigint not null default 0,
  as_of date,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  settled_at timestamptz
);
create index on feed.run (interface, run);
create index on feed.run (sha256);
create index on feed.run (state) where state in ('waiting', 'running', 'undoing');
create index on feed.run (run) where settled_at is null;

-- A state is a step someone took.
create table feed.step (
  step bigint generated always as identity primary key,
  run int not null references feed.run,
  name text not null,
  from_state text not null,
  to_state text not null,
  staff text not null,
  note text,
  at timestamptz not null default clock_timestamp()
);
create index on feed.step (run, step);

-- The very bytes of the file, a chunk of lines at a time: packed, then encrypted. They are the evidence, so that nobody but the engine touches them.
create table feed.block (
  run int not null references feed.run,
  first_line int not null,
  last_line int not null,
  sealed bytea not null,
  primary key (run, first_line)
);
alter table feed.block alter column sealed set storage external;

-- What was wrong with a line: the column as the source calls it, a reason code, the value masked before it was written.
create table feed.reject (
  run int not null references feed.run,
  line int not null,
  seq int not null,
  column_name text not null,
  reason text not null,
  value text,
  primary key (run, line, seq)
);

select kernel.protect('feed.source', by => 'open');
select kernel.protect('feed.interface', by => 'open');
select kernel.protect('feed.load', by => 'open');
select kernel.protect('feed.run', by => 'open');
select kernel.protect('feed.step', by => 'open');
select kernel.protect('feed.block', by => 'engine');
-- A refused line belongs to no organisation yet: only who sees the whole bank sees it.
select kernel.protect('feed.reject', "using" => '(select kernel.lo()) = 0 and (select kernel.hi()) = 2147483647');
revoke select on feed.block from yilan_app;
grant update (state) on feed.run to yilan_app;
grant insert on feed.step to yilan_app;

select kernel.classify('feed.source', '{}', rest => 'none');
select kernel.classify('feed.interface', '{}', rest => 'none');
select kernel.classify('feed.load', '{"staff": "C1"}', rest => 'none');
select kernel.classify('feed.run', '{}', rest => 'none');
select kernel.classify('feed.step', '{"staff": "C1", "note": "C1"}', rest => 'none');
select kernel.classify('feed.block', '{"sealed": "C2"}', rest => 'none');
select kernel.classify('feed.reject', '{"value": "C1"}', rest => 'none');

-- The sealed block that holds a line, for who sees the whole bank: what leaves the server of it is masked field by field.
create function feed.sealed(which int, wanted int) returns table (first_line int, sealed bytea) language sql stable as $$
  select b.first_line, b.sealed
  from feed.block b
  where b.run = which and b.first_line <= wanted and b.last_line >= wanted
    and (select kernel.lo()) = 0 and (select kernel.hi()) = 2147483647 $$;
select kernel.definer('feed.sealed(int, int)');

-- The day up to which the data of a source are known: every figure made of them says 数据截至.
create function feed.as_of(of_source text default null) returns date language sql stable as $$
  select max(r.as_of)
  from feed.run r
  join feed.interface i on i.interface = r.interface
  where r.state = 'done' and (of_source is null or i.source = of_source) $$;
grant execute on function feed.as_of(text) to yilan_app, yilan_engine;
