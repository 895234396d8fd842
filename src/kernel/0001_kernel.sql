-- The kernel's own tables and the two words every migration uses: protect (who sees the rows) and classify (what lies in the columns).
create table kernel.data_class (
  relation regclass not null,
  column_name name not null,
  class text not null check (class in ('none', 'C1', 'C2', 'C3')),
  -- What a mask leaves of it (mask.ts), or null where nothing personal shows.
  mask text,
  retention text not null default 'relationship + 10 years',
  primary key (relation, column_name)
);

-- Settles class, mask and retention of every column of a table. `classes`: {"id_number": "C2 idNumber", "opened_on": "C1"};
-- the columns not named get `rest`. C3 (passwords of cards, biometrics, one-time codes) is never stored: it is refused here.
create function kernel.classify(relation regclass, classes jsonb, rest text default 'C1') returns void language plpgsql as $$
declare
  col name;
  said text;
begin
  for col in select attname from pg_attribute where attrelid = relation and attnum > 0 and not attisdropped loop
    said := coalesce(classes ->> col::text, rest);
    if split_part(said, ' ', 1) = 'C3' then
      raise exception 'column %.% would hold C3 data, which is never stored', relation, col;
    end if;
    insert into kernel.data_class (relation, column_name, class, mask)
    values (relation, col, split_part(said, ' ', 1), nullif(split_part(said, ' ', 2), ''))
    on conflict on constraint data_class_pkey do update set class = excluded.class, mask = excluded.mask;
  end loop;
end $$;

-- The viewer's block of organisations, set for one transaction by kernel.assume. No context: an empty block, no row.
create function kernel.lo() returns int language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('yilan.lo', true), ''), '1')::int $$;
create function kernel.hi() returns int language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('yilan.hi', true), ''), '0')::int $$;
create function kernel.staff() returns text language sql stable parallel safe as $$
  select nullif(current_setting('yilan.staff', true), '') $$;

create function kernel.assume(staff text, lo int, hi int) returns void language sql as $$
  select set_config('yilan.staff', staff, true), set_config('yilan.lo', lo::text, true), set_config('yilan.hi', hi::text, true) $$;

-- Forces row security on a table (or on one partition) and says who sees its rows:
--   org     rows of the viewer's block of organisations, by the column `org`
--   open    every signed-in member of staff
--   engine  batches only
--   or an expression of one's own in `using`
-- Reading is granted to yilan_app, reading and writing to yilan_engine; what yilan_app may write is granted by hand after this.
-- A partition gets forced row security and no grant at all: read directly it would ignore its parent's policy.
create function kernel.protect(relation regclass, by text default null, "using" text default null) returns void language plpgsql as $$
declare
  rule text := case by
    when 'org' then 'org between (select kernel.lo()) and (select kernel.hi())'
    when 'open' then '(select kernel.staff()) is not null'
    when 'engine' then 'false'
    else "using" end;
  is_partition boolean := (select relispartition from pg_class where oid = relation);
begin
  execute format('alter table %s enable row level security', relation);
  execute format('alter table %s force row level security', relation);
  if is_partition then return; end if;
  if rule is null then raise exception 'protect(%): say by whom', relation; end if;
  execute format('drop policy if exists app on %s', relation);
  execute format('drop policy if exists engine on %s', relation);
  execute format('create policy app on %s to yilan_app using (%s) with check (%s)', relation, rule, rule);
  execute format('create policy engine on %s to yilan_engine using (true) with check (true)', relation);
  execute format('grant select on %s to yilan_app', relation);
  execute format('grant select, insert, update, delete on %s to yilan_engine', relation);
  execute format('grant usage on schema %s to yilan_app, yilan_engine',
    (select quote_ident(n.nspname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = relation));
end $$;

-- Lets a function act as yilan_engine for whoever may call it (sign-on, enqueueing): the few doors through row security.
create function kernel.definer(signature regprocedure) returns void language plpgsql as $$
declare home name := (select n.nspname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = signature);
begin
  execute format('grant usage, create on schema %I to yilan_engine', home);
  execute format('alter function %s security definer set search_path = pg_catalog', signature);
  execute format('revoke all on function %s from public', signature);
  execute format('grant execute on function %s to yilan_app, yilan_engine', signature);
  execute format('alter function %s owner to yilan_engine', signature);
  execute format('revoke create on schema %I from yilan_engine', home);
end $$;

grant usage on schema kernel to yilan_app, yilan_engine, yilan_queue;

-- A key makes a write happen once: the row, the effect and the answer are one transaction.
create table kernel.idempotency (
  staff text not null,
  key text not null,
  door text not null,
  request_hash bytea not null,
  status int,
  reply jsonb,
  at timestamptz not null default now(),
  primary key (staff, key)
);
select kernel.protect('kernel.idempotency', "using" => 'staff = (select kernel.staff())');
select kernel.classify('kernel.idempotency', '{"reply": "C2"}', rest => 'none');
grant insert, update on kernel.idempotency to yilan_app;
create index on kernel.idempotency (at);

-- Who did or saw what. The row commits with the change or the look; the sealer chains it (0002).
create table kernel.audit_entry (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  staff text not null,
  org int not null,
  action text not null,
  kind text not null check (kind in ('look', 'change', 'reveal', 'refusal', 'sign-on', 'batch', 'export')),
  subjects text[] not null default '{}',
  fields text[] not null default '{}',
  screen text,
  reason text,
  request text,
  detail jsonb not null default '{}'
);
create index on kernel.audit_entry (xid, id);
create index on kernel.audit_entry (staff, at desc);
-- One narrow row for each customer seen, so that "who looked at this customer" is an index range however long the log grows.
create table kernel.audit_subject (
  subject text not null,
  at timestamptz not null,
  entry bigint not null,
  primary key (subject, at, entry)
);
select kernel.protect('kernel.audit_entry', "using" => 'true');
select kernel.protect('kernel.audit_subject', "using" => 'true');
select kernel.classify('kernel.audit_entry', '{}', rest => 'C1');
select kernel.classify('kernel.audit_subject', '{}', rest => 'C1');
-- The application only adds. Reading is for the audit pages, through functions of their own that check the reader.
revoke select on kernel.audit_entry, kernel.audit_subject from yilan_app;
revoke update, delete on kernel.audit_entry, kernel.audit_subject from yilan_engine;
grant insert on kernel.audit_entry, kernel.audit_subject to yilan_app;

create function kernel.record(
  staff text, org int, action text, kind text, subjects text[], fields text[], screen text, reason text, request text, detail jsonb
) returns bigint language sql as $$
  with entry as (
    insert into kernel.audit_entry (staff, org, action, kind, subjects, fields, screen, reason, request, detail)
    values (staff, org, action, kind, subjects, fields, screen, reason, request, detail)
    returning id, at),
  seen as (
    insert into kernel.audit_subject (subject, at, entry)
    select distinct s, entry.at, entry.id from entry, unnest(subjects) s)
  select id from entry $$;
select kernel.definer('kernel.record(text, int, text, text, text[], text[], text, text, text, jsonb)');

-- The chain over committed entries. link numbers have no gap; horizon is the first transaction not yet sealed.
create table kernel.audit_link (
  link bigint primary key,
  entry bigint not null unique,
  hash bytea not null
);
create table kernel.audit_head (
  one boolean primary key default true check (one),
  horizon xid8 not null,
  link bigint not null,
  hash bytea not null,
  at timestamptz not null default now()
);
select kernel.protect('kernel.audit_link', by => 'engine');
select kernel.protect('kernel.audit_head', by => 'engine');
select kernel.classify('kernel.audit_link', '{}', rest => 'none');
select kernel.classify('kernel.audit_head', '{}', rest => 'none');
revoke update, delete on kernel.audit_link from yilan_engine;
revoke select on kernel.audit_link, kernel.audit_head from yilan_app;
