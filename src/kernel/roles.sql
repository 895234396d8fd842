-- For the bank's DBA: the five roles of Yilan and its database, to be run once as a superuser.
--   psql -v owner=… -v app=… -v engine=… -v queue=… -v auth=… -f src/kernel/roles.sql postgres
-- The embedded server runs these same statements by itself on its first start.

-- Migrates, owns every table, adds partitions.
create role yilan_owner login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'owner';
-- Serves requests: sees the rows of whoever is signed in, nothing without.
create role yilan_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'app';
-- Runs batches over all rows, by policy and not by privilege.
create role yilan_engine login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'engine';
-- Fetches jobs.
create role yilan_queue login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'queue';
-- Keeps sessions and passwords.
create role yilan_auth login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password :'auth';

-- The owner hands the few functions that pass row security to yilan_engine, and may do nothing else in its name.
grant yilan_engine to yilan_owner with inherit false, set true;

create database yilan owner yilan_owner template template0 encoding 'UTF8' locale 'C.UTF-8';
alter database yilan set timezone to 'Asia/Shanghai';
revoke all on database yilan from public;
grant connect, temporary on database yilan to yilan_app, yilan_engine, yilan_queue, yilan_auth;
