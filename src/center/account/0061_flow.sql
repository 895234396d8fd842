-- 资金往来: what moved between two accounts of this bank, by month, of the last months only: a map is drawn from these few rows, never from the transactions.
create table account.flow (
  account_no text not null,
  month date not null,
  -- The account on the other side, as this account's book names it.
  other_no text not null,
  currency text not null,
  org int not null,
  inflow numeric(20, 2) not null,
  outflow numeric(20, 2) not null,
  count int not null,
  last_on date not null,
  primary key (account_no, month, other_no, currency)
);
-- Of two books one may be silent on who stood on the other side.
create index on account.flow (other_no, month);
-- What has grown old is forgotten by its month.
create index on account.flow (month);
select kernel.protect('account.flow', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or account.held(account_no)');
select kernel.classify('account.flow', '{"account_no": "C2 accountNo", "other_no": "C2 accountNo"}', rest => 'C1');

set local role yilan_engine;
insert into account.flow (account_no, month, other_no, currency, org, inflow, outflow, count, last_on)
select t.account_no, t.month, o.account_no, t.currency, t.org, t.inflow, t.outflow, t.count, t.last_on
from (
  select account_no, date_trunc('month', on_day)::date as month, counterparty_account, currency, min(org) as org,
    coalesce(sum(amount) filter (where amount > 0), 0) as inflow, coalesce(-sum(amount) filter (where amount < 0), 0) as outflow, count(*) as count, max(on_day) as last_on
  from account.transaction
  where counterparty_account is not null and on_day >= (select date_trunc('month', max(day)) - interval '5 months' from account.as_of)
  group by account_no, date_trunc('month', on_day), counterparty_account, currency) t
cross join feed.source s
join account.account o on o.account_no = s.source || ':' || t.counterparty_account and o.account_no <> t.account_no
on conflict do nothing;
reset role;
