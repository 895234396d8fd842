-- A manager's own customers, within what the viewer may see: with the organisation in the key the planner need not read all of a branch beside it.
create index on customer.customer (owner, org, customer_no) where owner is not null;
