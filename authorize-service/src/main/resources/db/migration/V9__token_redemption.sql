-- The journal has one kind of row more. The kinds that there are by now stay: this version does not
-- list them, so it does not depend on the versions before it.
-- Partitions made by this service have the check as their own, too.
do $$
declare
  kinds text;
  part regclass;
begin
  select pg_get_expr(conbin, conrelid) into strict kinds
  from pg_constraint where conrelid = 'journal'::regclass and conname = 'journal_kind';
  alter table journal drop constraint journal_kind;
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'journal'::regclass loop
    execute format('alter table %s drop constraint if exists journal_kind', part);
  end loop;
  -- Not valid: every row is of one of the kinds of before, and reading years of them would take long.
  execute format(
    'alter table journal add constraint journal_kind check ((%s) or kind = %L) not valid',
    kinds, 'REDEEM');
end
$$;
