-- Refused lines made good by people, and loaded again. The raw line never changes: a correction stands beside it, sealed.
create table feed.replay (
  replay int generated always as identity primary key,
  run int not null references feed.run,
  -- One line; or all lines of one reason; or, with neither, all that are still refused.
  line int,
  reason text,
  why text not null,
  -- How many lines that was when it was asked for.
  wanted int not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  -- Where a replay that was cut short goes on.
  next_line int not null default 1,
  tried int not null default 0,
  loaded int not null default 0,
  skipped int not null default 0,
  refused int not null default 0,
  note text,
  staff text not null,
  asked_at timestamptz not null default now(),
  finished_at timestamptz
);
create index on feed.replay (run, replay);
create index on feed.replay (state) where state in ('waiting', 'running');

-- What a person says should stand on a line, column by column. The last attempt counts.
create table feed.repair (
  run int not null references feed.run,
  line int not null,
  attempt int not null,
  sealed text not null,
  columns text[] not null,
  why text not null,
  staff text not null,
  at timestamptz not null default now(),
  primary key (run, line, attempt)
);

-- The replay by which the line went in after all: it is no refusal any more.
alter table feed.reject add column replay int references feed.replay;
create index on feed.reject (run, reason, line, seq) where replay is null;
create index on feed.reject (run, line, seq) where replay is null;
alter table feed.run add column repaired int not null default 0;

-- Whoever repairs sees the whole bank.
select kernel.protect('feed.replay', "using" => '(select kernel.lo()) = 0 and (select kernel.hi()) = 2147483647');
select kernel.protect('feed.repair', "using" => '(select kernel.lo()) = 0 and (select kernel.hi()) = 2147483647');
grant insert on feed.replay, feed.repair to yilan_app;
select kernel.classify('feed.replay', '{"staff": "C1", "why": "C1"}', rest => 'none');
select kernel.classify('feed.repair', '{"sealed": "C2", "staff": "C1", "why": "C1"}', rest => 'none');
select kernel.classify('feed.reject', '{"value": "C1"}', rest => 'none');
select kernel.classify('feed.run', '{}', rest => 'none');
