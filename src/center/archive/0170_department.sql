-- 部门客户: who looks after a customer in one department, beside the owner of the whole. The number stays one; the department has its own person.
create table archive.department_owner (
  -- As first written; what was said before a merge is found through it, and of two words the newer holds.
  customer_no text not null,
  org int not null,
  -- Null: nobody any more.
  owner text,
  reason text not null,
  version int not null default 1,
  by text not null,
  at timestamptz not null default now(),
  primary key (customer_no, org)
);
select kernel.protect('archive.department_owner', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or identity.whole(customer.current(customer_no))');
select kernel.classify('archive.department_owner', '{}', rest => 'C1');
grant insert, update on archive.department_owner to yilan_app;
select kernel.remember('archive.department_owner', '{customer_no, org}', 'org between (select kernel.lo()) and (select kernel.hi()) or identity.whole(customer.current(customer_no))');
