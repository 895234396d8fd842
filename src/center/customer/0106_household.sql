-- 家庭: people of one household, each with a part in it and the days it held. Rows are ended, never deleted; nobody is in two at once.
create table customer.household (
  household bigint generated always as identity primary key,
  -- Who founded it: a household is seen by whoever sees one of its people.
  head_no text not null,
  org int not null,
  who text not null,
  at timestamptz not null default now()
);
create table customer.household_member (
  customer_no text not null,
  household bigint not null,
  role text not null check (role in ('head', 'spouse', 'child', 'parent', 'other')),
  since date not null default current_date,
  until date,
  who text not null,
  reason text not null,
  ended_by text,
  ended_reason text,
  at timestamptz not null default now(),
  primary key (customer_no, household, at)
);
create unique index on customer.household_member (customer_no) where until is null;
create index on customer.household_member (household);
select kernel.protect('customer.household', by => 'org'), kernel.protect('customer.household_member', "using" => 'customer.visible(customer_no)');
select kernel.classify('customer.household', '{}', rest => 'C1'), kernel.classify('customer.household_member', '{"reason": "C2", "ended_reason": "C2"}', rest => 'C1');
revoke delete on customer.household, customer.household_member from yilan_engine;
grant insert on customer.household, customer.household_member to yilan_app;
grant update (until, ended_by, ended_reason) on customer.household_member to yilan_app;
