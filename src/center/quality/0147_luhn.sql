-- The same digit without a row for each sign: nineteen places from the left, of which every second is doubled; zeros in front change nothing.
create or replace function quality.luhn(number text) returns boolean language plpgsql immutable strict parallel safe as $$
declare
  signs bytea := convert_to(lpad(number, 20, '0'), 'UTF8');
  total int := 0;
  digit int;
begin
  for at in 0..9 loop
    digit := (get_byte(signs, 2 * at) - 48) * 2;
    total := total + get_byte(signs, 2 * at + 1) - 48 + case when digit > 9 then digit - 9 else digit end;
  end loop;
  return total % 10 = 0;
end $$;
