-- Keys by which programs come in: each a named service account with scopes and an organisation's range. And subscriptions to what happens.
create table open.key (
  key int generated always as identity primary key,
  name text not null check (name <> ''),
  note text not null,
  org int not null,
  scopes text[] not null check (cardinality(scopes) > 0),
  -- Kinds of personal data that leave unmasked.
  clear text[] not null default '{}',
  -- Addresses it may come from; none named: any.
  networks inet[] not null default '{}',
  calls_a_minute int not null check (calls_a_minute between 1 and 60000),
  expires_at timestamptz not null,
  ended_at timestamptz,
  made_by text not null,
  made_at timestamptz not null default now(),
  version int not null default 1
);
create index on open.key (org, key);
create unique index key_named_once on open.key (name) where ended_at is null;

-- What opens it: the SHA-256 of each secret, so that a copy of this table opens nothing. While one follows another both are good.
create table open.key_secret (
  secret int generated always as identity primary key,
  key int not null references open.key,
  org int not null,
  digest text not null unique,
  -- The first signs, to tell one from another.
  hint text not null,
  made_at timestamptz not null default now(),
  until timestamptz,
  used_at timestamptz,
  used_from inet
);
create index on open.key_secret (key);

-- Where what happens is told: ids only, signed, again until it is heard.
create table open.hook (
  hook int generated always as identity primary key,
  name text not null check (name <> ''),
  url text not null,
  events text[] not null check (cardinality(events) > 0),
  state text not null default 'active' check (state in ('active', 'paused', 'ended')),
  made_by text not null,
  made_at timestamptz not null default now(),
  version int not null default 1
);
create index on open.hook using gin (events);

create table open.hook_secret (
  secret int generated always as identity primary key,
  hook int not null references open.hook,
  -- Sealed: it is needed to sign with.
  sealed text not null,
  made_at timestamptz not null default now(),
  until timestamptz
);
create index on open.hook_secret (hook);

create table open.delivery (
  delivery bigint generated always as identity primary key,
  hook int not null references open.hook,
  event text not null,
  payload jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'dead')),
  tries int not null default 0,
  at timestamptz not null default now(),
  -- When it is due; while one is under way, when it is taken for lost.
  due_at timestamptz default now(),
  status int,
  cause text,
  ms int,
  tried_at timestamptz
);
create index on open.delivery (hook, due_at) where state = 'waiting';
create index on open.delivery (hook, delivery desc);
create index on open.delivery (delivery desc) where state = 'dead';
create index on open.delivery (at) where state = 'done';

select kernel.protect('open.key', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) and (select access.may(''open.key.read''))');
select kernel.protect('open.key_secret', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) and (select access.may(''open.key.read''))');
-- Only who sees the whole bank subscribes: what happens speaks of customers of every branch.
select kernel.protect('open.hook', "using" => '(select kernel.lo()) = 0 and (select kernel.hi()) = 2147483647 and (select access.may(''open.hook.read''))');
select kernel.protect('open.hook_secret', "using" => '(select kernel.lo()) = 0 and (select kernel.hi()) = 2147483647 and (select access.may(''open.hook.write''))');
select kernel.protect('open.delivery', "using" => '(select kernel.lo()) = 0 and (select kernel.hi()) = 2147483647 and (select access.may(''open.hook.read''))');

grant insert on open.key, open.key_secret, open.hook, open.hook_secret to yilan_app;
grant update (note, scopes, clear, networks, calls_a_minute, expires_at, ended_at, version) on open.key to yilan_app;
grant update (until) on open.key_secret, open.hook_secret to yilan_app;
grant update (name, url, events, state, version) on open.hook to yilan_app;
grant update (state, tries, due_at) on open.delivery to yilan_app;

select kernel.classify('open.key', '{"made_by": "C1"}', rest => 'none');
select kernel.classify('open.key_secret', '{"digest": "C2"}', rest => 'none');
select kernel.classify('open.hook', '{"made_by": "C1"}', rest => 'none');
select kernel.classify('open.hook_secret', '{"sealed": "C2"}', rest => 'none');
select kernel.classify('open.delivery', '{"payload": "C1"}', rest => 'none');

-- A key as whoever acts: the same shape as access.enter gives a session.
create function open.key_holder(which int) returns jsonb language sql stable as $$
  select jsonb_build_object('staff', 'key:' || k.key, 'key', k.key, 'name', k.name, 'org', k.org, 'lo', k.org, 'hi', o.hi, 'may', to_jsonb(k.scopes), 'clear', to_jsonb(k.clear), 'rate', k.calls_a_minute)
  from open.key k join access.org o on o.org = k.org
  where k.key = which and k.ended_at is null and k.expires_at > now() $$;
revoke all on function open.key_holder(int) from public;
grant execute on function open.key_holder(int) to yilan_engine;

-- A secret becomes its key, and the transaction sees the key's rows: the first statement of a program's request.
create function open.enter(secret_digest text, caller inet) returns jsonb language plpgsql as $$
declare
  held record;
  holder jsonb;
begin
  perform kernel.assume('', 1, 0);
  select s.secret, s.key, s.used_at into held
  from open.key_secret s join open.key k on k.key = s.key
  where s.digest = secret_digest and (s.until is null or s.until > now())
    and (cardinality(k.networks) = 0 or caller <<= any (k.networks));
  if not found then return null; end if;
  holder := open.key_holder(held.key);
  if holder is null then return null; end if;
  -- Every 30 seconds and never behind another request of the same key: reading must not queue for a row.
  if held.used_at is null or held.used_at < now() - interval '30 seconds' then
    update open.key_secret set used_at = now(), used_from = caller
    where secret = (select secret from open.key_secret where secret = held.secret for update skip locked);
  end if;
  perform kernel.assume(holder ->> 'staff', (holder ->> 'lo')::int, (holder ->> 'hi')::int);
  return holder;
end $$;
select kernel.definer('open.enter(text, inet)');

-- What happened goes to whoever subscribed, in the transaction in which it happened; it answers nothing.
create function open.hear(happened text, fact jsonb) returns void language sql as $$
  insert into open.delivery (hook, event, payload)
  select hook, happened, fact from open.hook where events @> array[happened] and state <> 'ended' $$;
select kernel.definer('open.hear(text, jsonb)');
