-- As known then: every state a golden row has had. Whoever sees the customer whole sees all of it; another branch what its own row was.
select kernel.remember('identity.golden', '{customer_no,org}',
  "using" => 'identity.whole(customer.current(customer_no)) or not (was ->> ''whole'')::boolean and org between (select kernel.lo()) and (select kernel.hi())',
  -- The trust that is left of a source changes with the day and is no news.
  ignoring => '{as_of}', blur => '"trust": \d+');
