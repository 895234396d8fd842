-- Accounts of the business systems, who holds them, what is held in them, what moved, and the summaries the portal reads.
-- Every row of an account begins with account_no = source ':' key, the distribution key of all facts of an account.
create schema account;

create table account.account (
  account_no text primary key,
  source text not null,
  key text not null,
  -- As first written, by the account's own row or by its first owner; merges are resolved on reading.
  customer_no text,
  customer_key text,
  org int not null,
  kind text not null check (kind in ('deposit', 'corporate', 'wealth', 'fund', 'mobile', 'loan', 'card')),
  subkind text,
  product text,
  currency text not null,
  -- The source's own balance, and the one after the last transaction for sources that tell none. What a customer owes is negative.
  told_balance numeric(20, 2),
  last_balance numeric(20, 2),
  balance numeric(20, 2) generated always as (coalesce(told_balance, last_balance)) stored,
  -- The last transaction, and the last one by the customer's own will (neither interest nor fee nor a batch of the bank).
  last_on date,
  moved_on date,
  principal numeric(20, 2),
  -- In percent a year: 1.35.
  rate numeric(9, 4),
  credit_limit numeric(20, 2),
  overdue numeric(20, 2),
  opened_on date,
  closed_on date,
  matures_on date,
  status text not null check (status in ('open', 'dormant', 'frozen', 'closed')),
  parent text,
  digest bigint not null,
  run int not null,
  line int not null,
  version int not null default 1,
  updated_at timestamptz not null default now()
);
create index on account.account (parent) where parent is not null;
create index on account.account using brin (run);

-- Which customers an account belongs to (m:n). Rows are only added and ended, so the history of a mapping stays readable.
create table account.holder (
  account_no text not null,
  key text not null,
  version int not null default 1,
  source text not null,
  customer_no text not null,
  customer_key text not null,
  role text not null check (role in ('owner', 'joint', 'authorised')),
  org int not null,
  since date not null default current_date,
  until date,
  run int not null,
  line int not null,
  ended_run int,
  primary key (account_no, key, version)
);
create index on account.holder (customer_no, account_no);
-- By key first: of a source not yet counted the planner expects one row, and would read it whole for each.
create index on account.holder (key, source);
create index on account.holder using brin (run);

select kernel.protect('account.holder', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or identity.whole(customer_no)');
select kernel.classify('account.holder', '{"account_no": "C2 accountNo", "key": "C1", "customer_no": "C1"}', rest => 'C1');

-- Whether the viewer sees an account that lies outside the viewer's block: one of its holders is seen whole.
create function account.held(no text) returns boolean language plpgsql stable parallel safe as $$
begin
  return exists (select from account.holder where account_no = no);
end $$;

select kernel.protect('account.account', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or account.held(account_no)');
select kernel.classify('account.account', '{"account_no": "C2 accountNo", "key": "C2 accountNo", "parent": "C2 accountNo", "digest": "none"}', rest => 'C1');

create table account.holding (
  account_no text not null,
  key text not null,
  source text not null,
  org int not null,
  product text not null,
  units numeric(20, 4),
  value numeric(20, 2),
  cost numeric(20, 2),
  since date,
  matures_on date,
  digest bigint not null,
  run int not null,
  line int not null,
  version int not null default 1,
  updated_at timestamptz not null default now(),
  primary key (account_no, key)
);
create index on account.holding using brin (run);
select kernel.protect('account.holding', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or account.held(account_no)');
select kernel.classify('account.holding', '{"account_no": "C2 accountNo", "digest": "none"}', rest => 'C1');

create table account.standing_order (
  account_no text not null,
  key text not null,
  source text not null,
  org int not null,
  counterparty_account text,
  counterparty_bank text,
  amount numeric(20, 2) not null,
  purpose text,
  digest bigint not null,
  run int not null,
  line int not null,
  version int not null default 1,
  updated_at timestamptz not null default now(),
  primary key (account_no, key)
);
create index on account.standing_order using brin (run);
select kernel.protect('account.standing_order', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or account.held(account_no)');
select kernel.classify('account.standing_order', '{"account_no": "C2 accountNo", "counterparty_account": "C2 accountNo", "digest": "none"}', rest => 'C1');

-- One index serves uniqueness and paging (newest first; a day's few rows are sorted by the reader); BRIN finds a run's rows.
create table account.transaction (
  account_no text not null,
  on_day date not null,
  key text not null,
  at timestamptz not null,
  amount numeric(20, 2) not null,
  balance numeric(20, 2),
  currency text not null,
  kind text not null,
  channel text,
  counterparty text,
  counterparty_account text,
  counterparty_bank text,
  merchant text,
  mcc text,
  place text,
  summary text,
  org int not null,
  run int not null,
  line int not null,
  primary key (account_no, on_day, key)
) partition by range (on_day);
create index on account.transaction using brin (run);
select kernel.protect('account.transaction', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or account.held(account_no)');
select kernel.classify('account.transaction', '{"account_no": "C2 accountNo", "counterparty": "C2 name", "counterparty_account": "C2 accountNo"}', rest => 'C1');

-- Adds the monthly partitions that a batch needs. Attached rather than created in place: readers of the parent are not stopped.
create function account.ensure_months(days date[]) returns int language plpgsql security definer set search_path = pg_catalog as $$
declare
  first date;
  part text;
  made int := 0;
begin
  for first in select distinct date_trunc('month', day)::date from unnest(days) day order by 1 loop
    part := 'transaction_' || to_char(first, 'YYYYMM');
    continue when to_regclass('account.' || part) is not null;
    if first < '1970-01-01' or first > '2100-01-01' then
      raise exception 'no partition is made for %', first;
    end if;
    perform pg_advisory_xact_lock(7160);
    continue when to_regclass('account.' || part) is not null;
    execute format('create table account.%I (like account.transaction including defaults)', part);
    execute format('alter table account.transaction attach partition account.%I for values from (%L) to (%L)', part, first, first + interval '1 month');
    perform kernel.protect(format('account.%I', part)::regclass);
    made := made + 1;
  end loop;
  return made;
end $$;
revoke all on function account.ensure_months(date[]) from public;
grant execute on function account.ensure_months(date[]) to yilan_engine;

-- Fresh figures for the planner after a large load: only the owner may gather them.
create function account.survey() returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  analyze account.account, account.holder, account.holding, account.standing_order, account.transaction, account.month, account.position;
end $$;
revoke all on function account.survey() from public;
grant execute on function account.survey() to yilan_engine;

-- Summary of an account's month: also the map by which "the last 20" goes straight to the partitions that hold them.
create table account.month (
  account_no text not null,
  month date not null,
  org int not null,
  inflow numeric(20, 2) not null,
  outflow numeric(20, 2) not null,
  closing numeric(20, 2),
  count int not null,
  moved_on date,
  -- The last day with a transaction, and what came in and went out on it.
  last_on date not null,
  last_in numeric(20, 2) not null,
  last_out numeric(20, 2) not null,
  primary key (account_no, month)
);
select kernel.protect('account.month', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or account.held(account_no)');
select kernel.classify('account.month', '{"account_no": "C2 accountNo"}', rest => 'C1');

-- What a customer holds as each branch may see it: whole at the owning org, and at every other org over that org's accounts only.
create table account.position (
  customer_no text not null,
  org int not null,
  whole boolean not null,
  -- Sums are of this currency only; `mixed`: accounts in other currencies stand beside them, not converted.
  currency text not null,
  mixed boolean not null,
  aum numeric(20, 2) not null,
  lum numeric(20, 2) not null,
  overdue numeric(20, 2) not null,
  accounts int not null,
  kinds text[] not null,
  sources text[] not null,
  -- The last day with a transaction, and what came in and went out on it.
  last_on date,
  last_in numeric(20, 2) not null,
  last_out numeric(20, 2) not null,
  moved_on date,
  as_of date,
  updated_at timestamptz not null default now(),
  primary key (customer_no, org)
);
create index on account.position (org, aum desc, customer_no);
select kernel.protect('account.position', by => 'org');
select kernel.classify('account.position', '{}', rest => 'C1');

-- How far the data of each source reach.
create table account.as_of (
  source text primary key,
  day date not null,
  updated_at timestamptz not null default now()
);
select kernel.protect('account.as_of', by => 'open');
select kernel.classify('account.as_of', '{}', rest => 'none');

-- Rows as they were before a run changed them: what undo puts back.
create table account.before (
  account_no text not null,
  entity text not null,
  key text not null,
  run int not null,
  before jsonb not null,
  primary key (account_no, entity, key, run)
);
create index on account.before (run);
select kernel.protect('account.before', by => 'engine');
select kernel.classify('account.before', '{"account_no": "C2 accountNo", "key": "C2 accountNo", "before": "C2"}', rest => 'C1');
revoke select on account.before from yilan_app;

-- Runs whose rows are loaded but not yet in the summaries.
create table account.unsettled (
  run int not null,
  entity text not null,
  source text not null,
  primary key (run, entity)
);
select kernel.protect('account.unsettled', by => 'engine');
select kernel.classify('account.unsettled', '{}', rest => 'none');
revoke select on account.unsettled from yilan_app;
