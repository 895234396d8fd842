-- 审计查询: the audit log is read through these two functions only, by those who hold the permission, and the reading is itself audited.
create schema admin;
grant usage on schema admin to yilan_app, yilan_engine;

create function admin.looks_at(number text, before_at timestamptz, before_entry bigint, many int) returns setof kernel.audit_entry
language sql stable as $$
  select e.*
  from kernel.audit_subject s
  join kernel.audit_entry e on e.id = s.entry
  where access.may('audit.read') and s.subject = number
    and (before_at is null or (s.at, s.entry) < (before_at, before_entry))
  order by s.at desc, s.entry desc
  limit many $$;
select kernel.definer('admin.looks_at(text, timestamptz, bigint, int)');

create function admin.looks_by(who text, before_at timestamptz, before_entry bigint, many int) returns setof kernel.audit_entry
language sql stable as $$
  select e.*
  from kernel.audit_entry e
  where access.may('audit.staff') and e.staff = who
    and (before_at is null or (e.at, e.id) < (before_at, before_entry))
  order by e.at desc, e.id desc
  limit many $$;
select kernel.definer('admin.looks_by(text, timestamptz, bigint, int)');
grant execute on function access.may(text) to yilan_engine;

-- How far the chain has come, for the page's own stamp.
create function admin.chain() returns table (links bigint, at timestamptz, unsealed bigint)
language sql stable as $$
  select h.link, h.at, (select count(*) from kernel.audit_entry e where e.xid >= h.horizon)
  from kernel.audit_head h
  where access.may('audit.read') $$;
select kernel.definer('admin.chain()');
