-- 客户信息整合: what each source says (source_record), whose it is (membership), why (identity_event), and the whole made of it (golden).
-- Append-only: a version is closed, never rewritten; a membership ends by an event, never by a delete.
create schema identity;

-- One row for each thing the identity rules did. A batch is one event; the members of a batch are the memberships that name it.
create table identity.identity_event (
  seq bigint generated always as identity primary key,
  kind text not null check (kind in ('link', 'merge', 'split', 'confirm', 'refuse', 'pin', 'undo')),
  actor text not null,
  model text,
  before jsonb not null default '{}',
  after jsonb not null default '{}',
  reason text not null,
  reverses bigint references identity.identity_event,
  at timestamptz not null default now()
);
select kernel.protect('identity.identity_event', by => 'open');
select kernel.classify('identity.identity_event', '{}', rest => 'C1');
-- The sets before and after name records of every branch; who may read them comes with the review queue.
revoke select on identity.identity_event from yilan_app;
grant select (seq, kind, actor, model, reason, reverses, at) on identity.identity_event to yilan_app;
revoke update, delete on identity.identity_event from yilan_engine;

-- The golden record as each organisation may see it: one whole row where the customer is owned, one of its own sources for every
-- other organisation that holds a record or an account. Lists and search stand on this table.
create table identity.golden (
  customer_no text not null,
  org int not null,
  whole boolean not null,
  kind text not null,
  name text not null,
  id_type text,
  id_number text,
  id_token bigint,
  gender text,
  birthday date,
  phone text,
  phone_token bigint,
  email text,
  address text,
  employer text,
  occupation text,
  income numeric(18, 2),
  legal_name text,
  industry text,
  opened_on date,
  sources text[] not null,
  records int not null,
  -- {attribute: {source, key, trust, on}}: which record won each value, with what trust on the day as_of.
  winner jsonb not null,
  as_of date not null,
  primary key (customer_no, org)
);
create index on identity.golden (org, customer_no);
select kernel.protect('identity.golden', by => 'org');
select kernel.classify('identity.golden', '{"name": "C2 name", "id_number": "C2 idNumber", "id_token": "C2", "birthday": "C2 birthday", "gender": "C2", "phone": "C2 phone",
  "phone_token": "C2", "email": "C2 email", "address": "C2 address", "employer": "C2 employer", "occupation": "C2", "income": "C2 income", "legal_name": "C2 name"}', rest => 'C1');

-- Whether the viewer sees all of a customer, whichever branch wrote the row.
create function identity.whole(no text) returns boolean language sql stable parallel safe as $$
  select exists (select 1 from identity.golden where customer_no = no and whole and org between (select kernel.lo()) and (select kernel.hi())) $$;

create table identity.source_record (
  source text not null,
  key text not null,
  version int not null,
  kind text not null check (kind in ('retail', 'corporate', 'institution')),
  -- As first written: a merge does not rewrite it; membership says whose record it is now.
  customer_no text not null,
  org int not null,
  name text not null,
  id_type text,
  id_number text,
  id_token bigint,
  id_valid boolean,
  gender text check (gender in ('male', 'female')),
  birthday date,
  phone text,
  phone_token bigint,
  phone2 text,
  phone2_token bigint,
  email text,
  email_token bigint,
  address text,
  -- As parsed: the divisions, and the door in one spelling (address.ts), for comparing.
  province text,
  city text,
  district text,
  door text,
  employer text,
  occupation text,
  income numeric(18, 2),
  legal_name text,
  legal_id_number text,
  legal_id_token bigint,
  industry text,
  owner_staff text,
  opened_on date,
  updated_on date,
  digest bigint not null,
  run int not null,
  line int not null,
  valid_from timestamptz not null default now(),
  valid_to timestamptz,
  primary key (key, source, version)
);
create index on identity.source_record using brin (run);
create index on identity.source_record (legal_id_token) where legal_id_token is not null and valid_to is null;
select kernel.protect('identity.source_record', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or identity.whole(customer_no)');
select kernel.classify('identity.source_record', '{"name": "C2 name", "id_number": "C2 idNumber", "id_token": "C2", "birthday": "C2 birthday", "gender": "C2", "phone": "C2 phone",
  "phone_token": "C2", "phone2": "C2 phone", "phone2_token": "C2", "email": "C2 email", "email_token": "C2", "address": "C2 address", "door": "C2 address", "employer": "C2 employer",
  "occupation": "C2", "income": "C2 income", "legal_name": "C2 name", "legal_id_number": "C2 idNumber", "legal_id_token": "C2"}', rest => 'C1');
revoke delete on identity.source_record from yilan_engine;

create table identity.membership (
  source text not null,
  key text not null,
  customer_no text not null,
  org int not null,
  -- Why the record joined: 'own' (a number of its own) or 'document' (an equal valid document).
  reason text not null,
  from_event bigint not null,
  to_event bigint,
  primary key (key, source, from_event)
);
-- A record is one customer's at a time.
create unique index on identity.membership (key, source) where to_event is null;
-- Ended memberships too: a customer's history is read by it.
create index on identity.membership (customer_no);
select kernel.protect('identity.membership', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or identity.whole(customer_no)');
select kernel.classify('identity.membership', '{}', rest => 'C1');
revoke delete on identity.membership from yilan_engine;

-- One document, one customer: two imports at once meet here.
create table identity.document (
  id_token bigint not null,
  id_type text not null,
  customer_no text not null,
  primary key (id_token, id_type)
);
select kernel.protect('identity.document', by => 'engine');
select kernel.classify('identity.document', '{"id_token": "C2"}', rest => 'C1');

-- A changed record whose document now belongs to another customer stays where it is; a person decides.
create table identity.contradiction (
  key text not null,
  source text not null,
  version int not null,
  customer_no text not null,
  other_no text not null,
  run int not null,
  at timestamptz not null default now(),
  primary key (key, source, version)
);
select kernel.protect('identity.contradiction', by => 'engine');
select kernel.classify('identity.contradiction', '{}', rest => 'C1');

-- Organisations that hold an account of a customer, whether or not a record of theirs names them. Told by the account room.
create table identity.holding (
  customer_no text not null,
  org int not null,
  primary key (customer_no, org)
);
select kernel.protect('identity.holding', by => 'org');
select kernel.classify('identity.holding', '{}', rest => 'C1');

-- Customers whose golden rows wait to be made again. Rows are only added and taken, so that a load never waits for another.
create table identity.dirty (
  customer_no text not null,
  seq bigint generated always as identity,
  at timestamptz not null default now(),
  primary key (customer_no, seq)
);
select kernel.protect('identity.dirty', by => 'engine');
select kernel.classify('identity.dirty', '{}', rest => 'C1');

-- Survivorship. Trust halves every half_life days since the record was last updated; no half-life, no decay.
create table identity.attribute (
  attribute text primary key,
  half_life int,
  zh text not null,
  en text not null
);
insert into identity.attribute (attribute, half_life, zh, en) values
  ('name', null, '姓名', 'Name'), ('idNumber', null, '证件号码', 'Identity number'), ('gender', null, '性别', 'Gender'), ('birthday', null, '出生日期', 'Birthday'),
  ('phone', 365, '手机号', 'Phone'), ('email', 730, '邮箱', 'E-mail'), ('address', 1095, '通讯地址', 'Address'),
  ('employer', 365, '工作单位', 'Employer'), ('occupation', 730, '职业', 'Occupation'), ('income', 365, '年收入', 'Yearly income'),
  ('legalName', 730, '法定代表人', 'Legal representative'), ('industry', 1095, '行业', 'Industry'), ('owner', null, '管户', 'Owner');
create table identity.source (
  source text primary key,
  -- Ties of trust and day go to the lower rank.
  rank int not null
);
insert into identity.source (source, rank) values
  ('corporate', 10), ('loan', 20), ('wealth', 30), ('card', 40), ('savings', 50), ('mobile', 60), ('fund', 70);
create table identity.trust (
  attribute text not null references identity.attribute,
  source text not null,
  trust int not null check (trust between 1 and 100),
  -- Added when the record's own document passed its check.
  verified int not null default 0 check (verified between 0 and 50),
  primary key (attribute, source)
);
insert into identity.trust (attribute, source, trust, verified)
select attribute, source, coalesce((trust ->> source)::int, 50), case when attribute in ('name', 'idNumber', 'gender', 'birthday') then 10 else 0 end
from identity.source, (values
  ('name', '{"savings": 80, "card": 80, "loan": 85, "fund": 75, "mobile": 60, "wealth": 85, "corporate": 85}'::jsonb),
  ('idNumber', '{"savings": 80, "card": 80, "loan": 88, "fund": 78, "mobile": 70, "wealth": 85, "corporate": 88}'),
  ('gender', '{"savings": 75, "card": 70, "loan": 80, "fund": 70, "wealth": 75}'),
  ('birthday', '{"savings": 80, "card": 75, "loan": 85, "fund": 75, "wealth": 80}'),
  ('phone', '{"mobile": 95, "card": 80, "loan": 75, "wealth": 75, "savings": 60, "corporate": 70}'),
  ('email', '{"card": 85, "wealth": 80, "mobile": 75, "corporate": 75, "loan": 60}'),
  ('address', '{"card": 95, "loan": 80, "wealth": 70, "corporate": 80, "fund": 60, "savings": 55}'),
  ('employer', '{"loan": 95, "fund": 85, "card": 75, "wealth": 60, "savings": 40}'),
  ('occupation', '{"loan": 90, "card": 75, "wealth": 70, "fund": 60}'),
  ('income', '{"loan": 95, "fund": 85, "card": 70, "wealth": 65}'),
  ('legalName', '{"corporate": 95, "loan": 85}'),
  ('industry', '{"corporate": 95, "loan": 85}'),
  ('owner', '{"corporate": 95, "wealth": 95, "loan": 80, "savings": 70, "card": 40, "fund": 30, "mobile": 20}')
) as said (attribute, trust);
select kernel.protect(policy, by => 'open'), kernel.classify(policy, '{}', rest => 'none')
from unnest('{identity.attribute,identity.source,identity.trust}'::regclass[]) policy;

-- How often a member of staff has looked behind a mask: the value itself is never here.
create table identity.reveal (
  staff text not null,
  at timestamptz not null default now(),
  customer_no text not null,
  field text not null,
  reason text not null,
  reference text not null,
  primary key (staff, at, customer_no, field)
);
select kernel.protect('identity.reveal', "using" => 'staff = (select kernel.staff())');
select kernel.classify('identity.reveal', '{}', rest => 'C1');
grant insert on identity.reveal to yilan_app;

-- Fresh figures for the planner after a large load: only the owner may gather them.
create function identity.survey() returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  analyze identity.source_record, identity.membership, identity.golden, customer.customer;
end $$;
revoke all on function identity.survey() from public;
grant execute on function identity.survey() to yilan_engine;
