-- 产品目录: what the bank sells, as its product system names it.
create schema product;

create table product.product (
  product text primary key,
  name text not null,
  -- deposit, loan, card, fund, wealth, insurance, metal, service
  category text not null,
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  -- R1 (lowest) to R5; null where no risk is taken.
  risk text check (risk in ('R1', 'R2', 'R3', 'R4', 'R5')),
  -- A share of one a year: 0.035 is 3.5 %.
  yearly_rate numeric(12, 8),
  term_days int,
  minimum numeric(20, 2),
  status text not null default 'on-sale' check (status in ('planned', 'on-sale', 'closed')),
  on_sale_from date,
  on_sale_until date,
  source text not null,
  digest bigint not null,
  run int not null
);
create table product.version (
  product text not null,
  run int not null,
  line int not null,
  -- The row as the run found it, or null where the run added it: what undo puts back.
  before jsonb,
  primary key (product, run)
);
select kernel.protect('product.product', by => 'open');
select kernel.protect('product.version', by => 'engine');
select kernel.classify('product.product', '{}', rest => 'none');
select kernel.classify('product.version', '{}', rest => 'none');
