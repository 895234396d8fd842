-- 产品目录: what the bank sells, as its product system names it.
create schema product;

create table product.product (
  product text primary key,
  name text not null,
  kind text not null check (kind in ('deposit', 'loan', 'card', 'fund', 'wealth', 'insurance', 'metal', 'service')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- R1 (lowest) to R5; null where no risk is taken.
  risk text check (risk in ('R1', 'R2', 'R3', 'R4', 'R5')),
  -- In percent a year: 1.35.
  rate numeric(9, 4),
  term_days int check (term_days > 0),
  minimum numeric(20, 2),
  status text not null check (status in ('planned', 'on-sale', 'closed')),
  source text not null,
  run int not null,
  line int not null
);
-- What a run changed, with the row it found, or null where it added one: what undo puts back.
create table product.before (
  run int not null,
  product text not null,
  found jsonb,
  primary key (run, product)
);
select kernel.protect('product.product', by => 'open');
select kernel.protect('product.before', by => 'engine');
select kernel.classify('product.product', '{}', rest => 'none');
select kernel.classify('product.before', '{}', rest => 'none');
