-- What leaves the bank as a file: who asked for it, why, who let it, and where the sealed file lies until it expires.
create schema open;

-- The numbers of the rule, dated: a row of a later day takes effect on that day.
create table open.export_rule (
  from_day date primary key,
  -- A file of more rows waits for another person.
  rows_at_once int not null,
  -- So does one that would bring what one person took in 24 hours without asking above this.
  rows_a_day int not null,
  rows_at_most int not null,
  decide_within interval not null,
  keep_for interval not null
);

create table open.export (
  export bigint generated always as identity primary key,
  name text not null,
  staff text not null,
  org int not null,
  purpose text not null,
  note text not null,
  -- Frozen when it is asked: what the approver reads is what is made. `digest` is of the five that follow.
  filter jsonb not null,
  columns jsonb not null,
  format text not null check (format in ('csv', 'parquet', 'xlsx')),
  language text not null check (language in ('zh', 'en')),
  cap int not null check (cap > 0),
  digest text not null,
  -- Rows found when it was asked, counted no further than the rule's rows_at_once and one.
  counted int not null,
  needs_approval boolean not null,
  state text not null check (state in ('waiting', 'making', 'ready', 'gone', 'rejected', 'withdrawn', 'expired', 'failed')),
  asked_at timestamptz not null default now(),
  decide_by timestamptz,
  decided_by text,
  decided_at timestamptz,
  rows int,
  bytes bigint,
  sha256 text,
  object text,
  ready_at timestamptz,
  keep_until timestamptz,
  downloads int not null default 0,
  version int not null default 1,
  -- Nobody lets out what they asked for themselves, and nothing that needs a second person is made without one.
  check (decided_by <> staff),
  check (not needs_approval or decided_by is not null or state in ('waiting', 'withdrawn', 'expired'))
);
create index on open.export (staff, export desc);
create index on open.export (org, export) where state = 'waiting';
create index on open.export (decide_by) where state = 'waiting';
create index on open.export (keep_until) where state = 'ready';
-- The same file is not asked for twice while one waits.
create unique index export_waits_once on open.export (staff, digest) where state = 'waiting';

-- A state is a step someone took.
create table open.export_step (
  step bigint generated always as identity primary key,
  export bigint not null references open.export,
  name text not null,
  from_state text not null,
  to_state text not null,
  staff text not null,
  note text,
  at timestamptz not null default clock_timestamp()
);
create index on open.export_step (export, step);

-- One sees one's own; who approves or traces sees those asked within the own block of organisations.
select kernel.protect('open.export_rule', by => 'open');
select kernel.protect('open.export', "using" => 'true');
drop policy app on open.export;
create policy app_read on open.export for select to yilan_app using (
  staff = (select kernel.staff())
  or (org between (select kernel.lo()) and (select kernel.hi())
    and ((select access.may('open.export.approve')) or (select access.may('open.export.trace')))));
create policy app_ask on open.export for insert to yilan_app with check (staff = (select kernel.staff()) and decided_by is null);
create policy app_own on open.export for update to yilan_app using (staff = (select kernel.staff())) with check (staff = (select kernel.staff()));
create policy app_decide on open.export for update to yilan_app
  using (state = 'waiting' and staff <> (select kernel.staff()) and org between (select kernel.lo()) and (select kernel.hi()) and (select access.may('open.export.approve')))
  with check (decided_by = (select kernel.staff()));
select kernel.protect('open.export_step', "using" => 'exists (select from open.export e where e.export = export_step.export)');

grant insert on open.export, open.export_step to yilan_app;
grant update (state, decided_by, decided_at, downloads, version) on open.export to yilan_app;

select kernel.classify('open.export_rule', '{}', rest => 'none');
select kernel.classify('open.export', '{"staff": "C1", "note": "C1", "filter": "C1", "decided_by": "C1"}', rest => 'none');
select kernel.classify('open.export_step', '{"staff": "C1", "note": "C1"}', rest => 'none');

set local role yilan_engine;
insert into open.export_rule (from_day, rows_at_once, rows_a_day, rows_at_most, decide_within, keep_for)
values ('2000-01-01', 500, 2000, 100000, '72 hours', '7 days');
reset role;
