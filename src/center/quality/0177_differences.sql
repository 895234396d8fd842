-- The differences of a reconciliation in their order, from the whole down to the account: read page by page.
alter table quality.difference add column nth int not null default 0;
-- How many there are of each kind: {"amount": 12, "lacking": 3}
alter table quality.reconciliation add column kinds jsonb not null default '{}';
insert into kernel.data_class (relation, column_name, class) values ('quality.difference', 'nth', 'none'), ('quality.reconciliation', 'kinds', 'none');
set local role yilan_engine;
update quality.difference d set nth = ordered.nth
from (
  select account_no, recon, level, org, product, currency,
    row_number() over (partition by recon order by array_position('{total,branch,product,account}'::text[], level), org, product, account_no, currency) as nth
  from quality.difference) ordered
where (d.account_no, d.recon, d.level, d.org, d.product, d.currency) = (ordered.account_no, ordered.recon, ordered.level, ordered.org, ordered.product, ordered.currency);
update quality.reconciliation r set kinds = told.kinds
from (
  select recon, jsonb_object_agg(kind, n) as kinds
  from (select recon, kind, count(*) as n from quality.difference group by recon, kind) each
  group by recon) told
where told.recon = r.recon;
reset role;
create index on quality.difference (recon, nth);
create index on quality.difference (recon, kind, nth);
