-- Keys that came since the last folding. An arriving record writes into this small index, whose pages are few and warm,
-- and not all over the one of the whole bank; both are asked.
create table identity.er_key_recent (
  hash bigint not null,
  rec bigint not null,
  primary key (hash, rec)
);
select kernel.protect('identity.er_key_recent', by => 'engine');
select kernel.classify('identity.er_key_recent', '{"hash": "C2"}', rest => 'C1');
revoke select on identity.er_key_recent from yilan_app;
