-- 补充属性: what is asked of customers besides the golden record, declared at run time in customer.attribute. One row for each customer,
-- attribute, source and the source's own key of the customer; a person's word is of the source 'yilan', keyed by the branch that entered it.
create table archive.attribute (
  -- As first written; a record that moves to another customer takes its values along, a person's word is found through the merge.
  customer_no text not null,
  attribute text not null,
  source text not null,
  key text not null,
  org int not null,
  -- Of an attribute of one department: the owning branch does not see it.
  is_departmental boolean not null default false,
  -- Class C1 lies open, class C2 sealed with its keyed token; both null when the value was taken back.
  value text,
  sealed text,
  token bigint,
  said_on date not null,
  run int,
  line int,
  who text,
  version int not null default 1,
  updated_at timestamptz not null default now(),
  primary key (customer_no, attribute, source, key),
  check (value is null or sealed is null)
);
create index on archive.attribute (source, key);
create index on archive.attribute (run) where run is not null;
select kernel.protect('archive.attribute', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or (not is_departmental and identity.whole(customer.current(customer_no)))');
select kernel.classify('archive.attribute', '{"value": "C1", "sealed": "C2", "token": "C2"}', rest => 'C1');
grant insert, update on archive.attribute to yilan_app;

-- What a row said before it changed, from when to when; kept by the database, whoever changes it.
create table archive.attribute_history (
  customer_no text not null,
  attribute text not null,
  source text not null,
  key text not null,
  org int not null,
  is_departmental boolean not null,
  value text,
  sealed text,
  token bigint,
  said_on date not null,
  run int,
  line int,
  who text,
  version int not null,
  held_from timestamptz not null,
  held_until timestamptz not null,
  -- The run that changed it, by which the change is taken back; null for a person's change and for an undo.
  ended_run int,
  primary key (customer_no, attribute, source, key, version)
);
create index on archive.attribute_history (ended_run) where ended_run is not null;
select kernel.protect('archive.attribute_history', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or (not is_departmental and identity.whole(customer.current(customer_no)))');
select kernel.classify('archive.attribute_history', '{"value": "C1", "sealed": "C2", "token": "C2"}', rest => 'C1');
revoke update, delete on archive.attribute_history from yilan_engine;
grant insert on archive.attribute_history to yilan_app;

create function archive.keep_attribute() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    insert into archive.attribute_history (customer_no, attribute, source, key, org, is_departmental, value, sealed, token, said_on, run, line, who, version, held_from, held_until, ended_run)
    select o.customer_no, o.attribute, o.source, o.key, o.org, o.is_departmental, o.value, o.sealed, o.token, o.said_on, o.run, o.line, o.who, o.version, o.updated_at, now(),
      case when current_setting('yilan.undoing', true) = 'yes' then null else nullif(n.run, o.run) end
    from before o
    left join after n on n.attribute = o.attribute and n.source = o.source and n.key = o.key
    on conflict do nothing;
  else
    insert into archive.attribute_history (customer_no, attribute, source, key, org, is_departmental, value, sealed, token, said_on, run, line, who, version, held_from, held_until)
    select customer_no, attribute, source, key, org, is_departmental, value, sealed, token, said_on, run, line, who, version, updated_at, now() from before
    on conflict do nothing;
  end if;
  return null;
end $$;
create trigger keep_update after update on archive.attribute referencing old table as before new table as after for each statement execute function archive.keep_attribute();
create trigger keep_delete after delete on archive.attribute referencing old table as before for each statement execute function archive.keep_attribute();
