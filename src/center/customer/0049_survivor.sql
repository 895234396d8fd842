-- What belonged to a merged number is seen by whoever sees the survivor, and by nobody else: the merged row's own organisation says nothing any more.
create or replace function customer.visible(no text) returns boolean language sql stable parallel safe as $$
  select exists (select 1 from customer.customer where customer_no = no and state <> 'merged')
    or exists (select 1 from customer.customer where customer_no = customer.current(no) and customer_no <> no) $$;
