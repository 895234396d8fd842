-- What rows were before they changed. `kernel.remember('x.y', key, …)` makes x.y_was and the triggers that fill it, statement by statement,
-- with what a row was (`was`) and until when. As of an instant a row is the earliest of x.y_was that ended after it, else the row itself,
-- provided it was known by then (`known_at`, when the row came). A row added costs nothing; only what changes leaves a trace.
--   ignoring  columns that may change without a trace
--   blur      a pattern in the row's JSON that may change without one
create function kernel.remember(relation regclass, key text[], "using" text, ignoring text[] default '{}', blur text default '') returns void language plpgsql as $$
declare
  was text := relation::text || '_was';
  arguments text := concat_ws(', ', quote_literal(ignoring), quote_literal(blur), (select string_agg(quote_literal(k), ', ') from unnest(key) k));
begin
  execute format('alter table %s add column known_at timestamptz not null default now()', relation);
  execute format('alter table %s alter column known_at set default clock_timestamp()', relation);
  insert into kernel.data_class (relation, column_name, class) values (relation, 'known_at', 'C1');
  execute format('create table %s as select %s from %s with no data', was, (select string_agg(quote_ident(k), ', ') from unnest(key) k), relation);
  execute format('alter table %s add column until timestamptz not null default clock_timestamp(), add column seq bigint generated always as identity,
    add column by text, add column was jsonb not null, add primary key (%s, seq)', was, (select string_agg(quote_ident(k), ', ') from unnest(key) k));
  perform kernel.protect(was::regclass, "using" => "using");
  perform kernel.classify(was::regclass, '{"was": "C2"}', rest => 'C1');
  execute format('revoke update, delete on %s from yilan_engine', was);
  execute format('create trigger remember_update after update on %s referencing old table as old_rows new table as new_rows
    for each statement execute function kernel.keep_was(%s)', relation, arguments);
  execute format('create trigger remember_delete after delete on %s referencing old table as old_rows
    for each statement execute function kernel.keep_was(%s)', relation, arguments);
end $$;

create function kernel.keep_was() returns trigger language plpgsql as $$
declare
  ignoring text[] := tg_argv[0]::text[] || '{known_at}'::text[];
  blur text := tg_argv[1];
  key text;
  same text;
begin
  for at in 2 .. tg_nargs - 1 loop
    key := concat_ws(', ', key, format('%I', tg_argv[at]));
    same := concat_ws(' and ', same, format('n.%1$I = o.%1$I', tg_argv[at]));
  end loop;
  if tg_op = 'DELETE' then
    execute format('insert into %I.%I (%s, by, was) select %s, kernel.staff(), to_jsonb(o) from old_rows o', tg_table_schema, tg_table_name || '_was', key, key);
  else
    execute format('insert into %I.%I (%s, by, was) select %s, kernel.staff(), to_jsonb(o) from old_rows o where not exists (
      select from new_rows n where %s and regexp_replace((to_jsonb(n) - $1)::text, $2, '''', ''g'') = regexp_replace((to_jsonb(o) - $1)::text, $2, '''', ''g''))',
      tg_table_schema, tg_table_name || '_was', key, key, same) using ignoring, blur;
  end if;
  return null;
end $$;
select kernel.definer('kernel.keep_was()');
-- Whoever puts the trigger on a table must be allowed to call it.
set local role yilan_engine;
grant execute on function kernel.keep_was() to yilan_owner;
reset role;
