-- 消费行为: what went out of an account in a month, by category, merchant, time of day and place; made of the transactions as sets, never by a page.
create table archive.mcc (
  lo int not null,
  hi int not null,
  category text not null,
  primary key (lo, hi)
);
-- Merchant category codes of ISO 18245, in groups that a manager speaks of.
insert into archive.mcc (lo, hi, category) values
  (3000, 3999, 'travel'), (4111, 4131, 'transport'), (4511, 4582, 'travel'), (4722, 4723, 'travel'), (4784, 4789, 'transport'), (4812, 4899, 'bills'), (4900, 4900, 'bills'),
  (5200, 5261, 'home'), (5300, 5399, 'shopping'), (5411, 5499, 'grocery'), (5511, 5599, 'car'), (5611, 5699, 'clothes'), (5712, 5735, 'home'), (5811, 5814, 'food'),
  (5912, 5912, 'health'), (5921, 5921, 'grocery'), (5940, 5999, 'shopping'), (6300, 6399, 'insurance'), (7011, 7033, 'travel'), (7210, 7299, 'life'), (7511, 7549, 'car'),
  (7829, 7999, 'leisure'), (8011, 8099, 'health'), (8211, 8299, 'education'), (9211, 9405, 'bills');
select kernel.protect('archive.mcc', by => 'open'), kernel.classify('archive.mcc', '{}', rest => 'none');

create table archive.spending (
  account_no text not null,
  month date not null,
  -- all (every transaction of the month: by it one sees whether the month was summed as it is), category, merchant, hour, place
  dim text not null check (dim in ('all', 'category', 'merchant', 'hour', 'place')),
  word text not null,
  times int not null,
  amount numeric(20, 2) not null,
  org int not null,
  primary key (account_no, month, dim, word)
);
select kernel.protect('archive.spending', "using" => 'org between (select kernel.lo()) and (select kernel.hi()) or account.held(account_no)');
select kernel.classify('archive.spending', '{"account_no": "C2 accountNo", "word": "C2"}', rest => 'C1');
