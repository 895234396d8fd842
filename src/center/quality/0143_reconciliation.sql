-- 核对: what a source says it has on a business day, and what is here; down to the account where the source gives details.

-- Control totals. Blank: of all. account_no comes first, since a source may name every account of every day.
create table quality.control (
  account_no text not null default '',
  source text not null,
  day date not null,
  entity text not null check (entity in ('account', 'transaction', 'record')),
  -- 0: of the whole bank.
  org int not null,
  product text not null default '',
  currency text not null,
  level text generated always as (case when account_no <> '' then 'account' when product <> '' then 'product' when org <> 0 then 'branch' else 'total' end) stored,
  rows bigint,
  amount numeric(24, 2),
  -- The sum of the last nine digits of the account numbers: finds a row that stands for another of the same amount.
  hash numeric(30, 0),
  run int not null,
  line int not null,
  primary key (account_no, source, day, entity, org, product, currency)
);
create index on quality.control (source, day, entity, level);
create index on quality.control (run);

create table quality.reconciliation (
  recon bigint generated always as identity primary key,
  source text not null,
  day date not null,
  entity text not null,
  org int not null default 0,
  state text not null check (state in ('matched', 'differs', 'explained', 'signed')),
  -- The deepest level of which the source told.
  level text not null,
  compared int not null,
  differences int not null,
  -- Of the first currency: the others stand in the differences.
  currency text,
  theirs_rows bigint,
  ours_rows bigint,
  theirs_amount numeric(24, 2),
  ours_amount numeric(24, 2),
  at timestamptz not null default now(),
  version int not null default 1,
  unique (source, day, entity)
);
create index on quality.reconciliation (day desc, recon desc);

create table quality.difference (
  account_no text not null default '',
  recon bigint not null,
  level text not null,
  org int not null,
  product text not null default '',
  currency text not null,
  kind text not null check (kind in ('lacking', 'extra', 'amount', 'rows', 'hash')),
  theirs_rows bigint,
  ours_rows bigint,
  theirs_amount numeric(24, 2),
  ours_amount numeric(24, 2),
  theirs_hash numeric(30, 0),
  ours_hash numeric(30, 0),
  primary key (account_no, recon, level, org, product, currency)
);
create index on quality.difference (recon, level, org, product, account_no);

create table quality.recon_step (
  step bigint generated always as identity primary key,
  recon bigint not null,
  org int not null default 0,
  name text not null,
  from_state text not null,
  to_state text not null,
  staff text not null,
  note text,
  at timestamptz not null default clock_timestamp()
);
create index on quality.recon_step (recon, step);

select kernel.protect(t, by => 'org') from unnest('{quality.control,quality.reconciliation,quality.difference,quality.recon_step}'::regclass[]) t;
select kernel.classify('quality.control', '{"account_no": "C2 accountNo"}', rest => 'C1'), kernel.classify('quality.reconciliation', '{}', rest => 'none'),
  kernel.classify('quality.difference', '{"account_no": "C2 accountNo"}', rest => 'C1'), kernel.classify('quality.recon_step', '{"staff": "C1", "note": "C1"}', rest => 'none');
grant update (state, version) on quality.reconciliation to yilan_app;
grant insert on quality.recon_step to yilan_app;
revoke update, delete on quality.recon_step from yilan_engine;
