-- Who may merge and split customers on the first day; 安全管理员 edits it from then on.
set local role yilan_engine;
insert into access.granted (role, side, permission)
select role, side, 'identity.merge' from access.role where role in ('steward', 'rm', 'head');
reset role;
