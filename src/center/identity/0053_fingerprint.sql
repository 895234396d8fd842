-- The matcher's own: fingerprints as made at ingestion, how often values occur, and which records still wait to be matched.

-- What of a record is compared, normalised once and sealed whole; made anew only for a new version.
create table identity.er_fingerprint (
  rec bigint primary key,
  kind text not null check (kind in ('person', 'company')),
  source text not null,
  version int not null,
  -- The values in the order of the kind's fields, sealed.
  data text not null
);
select kernel.protect('identity.er_fingerprint', by => 'engine');
select kernel.classify('identity.er_fingerprint', '{"data": "C2"}', rest => 'C1');

-- Values that several records share, as counted by the last batch: a rare value weighs more, one that too many share weighs nothing.
create table identity.er_frequency (
  kind text not null,
  field text not null,
  token bigint not null,
  times int not null,
  primary key (kind, field, token)
);
select kernel.protect('identity.er_frequency', by => 'engine');
select kernel.classify('identity.er_frequency', '{"token": "C2"}', rest => 'C1');

-- Records that came, changed or went since they were last matched. Rows are only added and taken, so that a load never waits for another.
create table identity.unmatched (
  rec bigint not null,
  seq bigint generated always as identity,
  primary key (rec, seq)
);
select kernel.protect('identity.unmatched', by => 'engine');
select kernel.classify('identity.unmatched', '{}', rest => 'C1');
revoke select on identity.er_fingerprint, identity.er_frequency, identity.unmatched from yilan_app;
insert into identity.unmatched (rec) select rec from identity.source_record where valid_to is null order by rec;
