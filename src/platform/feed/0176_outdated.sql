-- A refused line that was brought again too late: something newer had spoken of its record since, and stands.
alter table feed.reject add column outdated boolean not null default false;
select kernel.classify('feed.reject', '{"value": "C1"}', rest => 'none');
