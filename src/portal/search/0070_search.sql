-- Tokens by which a customer is found. A token of a record belongs to the record's organisation; the owning one has all of the customer's.
-- Equality and ranges only: under row security an index serves nothing else.
create schema search;

create table search.token (
  customer_no text not null,
  org int not null,
  -- n name, b two neighbouring characters, p sound, i initials, t phone tail, a account tail, h whole phone and d whole document (both blind)
  token text not null collate "C",
  primary key (customer_no, org, token)
);
create index on search.token (org, token, customer_no);
select kernel.protect('search.token', by => 'org');
select kernel.classify('search.token', '{"token": "C2"}', rest => 'C1');
