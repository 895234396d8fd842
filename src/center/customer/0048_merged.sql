-- A merged number stands for its survivor in one hop: whoever asks for it, or finds it as first written, is led to the survivor.
create index on customer.customer (merged_into) where merged_into is not null;

-- The number that stands for this one now. Beyond row security, since a branch may see the survivor and not the row of the merged one;
-- what may be seen of the survivor is decided where the survivor is read.
create function customer.current(no text) returns text language sql stable parallel safe as $$
  select coalesce((select merged_into from customer.customer where customer_no = no), no) where kernel.staff() is not null $$;
select kernel.definer('customer.current(text)');

-- A number and all that were merged into it.
create function customer.numbers(no text) returns setof text language sql stable parallel safe as $$
  select no where kernel.staff() is not null
  union all
  select customer_no from customer.customer where merged_into = no and kernel.staff() is not null $$;
select kernel.definer('customer.numbers(text)');

-- Whoever may see the survivor may see what belonged to the merged.
create or replace function customer.visible(no text) returns boolean language sql stable parallel safe as $$
  select exists (select 1 from customer.customer where customer_no = no)
    or exists (select 1 from customer.customer where customer_no = customer.current(no)) $$;
