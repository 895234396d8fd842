-- Any run can be taken back: the rows that a later run changed are found by the run they had been of.
create index on account.before (entity, ((before ->> 'run')::int));
