-- The roles of a bank and what each may do on the first day; 安全管理员 edits them from then on.
-- Forced row security holds the owner too; the engine may write.
set local role yilan_engine;
insert into access.role (role, zh, en, side, sort) values
  ('rm', '客户经理', 'Relationship manager', 'business', 10),
  ('head', '支行行长', 'Head of branch', 'business', 20),
  ('marketing', '营销', 'Marketing', 'business', 30),
  ('service', '客服', 'Customer service', 'business', 40),
  ('risk', '风险经理', 'Risk manager', 'business', 50),
  ('compliance', '合规', 'Compliance', 'business', 60),
  ('steward', '数据管理员', 'Data steward', 'business', 70),
  ('system-admin', '系统管理员', 'System administrator', 'administration', 80),
  ('security-admin', '安全管理员', 'Security administrator', 'administration', 90),
  ('audit-admin', '审计管理员', 'Audit administrator', 'administration', 100);

insert into access.granted (role, side, permission)
select r.role, r.side, permission
from (values
  ('rm', '{customer.read,customer.write,customer.reveal,identity.read,account.read,workbench.read,search.use}'),
  ('head', '{customer.read,customer.write,customer.reveal,customer.assign,identity.read,account.read,workbench.read,search.use,access.org.read,access.staff.read}'),
  ('marketing', '{customer.read,account.read,search.use}'),
  ('service', '{customer.read,customer.reveal,account.read,search.use}'),
  ('risk', '{customer.read,customer.reveal,account.read,search.use}'),
  ('compliance', '{customer.read,identity.read,account.read,search.use,audit.read,audit.staff}'),
  ('steward', '{customer.read,identity.read,feed.read,feed.trace,feed.undo,search.use}'),
  ('system-admin', '{access.org.read,access.org.write,access.staff.read,access.staff.write,feed.read}'),
  ('security-admin', '{access.role.read,access.role.write,access.org.read,access.staff.read}'),
  ('audit-admin', '{audit.read,audit.staff,access.org.read,access.staff.read}')) as seed (role, permissions),
  unnest(permissions::text[]) permission
join access.role r on true
where r.role = seed.role;

-- Numbers of documents, phones, mail and accounts are masked for everyone; who may reveal them gives a reason each time.
insert into access.clear (role, side, kind)
select role, 'business', kind
from (values
  ('rm', '{name,address,birthday,employer}'),
  ('head', '{name,address,birthday,employer}'),
  ('compliance', '{name,address,employer}'),
  ('service', '{name}')) as seed (role, kinds),
  unnest(kinds::text[]) kind;
reset role;
