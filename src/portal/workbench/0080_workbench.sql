-- What each member of staff has set for the workbench.
create schema workbench;

create table workbench.preference (
  staff text primary key,
  -- A single movement of this much or more is a large move.
  large_move numeric(20, 2) not null check (large_move > 0),
  version int not null default 1,
  updated_at timestamptz not null default now()
);
select kernel.protect('workbench.preference', "using" => 'staff = (select kernel.staff())');
select kernel.classify('workbench.preference', '{}', rest => 'none');
grant insert, update on workbench.preference to yilan_app;
