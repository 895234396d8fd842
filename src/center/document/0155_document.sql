-- 客户资料影像: documents, pictures and recordings of a customer. The bytes lie sealed beside the tables (kernel/object); here is what they are.
create schema document;

-- Kinds of documents: how large one may be, and how long its bytes are kept once it is ended.
create table document.kind (
  kind text primary key,
  zh text not null,
  en text not null,
  most_bytes int not null,
  keep interval not null,
  sort int not null
);

create table document.document (
  -- As first written: a merge does not rewrite it.
  customer_no text not null,
  document bigint generated always as identity,
  org int not null,
  kind text not null references document.kind,
  title text not null,
  -- Told by its content, whatever its name says.
  type text not null,
  bytes int not null,
  sha256 text not null,
  -- Null once the bytes are destroyed.
  object text,
  -- quarantined until it was looked through; infected ones lose their bytes at once.
  state text not null check (state in ('quarantined', 'clean', 'infected', 'ended')),
  -- The contract of the archive it belongs to.
  contract bigint,
  staff text not null,
  at timestamptz not null default now(),
  scanned_at timestamptz,
  verdict text,
  ended_at timestamptz,
  ended_by text,
  ended_why text,
  keep_until timestamptz,
  version int not null default 1,
  primary key (customer_no, document)
);
create index on document.document (document) where state = 'quarantined';
create index on document.document (keep_until) where object is not null;
-- The same bytes are kept once for a customer.
create unique index document_once on document.document (customer_no, sha256) where state in ('quarantined', 'clean');

-- As with all that is known of a customer: the owning organisation sees every one, another branch its own.
select kernel.protect('document.kind', by => 'open');
select kernel.protect('document.document', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or identity.whole(customer.current(customer_no))');
grant insert on document.document to yilan_app;
grant update (state, ended_at, ended_by, ended_why, keep_until, version) on document.document to yilan_app;
select kernel.classify('document.kind', '{}', rest => 'none');
select kernel.classify('document.document', '{"title": "C2", "staff": "C1", "ended_by": "C1"}', rest => 'C1');

set local role yilan_engine;
insert into document.kind (kind, zh, en, most_bytes, keep, sort) values
  ('identity', '证件影像', 'Identity document', 20971520, '10 years', 10),
  ('contract', '合同文本', 'Contract', 52428800, '10 years', 20),
  ('income', '收入与资产证明', 'Proof of income or assets', 20971520, '10 years', 30),
  ('photo', '照片', 'Photo', 20971520, '5 years', 40),
  ('voice', '录音', 'Recording', 104857600, '5 years', 50),
  ('video', '录像', 'Video', 209715200, '5 years', 60),
  ('other', '其他', 'Other', 20971520, '5 years', 90);
reset role;
