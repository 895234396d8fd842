-- 核心账务系统 of the demonstration bank: tables and columns as such systems name them, in the initials of their Chinese names.
create schema hx;

-- 客户信息
create table hx.khxx (
  khh varchar(20) primary key,   -- 客户号
  khmc varchar(60) not null,     -- 客户名称
  zjlx char(2),                  -- 证件类型
  zjhm varchar(30),              -- 证件号码
  xb char(1),                    -- 性别
  csrq date,                     -- 出生日期
  sjhm varchar(30),              -- 手机号码
  lxdz varchar(200),             -- 联系地址
  khjg varchar(12) not null,     -- 开户机构
  khjl varchar(12),              -- 客户经理
  khrq date,                     -- 开户日期
  whrq date                      -- 维护日期
);
-- 账户信息
create table hx.zhxx (
  zh varchar(32) primary key,    -- 账号
  khh varchar(20) not null references hx.khxx,
  zhlx char(1) not null,         -- 账户类型: S 活期 T 定期 N 通知
  cpdm varchar(12),              -- 产品代码
  bz char(3) not null default '156',
  ye numeric(18, 2) not null,    -- 余额
  bj numeric(18, 2),             -- 本金
  ll numeric(8, 4),              -- 利率
  khrq date not null,            -- 开户日期
  dqrq date,                     -- 到期日期
  xhrq date,                     -- 销户日期
  zhzt char(1) not null default '0',
  jgh varchar(12) not null       -- 机构号
);
-- 交易明细
create table hx.jymx (
  lsh varchar(20) primary key,   -- 流水号
  zh varchar(32) not null,       -- 账号
  jysj timestamptz not null default clock_timestamp(),
  jdbz char(1) not null,         -- 借贷标志
  jyje numeric(18, 2) not null,  -- 交易金额
  zhye numeric(18, 2) not null,  -- 交易后余额
  jydm char(4) not null,         -- 交易代码
  qd char(3) not null,           -- 渠道
  dfzh varchar(32), dfmc varchar(60), dfyh varchar(60),
  zy varchar(60)                 -- 摘要
);
create sequence hx.lsh;

-- 记账: the entry and the balance, or neither.
create function hx.jz(which varchar, amount numeric, code char, channel char, note varchar, other varchar default null) returns table (lsh varchar, zhye numeric) language sql as $$
  with moved as (update hx.zhxx set ye = ye + amount where zh = which returning ye)
  insert into hx.jymx (lsh, zh, jdbz, jyje, zhye, jydm, qd, zy, dfmc)
  select 'H' || lpad(nextval('hx.lsh')::text, 13, '0'), which, case when amount < 0 then 'D' else 'C' end, abs(amount), ye, code, channel, note, other from moved
  returning lsh, zhye $$;

-- Whoever listens is told what a row was as well as what it is.
alter table hx.khxx replica identity full;
alter table hx.zhxx replica identity full;
alter table hx.jymx replica identity full;
create publication yilan for table hx.khxx, hx.zhxx, hx.jymx;
