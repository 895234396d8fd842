-- Half of each page is left free: settling a membership that nobody had seen rewrites its row in its own page and no index.
alter table identity.membership set (fillfactor = 50);
