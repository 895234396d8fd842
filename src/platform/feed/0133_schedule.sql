-- When an interface's file is due, by the bank's calendar; what became of it each time; and what people must know of.
create table feed.schedule (
  name text primary key,
  source text not null references feed.source,
  -- Five fields, on the clock of Beijing.
  cron text not null,
  days text not null check (days in ('all', 'workdays', 'month-end', 'month-end-workday')),
  -- Taken only between these hours; null: at any time. Wall-clock, HH:MM.
  window_from text check (window_from ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  window_until text check (window_until ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  -- The file that is not there by then is missed.
  expected_by text check (expected_by ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  -- Interfaces whose file of the same day must be in first.
  follows text[] not null default '{}',
  catch_up text not null check (catch_up in ('all', 'last', 'none')),
  retries int not null check (retries between 0 and 20),
  backoff_minutes int not null check (backoff_minutes between 1 and 720),
  rows_per_second int check (rows_per_second between 1 and 1000000),
  -- In percent: of lines refused; and away from the median of thirty days.
  max_rejects numeric(5, 2) check (max_rejects between 0 and 100),
  max_deviation numeric(6, 2) check (max_deviation > 0),
  state text not null default 'on' check (state in ('on', 'paused', 'stopped')),
  -- Turns are laid up to here.
  laid_until timestamptz not null default now(),
  version int not null default 1,
  staff text not null,
  changed_at timestamptz not null default now()
);
create index on feed.schedule (source);

-- One time an interface was due.
create table feed.turn (
  name text not null references feed.schedule,
  due_at timestamptz not null,
  day date not null,
  state text not null default 'due' check (state in ('due', 'waiting', 'running', 'done', 'failed', 'skipped')),
  attempts int not null default 0,
  next_try timestamptz not null default now(),
  run int references feed.run,
  -- Why it waits, failed or was skipped: a code, with a name behind a colon.
  note text,
  asked_by text,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (name, due_at)
);
create index on feed.turn (day, name);
create index on feed.turn (next_try) where state in ('due', 'waiting', 'running');
create index on feed.turn (run);

create table feed.alarm (
  alarm int generated always as identity primary key,
  kind text not null check (kind in ('late', 'failed', 'rejects', 'volume', 'calendar')),
  name text not null,
  day date not null,
  run int references feed.run,
  facts jsonb not null default '{}',
  state text not null default 'open' check (state in ('open', 'acknowledged', 'closed')),
  raised_at timestamptz not null default now(),
  unique (name, day, kind)
);
create index on feed.alarm (alarm) where state = 'open';
create index on feed.alarm (state, alarm);
create index on feed.alarm (run);

-- Who did what about a schedule or an alarm.
create table feed.watch_step (
  step bigint generated always as identity primary key,
  name text,
  alarm int references feed.alarm,
  step_name text not null,
  note text,
  staff text not null,
  at timestamptz not null default clock_timestamp()
);
create index on feed.watch_step (name, step);
create index on feed.watch_step (alarm, step);

select kernel.protect('feed.schedule', by => 'open');
select kernel.protect('feed.turn', by => 'open');
select kernel.protect('feed.alarm', by => 'open');
select kernel.protect('feed.watch_step', by => 'open');
grant insert, update on feed.schedule to yilan_app;
grant insert on feed.turn, feed.watch_step to yilan_app;
grant update (state, attempts, next_try, note, asked_by) on feed.turn to yilan_app;
grant update (state) on feed.alarm to yilan_app;
select kernel.classify('feed.schedule', '{"staff": "C1"}', rest => 'none');
select kernel.classify('feed.turn', '{"asked_by": "C1"}', rest => 'none');
select kernel.classify('feed.alarm', '{}', rest => 'none');
select kernel.classify('feed.watch_step', '{"staff": "C1", "note": "C1"}', rest => 'none');
