-- 实时采集: systems whose changes are read as they commit them. What was received is in feed.block like any file's lines and waits there for its
-- interface; feed.run.next_line says how far that is. Nothing of it lives in a process.
create table feed.capture (
  source text primary key references feed.source,
  -- Where the system stands, with the password by which it is read: sealed.
  address text not null,
  slot text not null,
  publication text not null,
  wanted text not null default 'running' check (wanted in ('running', 'stopped')),
  state text not null default 'stopped' check (state in ('connecting', 'streaming', 'stopped', 'failing')),
  -- Received up to here, written in the transaction that keeps what was received.
  position pg_lsn,
  -- Of a transaction of the system that is longer than a portion: its end, and how many of its changes are received.
  part_of pg_lsn,
  part int not null default 0,
  received_at timestamptz,
  error text,
  error_at timestamptz,
  -- What the system keeps of its log for us, and what it keeps at most.
  kept_bytes bigint,
  kept_limit bigint,
  version int not null default 1,
  updated_at timestamptz not null default now()
);

-- A portion of received changes: where in the system's log it ends and when its last change was committed there.
create table feed.portion (
  portion bigint generated always as identity primary key,
  name text not null,
  run int not null references feed.run,
  first_line int not null,
  last_line int not null,
  position pg_lsn,
  committed_at timestamptz not null,
  received_at timestamptz not null default clock_timestamp(),
  -- The portion it brings again.
  replays bigint references feed.portion,
  unique (run, first_line)
);
create index on feed.portion (name, portion);
create index on feed.portion (position);

-- How far each interface is: the last portion taken in, or why it is not.
create table feed.intake (
  name text primary key,
  source text not null references feed.source,
  -- The run whose lines are being received, and how many it has.
  run int references feed.run,
  last_line int not null default 0,
  portion bigint not null default 0,
  committed_at timestamptz,
  taken_at timestamptz,
  tries int not null default 0,
  try_at timestamptz,
  error text
);
create index on feed.intake (source);

-- A minute of an interface: how much, and how long from commit to visible.
create table feed.flow (
  name text not null,
  minute timestamptz not null,
  changes int not null,
  rejected int not null,
  worst_ms int not null,
  sum_ms bigint not null,
  primary key (name, minute)
);

-- What the tables of a system look like, and what has changed about them since the interface was declared.
create table feed.capture_table (
  source text not null references feed.source,
  "table" text not null,
  columns jsonb not null,
  alarm jsonb,
  seen_at timestamptz not null default now(),
  primary key (source, "table")
);

-- Events that come over HTTP may come again and out of order: the newest taken of each key. Keys are tokens.
create table feed.newest (
  name text not null,
  key bigint not null,
  at numeric(40) not null,
  primary key (name, key)
);

select kernel.protect('feed.capture', by => 'open');
select kernel.protect('feed.portion', by => 'open');
select kernel.protect('feed.intake', by => 'open');
select kernel.protect('feed.flow', by => 'open');
select kernel.protect('feed.capture_table', by => 'open');
select kernel.protect('feed.newest', by => 'engine');
revoke select on feed.capture from yilan_app;
grant select (source, slot, publication, wanted, state, position, received_at, error, error_at, kept_bytes, kept_limit, version, updated_at) on feed.capture to yilan_app;
grant update (wanted, version, updated_at) on feed.capture to yilan_app;

select kernel.classify('feed.capture', '{"address": "C2"}', rest => 'none');
select kernel.classify('feed.portion', '{}', rest => 'none');
select kernel.classify('feed.intake', '{}', rest => 'none');
select kernel.classify('feed.flow', '{}', rest => 'none');
select kernel.classify('feed.capture_table', '{}', rest => 'none');
select kernel.classify('feed.newest', '{}', rest => 'none');

-- An interface whose rows are changes of a table, in its newest version.
create function feed.change_interfaces(of_source text) returns table (interface int, name text, "table" text, entity text, declaration jsonb) language sql stable as $$
  select i.interface, i.name, i.declaration -> 'change' ->> 'table', i.entity, i.declaration
  from feed.interface i
  where i.source = of_source and i.declaration ? 'change'
    and not exists (select from feed.interface newer where newer.name = i.name and newer.version > i.version) $$;
grant execute on function feed.change_interfaces(text) to yilan_app, yilan_engine;
