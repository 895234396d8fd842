-- What a row was, told more cheaply: a row that differs outside its JSON is different, and no pattern need be looked for in it.
grant create on schema kernel to yilan_engine;
set local role yilan_engine;
create or replace function kernel.keep_was() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  ignoring text[] := tg_argv[0]::text[] || '{known_at}'::text[];
  blur text := tg_argv[1];
  json text[];
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
    json := array(select attname::text from pg_attribute where attrelid = tg_relid and atttypid = 'jsonb'::regtype);
    -- A case and no and: what is dear is not asked of rows that are told apart by what is cheap.
    execute format('insert into %I.%I (%s, by, was) select %s, kernel.staff(), to_jsonb(o) from old_rows o where not exists (
      select from new_rows n where %s and case when to_jsonb(n) - $1 - $3 = to_jsonb(o) - $1 - $3
        then regexp_replace((to_jsonb(n) - $1)::text, $2, '''', ''g'') = regexp_replace((to_jsonb(o) - $1)::text, $2, '''', ''g'') else false end)',
      tg_table_schema, tg_table_name || '_was', key, key, same) using ignoring, blur, json;
  end if;
  return null;
end $$;
reset role;
revoke create on schema kernel from yilan_engine;
