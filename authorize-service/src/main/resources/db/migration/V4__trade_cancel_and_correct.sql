-- Partitions made by this service have the check as their own, too.
do $$
declare
  part regclass;
begin
  alter table journal drop constraint journal_kind;
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'journal'::regclass loop
    execute format('alter table %s drop constraint if exists journal_kind', part);
  end loop;
end
$$;

-- Not valid: every row is of one of the kinds of before, and reading years of them would take long.
alter table journal add constraint journal_kind
  check (kind in
    ('DECISION', 'FILL', 'CANCEL', 'REJECT', 'EXPIRE', 'RELEASE', 'TRADE_CANCEL', 'TRADE_CORRECT'))
  not valid;
