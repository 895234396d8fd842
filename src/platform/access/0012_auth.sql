-- Sign-on. The first five tables are better-auth's own, as its 1.7.25 generates them with the plugins username and twoFactor.
-- They stand outside row security (better-auth knows no context), and outside the application's reach: only yilan_auth holds
-- them, and yilan_engine through the functions below.
create schema auth;
create table auth."user" (
  "id" text not null primary key,
  "name" text not null,
  "email" text not null unique,
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null,
  "username" text unique,
  "displayUsername" text,
  "twoFactorEnabled" boolean
);
create table auth."session" (
  "id" text not null primary key,
  "expiresAt" timestamptz not null,
  -- The SHA-256 of the token in the cookie: a copy of this table opens no session.
  "token" text not null unique,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth."user" ("id") on delete cascade
);
create table auth."account" (
  "id" text not null primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth."user" ("id") on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null
);
create table auth."verification" (
  "id" text not null primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null
);
create table auth."twoFactor" (
  "id" text not null primary key,
  "secret" text not null,
  "backupCodes" text not null,
  "userId" text not null references auth."user" ("id") on delete cascade,
  "verified" boolean,
  "failedVerificationCount" integer,
  "lockedUntil" timestamptz
);
create index on auth."session" ("userId", "createdAt");
create index on auth."account" ("userId");
create index on auth."verification" ("identifier");
create index on auth."twoFactor" ("secret");
create index on auth."twoFactor" ("userId");

-- One clock, the database's: a server whose own is wrong opens no session in the past or in the future.
create function auth.by_our_clock() returns trigger language plpgsql as $$
begin
  new."createdAt" := clock_timestamp();
  new."updatedAt" := new."createdAt";
  new."expiresAt" := new."createdAt" + interval '12 hours';
  return new;
end $$;
create trigger by_our_clock before insert on auth."session" for each row execute function auth.by_our_clock();

-- What better-auth does not know: when a password was set, whether it must be changed, and the hashes of the last ones.
create table auth.credential (
  staff text primary key references auth."user" ("id") on delete cascade,
  must_change boolean not null,
  changed_at timestamptz not null default now(),
  history text[] not null default '{}'
);
-- Failed attempts by account and by source address, both under keyed tokens.
create table auth.attempts (
  kind text not null check (kind in ('account', 'source')),
  key bigint not null,
  failures int not null,
  until timestamptz not null,
  primary key (kind, key)
);
-- A one-time code opens once: its keyed token, for as long as the code could be good.
create table auth.used_code (
  staff text not null,
  code bigint not null,
  at timestamptz not null default now(),
  primary key (staff, code)
);

select kernel.classify('auth."user"', '{"id": "C1", "name": "C1 name", "username": "C1", "displayUsername": "C1", "email": "C1"}', rest => 'none');
select kernel.classify('auth."session"', '{"token": "C2", "ipAddress": "C1", "userAgent": "C1", "userId": "C1"}', rest => 'none');
select kernel.classify('auth."account"', '{"password": "C2", "userId": "C1", "accountId": "C1"}', rest => 'none');
select kernel.classify('auth."verification"', '{"value": "C1"}', rest => 'none');
select kernel.classify('auth."twoFactor"', '{"secret": "C2", "backupCodes": "C2", "userId": "C1"}', rest => 'none');
select kernel.classify('auth.credential', '{"staff": "C1", "history": "C2"}', rest => 'none');
select kernel.classify('auth.attempts', '{}', rest => 'none');
select kernel.classify('auth.used_code', '{"staff": "C1"}', rest => 'none');

grant usage on schema auth to yilan_auth, yilan_engine;
grant select, insert, update, delete on auth."user", auth."session", auth."account", auth."verification", auth."twoFactor" to yilan_auth;
grant select on auth.credential to yilan_auth;
grant select, insert, update, delete on all tables in schema auth to yilan_engine;

-- The numbers of the profile djcp-l3 (GB/T 22239-2019 8.1.4.1), dated: a row of a later day takes effect on that day.
create table access.sign_on_rule (
  from_day date primary key,
  idle interval not null,
  absolute interval not null,
  sessions int not null,
  tries int not null,
  lock interval not null,
  password_length int not null,
  password_age interval not null,
  password_history int not null
);
insert into access.sign_on_rule values ('2000-01-01', '15 minutes', '8 hours', 3, 5, '15 minutes', 12, '90 days', 5);
select kernel.protect('access.sign_on_rule', by => 'open');
select kernel.classify('access.sign_on_rule', '{}', rest => 'none');

create function access.rule() returns access.sign_on_rule language sql stable as $$
  select r from access.sign_on_rule r where r.from_day <= current_date order by r.from_day desc limit 1 $$;

-- A session becomes a person, and the transaction sees that person's rows: one statement before every request.
-- Nothing about a person is kept with the session, so a role taken away or a person disabled counts at once.
-- Until the password is changed, and the second factor set up where it is required, a session may do nothing but that.
create function access.enter(token_hash text, needs_second_factor boolean) returns jsonb language plpgsql as $$
declare
  rule access.sign_on_rule := access.rule();
  person record;
  is_whole boolean;
begin
  perform kernel.assume('', 1, 0);
  select s."id" as session, s."updatedAt" as touched, p.staff, p.name, p.org, o.hi,
    c.must_change or c.changed_at < now() - rule.password_age as must_change, coalesce(u."twoFactorEnabled", false) as has_second_factor
  into person
  from auth."session" s
  join auth."user" u on u."id" = s."userId"
  join auth.credential c on c.staff = s."userId"
  join access.staff p on p.staff = s."userId"
  join access.org o on o.org = p.org
  where s."token" = token_hash and p.status = 'active' and s."createdAt" >= c.changed_at
    and s."createdAt" > now() - rule.absolute and s."updatedAt" > now() - rule.idle and s."expiresAt" > now();
  if not found then return null; end if;
  -- Every 30 seconds and never behind another request of the same session: reading must not queue for a row.
  if person.touched < now() - interval '30 seconds' then
    update auth."session" set "updatedAt" = now()
    where "id" = (select "id" from auth."session" where "id" = person.session for update skip locked);
  end if;
  is_whole := not person.must_change and (person.has_second_factor or not needs_second_factor);
  perform kernel.assume(person.staff, case when is_whole then person.org else 1 end, case when is_whole then person.hi else 0 end);
  return jsonb_build_object(
    'staff', person.staff, 'name', person.name, 'org', person.org, 'lo', person.org, 'hi', person.hi, 'whole', is_whole,
    'roles', (select coalesce(jsonb_agg(r.role order by r.role), '[]') from access.role_of r where r.staff = person.staff),
    'may', (select coalesce(jsonb_agg(distinct g.permission), '[]') from access.role_of r join access.granted g on g.role = r.role where r.staff = person.staff),
    'clear', (select coalesce(jsonb_agg(distinct c.kind), '[]') from access.role_of r join access.clear c on c.role = r.role where r.staff = person.staff));
end $$;

-- Counts an attempt before it is judged, so that a hundred at once are no more than five; answers whether it may be judged at all.
create function access.attempt(account bigint, source bigint) returns boolean language sql as $$
  with counted as (
    insert into auth.attempts as a (kind, key, failures, until)
    select kind, key, 1, now() + (access.rule()).lock from (values ('account', account), ('source', source)) as tried (kind, key)
    on conflict (kind, key) do update set
      failures = case when a.until <= now() then 1 else a.failures + 1 end,
      until = case when a.until <= now() or a.failures < (access.rule()).tries then excluded.until else a.until end
    returning failures)
  select max(failures) <= (access.rule()).tries from counted $$;

-- A good sign-on forgets the failures before it; a good password that still lacks its code takes back only its own attempt.
create function access.forgive(account bigint, source bigint, all_of_them boolean) returns void language sql as $$
  update auth.attempts set failures = case when all_of_them then 0 else greatest(failures - 1, 0) end
  where (kind, key) in (('account', account), ('source', source)) $$;

-- Takes a one-time code; false when it was taken before.
create function access.take_code(person text, taken bigint) returns boolean language sql as $$
  with took as (
    insert into auth.used_code as u (staff, code) values (person, taken)
    on conflict (staff, code) do update set at = now() where u.at < now() - interval '2 minutes'
    returning 1)
  select exists (select from took) $$;

-- Sets a password for oneself, or, with the permission, for a colleague of one's block, and ends every session opened under the old one.
create function access.set_password(target text, hash text, one_time boolean) returns void language plpgsql as $$
declare rule access.sign_on_rule := access.rule();
begin
  if session_user = 'yilan_app' and target is distinct from kernel.staff()
    and not (access.may('access.staff.write')
      and exists (select from access.staff s where s.staff = target and s.org between kernel.lo() and kernel.hi())) then
    raise exception 'not for % to set', kernel.staff() using errcode = '42501';
  end if;
  insert into auth."user" ("id", "name", "email", "emailVerified", "username", "displayUsername", "twoFactorEnabled")
  select s.staff, s.name, s.login || '@yilan', false, s.login, s.login, false from access.staff s where s.staff = target
  on conflict do nothing;
  insert into auth.credential as c (staff, must_change, changed_at, history) values (target, one_time, clock_timestamp(), array[hash])
  on conflict (staff) do update set must_change = one_time, changed_at = clock_timestamp(), history = (array[hash] || c.history)[1:rule.password_history];
  insert into auth."account" ("id", "accountId", "providerId", "userId", "password", "updatedAt") values (target, target, 'credential', target, hash, now())
  on conflict ("id") do update set "password" = excluded."password", "updatedAt" = now();
  delete from auth."session" where "userId" = target;
end $$;

-- Ends sessions: all of a person's but the one named, or beyond the newest few.
create function access.expel(target text, but text default null) returns int language sql as $$
  with ended as (
    delete from auth."session" where "userId" = target and "token" is distinct from but
      and (target = kernel.staff() or session_user <> 'yilan_app' or access.may('access.staff.write') or access.may('access.role.write'))
    returning 1)
  select count(*)::int from ended $$;
create function access.leave(token_hash text) returns void language sql as $$
  delete from auth."session" where "token" = token_hash $$;
create function access.keep_newest(target text) returns void language sql as $$
  delete from auth."session" where "userId" = target and "token" not in (
    select "token" from auth."session" where "userId" = target order by "createdAt" desc limit (access.rule()).sessions) $$;

-- Takes the second factor away from a colleague who lost it.
create function access.forget_factor(target text) returns void language plpgsql as $$
begin
  if session_user = 'yilan_app' and not access.may('access.role.write') then
    raise exception 'not for % to take', kernel.staff() using errcode = '42501';
  end if;
  update auth."user" set "twoFactorEnabled" = false where "id" = target;
  delete from auth."twoFactor" where "userId" = target;
  delete from auth."session" where "userId" = target;
end $$;

-- The state of sign-ons: one's own, and everyone's for those who keep the staff.
create function access.sign_ons(target text) returns table (staff text, must_change boolean, has_second_factor boolean, changed_at timestamptz, sessions int)
language sql stable as $$
  select c.staff, c.must_change or c.changed_at < now() - (access.rule()).password_age, coalesce(u."twoFactorEnabled", false), c.changed_at,
    (select count(*)::int from auth."session" s where s."userId" = c.staff and s."updatedAt" > now() - (access.rule()).idle)
  from auth.credential c join auth."user" u on u."id" = c.staff
  where (target is null or c.staff = target)
    and (c.staff = kernel.staff() or session_user <> 'yilan_app' or access.may('access.staff.read')) $$;

-- Old sessions, attempts, codes and challenges.
create function access.sweep() returns void language sql as $$
  delete from auth."session" where "updatedAt" < now() - (access.rule()).idle or "createdAt" < now() - (access.rule()).absolute;
  delete from auth.attempts where until < now();
  delete from auth.used_code where at < now() - interval '2 minutes';
  delete from auth."verification" where "expiresAt" < now() $$;

select kernel.definer('access.enter(text, boolean)');
select kernel.definer('access.set_password(text, text, boolean)');
select kernel.definer('access.expel(text, text)');
select kernel.definer('access.leave(text)');
select kernel.definer('access.forget_factor(text)');
select kernel.definer('access.sign_ons(text)');
-- These belong to the sign-on itself, which acts as yilan_engine: whoever is signed in has no call for them.
revoke all on function access.attempt(bigint, bigint), access.forgive(bigint, bigint, boolean), access.take_code(text, bigint),
  access.keep_newest(text), access.sweep() from public;
grant execute on function access.attempt(bigint, bigint), access.forgive(bigint, bigint, boolean), access.take_code(text, bigint),
  access.keep_newest(text), access.sweep() to yilan_engine;

-- A login changed by a file of the bank is the login from then on.
create function access.follow_login() returns trigger language plpgsql as $$
begin
  update auth."user" set "username" = new.login, "displayUsername" = new.login, "email" = new.login || '@yilan', "name" = new.name where "id" = new.staff;
  return new;
end $$;
create trigger follow_login after update of login, name on access.staff
  for each row when (old.login <> new.login or old.name <> new.name) execute function access.follow_login();
select kernel.definer('access.follow_login()');
