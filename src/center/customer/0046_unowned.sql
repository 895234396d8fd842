-- Customers nobody looks after, for the head of the branch: few among many, found without looking at the others.
create index on customer.customer (org, customer_no) where owner is null and state = 'active';
