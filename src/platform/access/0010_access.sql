-- The organisation tree, the staff, and what each role may do.
create schema access;

-- `org` is a preorder number and [org, hi] the block of its subtree: who sees a branch's rows is a range of numbers.
create table access.org (
  org int primary key,
  hi int not null check (hi >= org),
  parent int references access.org,
  code text not null unique check (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$'),
  name text not null check (name <> ''),
  kind text not null check (kind in ('head', 'branch', 'subbranch', 'department')),
  sort int not null default 0,
  -- The run of feed that brought it; null when a person did.
  run int,
  version int not null default 1,
  check ((parent is null) = (org = 0))
);
create index on access.org (parent);

-- The next free blocks under a parent: blocks are sparse by depth (2^21, 2^13, 2^6, 1), so nothing is ever renumbered.
-- No row when the parent is full or already at the lowest depth. Locks the parent until the transaction ends.
create function access.place(under int, many int default 1) returns table (nth int, org int, hi int) language plpgsql as $$
declare
  block access.org;
  width bigint;
  free bigint;
begin
  select o.* into block from access.org o where o.org = under for update;
  width := case block.hi::bigint - block.org + 1 when 2147483648 then 2097152 when 2097152 then 8192 when 8192 then 64 when 64 then 1 end;
  select coalesce(max(o.hi) + 1::bigint, block.org + width) into free from access.org o where o.parent = under;
  if width is null or free + width * many - 1 > block.hi then return; end if;
  return query select i + 1, (free + i * width)::int, (free + (i + 1) * width - 1)::int from generate_series(0, many - 1) i;
end $$;

-- A person of the bank is of the business, or one of the three separated administrators: never both.
create table access.staff (
  staff text primary key check (staff ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$'),
  login text not null unique check (login ~ '^[a-z][a-z0-9._-]{1,39}$'),
  name text not null check (name <> ''),
  org int not null references access.org,
  side text not null default 'business' check (side in ('business', 'administration')),
  status text not null default 'active' check (status in ('active', 'disabled')),
  -- Once the security administrator has given this person roles, files no longer do.
  by_hand boolean not null default false,
  run int,
  version int not null default 1,
  unique (staff, side)
);
create index on access.staff (org, staff);

-- How to reach a colleague: sealed, and seen only by those whose block holds the person.
create table access.reach (
  staff text primary key references access.staff,
  org int not null,
  phone text,
  email text,
  -- Says whether a repeated file brings the same numbers, without opening them.
  likeness bigint
);

create table access.role (
  role text primary key,
  zh text not null,
  en text not null,
  side text not null check (side in ('business', 'administration')),
  sort int not null,
  version int not null default 1,
  unique (role, side)
);

-- The two references to `side` are the wall: no administrator's role for the business, no business role for an administrator.
create table access.role_of (
  staff text not null,
  role text not null,
  side text not null,
  primary key (staff, role),
  foreign key (staff, side) references access.staff (staff, side) on update cascade,
  foreign key (role, side) references access.role (role, side)
);
-- And of the three administrators nobody is two.
create unique index one_of_three on access.role_of (staff) where side = 'administration';
create index on access.role_of (role);

create table access.granted (
  role text not null,
  side text not null,
  permission text not null check (permission ~ '^[a-z0-9]+(\.[a-z0-9-]+)+$'),
  primary key (role, permission),
  foreign key (role, side) references access.role (role, side),
  -- What an administrator may do never touches a customer.
  check (side = 'business' or permission ~ '^(access|audit|admin)\.' or permission in ('feed.read'))
);

-- The kinds of personal data a role sees without a mask.
create table access.clear (
  role text not null,
  side text not null check (side = 'business'),
  kind text not null check (kind in ('name', 'idNumber', 'phone', 'email', 'address', 'birthday', 'accountNo', 'employer', 'income')),
  primary key (role, kind),
  foreign key (role, side) references access.role (role, side)
);

-- What a run of feed changed, with what stood there before: a run can be taken back.
create table access.loaded (
  run int not null,
  entity text not null,
  key text not null,
  before jsonb,
  primary key (run, entity, key)
);

-- Whether whoever acts in this transaction holds a permission.
create function access.may(wanted text) returns boolean language sql stable as $$
  select exists (
    select from access.role_of r
    join access.staff s on s.staff = r.staff and s.status = 'active'
    join access.granted g on g.role = r.role and g.permission = wanted
    where r.staff = kernel.staff()) $$;

-- Everyone signed in reads the tree, the names and the rules; writing takes the permission, and the writer's own block.
create function access.guard(relation regclass, permission text, within text) returns void language plpgsql as $$
declare rule text := format('(select access.may(%L)) and %s', permission, within);
begin
  execute format('drop policy app on %s', relation);
  execute format('create policy app_read on %s for select to yilan_app using ((select kernel.staff()) is not null)', relation);
  execute format('create policy app_add on %s for insert to yilan_app with check (%s)', relation, rule);
  execute format('create policy app_edit on %s for update to yilan_app using (%s) with check (%s)', relation, rule, rule);
  execute format('create policy app_drop on %s for delete to yilan_app using (%s)', relation, rule);
end $$;

select kernel.protect('access.org', by => 'open');
select kernel.protect('access.staff', by => 'open');
select kernel.protect('access.reach', by => 'org');
select kernel.protect('access.role', by => 'open');
select kernel.protect('access.role_of', by => 'open');
select kernel.protect('access.granted', by => 'open');
select kernel.protect('access.clear', by => 'open');
select kernel.protect('access.loaded', by => 'engine');
revoke select on access.loaded from yilan_app;

select access.guard('access.org', 'access.org.write', 'org between (select kernel.lo()) and (select kernel.hi())');
-- A role is given by the security administrator, and a person's version then moves on: both may write here, each through a door of its own.
select access.guard('access.staff', 'access.staff.write', 'org between (select kernel.lo()) and (select kernel.hi())');
create policy app_turn on access.staff for update to yilan_app
  using ((select access.may('access.role.write')) and org between (select kernel.lo()) and (select kernel.hi()))
  with check ((select access.may('access.role.write')) and org between (select kernel.lo()) and (select kernel.hi()));
select access.guard('access.role', 'access.role.write', 'true');
select access.guard('access.role_of', 'access.role.write', 'staff <> (select kernel.staff())');
select access.guard('access.granted', 'access.role.write', 'true');
select access.guard('access.clear', 'access.role.write', 'true');
drop function access.guard;

grant insert, update on access.org, access.staff, access.reach to yilan_app;
grant update (version) on access.role to yilan_app;
grant insert, delete on access.role_of, access.granted, access.clear to yilan_app;

select kernel.classify('access.org', '{}', rest => 'none');
select kernel.classify('access.staff', '{"staff": "C1", "login": "C1", "name": "C1 name"}', rest => 'none');
select kernel.classify('access.reach', '{"staff": "C1", "phone": "C2 phone", "email": "C2 email"}', rest => 'none');
select kernel.classify('access.role', '{}', rest => 'none');
select kernel.classify('access.role_of', '{"staff": "C1"}', rest => 'none');
select kernel.classify('access.granted', '{}', rest => 'none');
select kernel.classify('access.clear', '{}', rest => 'none');
select kernel.classify('access.loaded', '{"before": "C2"}', rest => 'none');
