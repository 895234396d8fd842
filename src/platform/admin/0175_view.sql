-- 视图: what someone narrows a list down by, and which columns they look at, under a name; their own, or their branch's with all below it.
create table admin.view (
  view bigint generated always as identity primary key,
  -- The page, as its address begins.
  page text not null,
  name text not null,
  staff text not null,
  -- The sharer's block of organisations.
  org int not null,
  hi int not null,
  shared boolean not null default false,
  body jsonb not null,
  version int not null default 1,
  at timestamptz not null default now(),
  unique (staff, page, name)
);
create index on admin.view (page, org);
select kernel.protect('admin.view', "using" => 'staff = (select kernel.staff()) or shared and (select kernel.lo()) between org and hi');
select kernel.classify('admin.view', '{}', rest => 'C1');
grant insert, update, delete on admin.view to yilan_app;
