-- 客户类别树 and 客户属性, declared at run time. A type's code never changes and begins with its root, by which the models of identity go;
-- its place in the tree is its path, under "C" so that all descendants are one range of an index.
alter table customer.type alter column path type text collate "C";
alter table customer.type
  add column state text not null default 'active' check (state in ('active', 'retired')),
  add column version int not null default 1;
create index on customer.type (parent, position);
select kernel.classify('customer.type', '{}', rest => 'none');
grant insert, update on customer.type to yilan_app;

-- Each attribute belongs to a type and to everything below it. Never deleted: retired, and what was known by it stays.
create table customer.attribute (
  attribute text primary key check (attribute ~ '^[a-z][a-zA-Z0-9]{1,39}$'),
  type text not null references customer.type,
  zh text not null,
  en text not null,
  kind text not null check (kind in ('text', 'day', 'amount', 'integer', 'number', 'boolean', 'choice',
    'name', 'idNumber', 'phone', 'email', 'address', 'birthday', 'accountNo', 'employer', 'income')),
  -- Of a choice: [{"code", "zh", "en"}], in order; a code once given stays.
  options jsonb not null default '[]',
  is_required boolean not null default false,
  class text not null check (class in ('C1', 'C2')),
  -- What a mask leaves of a value of class C2, which lies sealed.
  mask text,
  is_searchable boolean not null default false,
  -- Whoever has this permission sees the value in clear, besides those whose role sees the mask's kind.
  clear_may text,
  -- 部门属性: of one organisation and what lies below it; nobody else sees it or its values.
  org int,
  position int not null default 1,
  state text not null default 'active' check (state in ('active', 'retired')),
  version int not null default 1,
  check ((class = 'C2') = (mask is not null)),
  check (kind = 'choice' or options = '[]')
);
create index on customer.attribute (type);
select kernel.protect('customer.attribute', "using" => '(select kernel.staff()) is not null and (org is null or org between (select kernel.lo()) and (select kernel.hi())
  or exists (select from access.org top where top.org = attribute.org and (select kernel.lo()) between top.org and top.hi))');
select kernel.classify('customer.attribute', '{}', rest => 'none');
revoke delete on customer.attribute, customer.type from yilan_engine;
grant insert, update on customer.attribute to yilan_app;

-- What was declared when, by whom: one row for every version of a type or an attribute.
create table customer.model_step (
  thing text not null check (thing in ('type', 'attribute', 'relation-type')),
  code text not null,
  version int not null,
  said jsonb not null,
  who text not null,
  reason text,
  at timestamptz not null default now(),
  primary key (thing, code, version)
);
select kernel.protect('customer.model_step', by => 'open');
select kernel.classify('customer.model_step', '{}', rest => 'none');
revoke update, delete on customer.model_step from yilan_engine;
grant insert on customer.model_step to yilan_app;

-- Which type a customer was given when, by whom or by which run of an import.
create table customer.type_step (
  customer_no text not null,
  seq bigint generated always as identity,
  before text not null,
  after text not null,
  who text,
  run int,
  reason text,
  at timestamptz not null default now(),
  primary key (customer_no, seq)
);
create index on customer.type_step (run) where run is not null;
select kernel.protect('customer.type_step', "using" => 'customer.visible(customer_no)');
select kernel.classify('customer.type_step', '{}', rest => 'C1');
revoke update, delete on customer.type_step from yilan_engine;
grant insert on customer.type_step to yilan_app;
grant update (type) on customer.customer to yilan_app;
create index on customer.customer (org, type, customer_no);
