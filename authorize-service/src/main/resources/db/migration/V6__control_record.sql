-- What people change is recorded before it is in force, and every decision names the newest record.

create table control_record (
  number       bigint      primary key check (number > 0),
  change_id    uuid        not null,
  step         text        not null check (step in ('FOUND', 'REQUESTED', 'IN_FORCE', 'REJECTED')),
  kind         text        not null check (kind in ('LIMIT', 'TRADING_STATE', 'INSTRUMENT')),
  scope        text        not null,
  subject      text        not null,
  control      text,
  value_before text,
  value_after  text,
  effect       text        check (effect in ('TIGHTENS', 'LOOSENS')),
  based_on     bigint,
  reason       text        not null,
  author       text        not null,
  actor        text        not null,
  comment      text,
  recorded_at  timestamptz not null,
  expires_at   timestamptz,
  digest       text        not null,
  body         bytea       not null
);
comment on table control_record is 'Every step of every change of limits, trading states and instruments, in the order in which they count. Append only, written by the instance that owns the lanes, in the transaction of the change.';
comment on column control_record.number is 'Gap-free, from 1.';
comment on column control_record.step is 'FOUND: the table had this value and no record said so. REQUESTED: waits for a second person until expires_at.';
comment on column control_record.value_after is 'Null: no value of its own any more.';
comment on column control_record.based_on is 'Number of the newest record of what counted for the target before: its own, or that of the default.';
comment on column control_record.actor is 'Who took this step; author is who asked for the change.';
comment on column control_record.digest is 'Hex SHA-256 of body, which names the digest of the record before.';
comment on column control_record.body is 'JSON in the form of RFC 8785: what authorize.controls carries.';
create unique index control_record_settled on control_record (change_id) where step <> 'REQUESTED';
create index control_record_change on control_record (change_id);
create index control_record_value on control_record (kind, scope, subject, control, number desc)
  where step in ('FOUND', 'IN_FORCE');
create index control_record_requested on control_record (expires_at) where step = 'REQUESTED';

create table control_cursor (
  number bigint not null
);
create unique index control_cursor_single on control_cursor ((true));
insert into control_cursor values (0);
comment on table control_cursor is 'Up to which number records are known to be in Kafka. Written by the control relay. One row.';

create function control_record_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'control_record is append only';
end
$$;
create trigger control_record_append_only before update or delete or truncate on control_record
  for each statement execute function control_record_is_append_only();
