-- A step of the life cycle reads like those of status and level: whoever took it, and nobody where a rule did.
alter table customer.stage_step add column who text;
select kernel.classify('customer.stage_step', '{}', rest => 'C1');
