-- Instrument terms, reference prices, and limits and lists of an account in one symbol.

alter table instrument
  add column tick_size  numeric check (tick_size > 0),
  add column lot_size   numeric check (lot_size > 0),
  add column min_qty    numeric check (min_qty > 0),
  add column multiplier numeric check (multiplier > 0),
  add column currency   text;
comment on column instrument.multiplier is 'What the price of one unit counts times; null counts as 1.';
comment on column instrument.currency is 'Null: the currency that limits are in.';

alter table risk_limit
  add column symbol text,
  drop constraint risk_limit_control_check,
  drop constraint risk_limit_scope_subject_control_key;
alter table risk_limit add constraint risk_limit_control_check check (control in
  ('MAX_ORDER_QTY', 'MAX_ORDER_VALUE', 'GROSS_EXPOSURE', 'NET_EXPOSURE', 'PRICE_COLLAR_PERCENT',
   'PRICE_COLLAR_ABSOLUTE', 'MAX_OPEN_ORDERS', 'POSITION_LONG', 'POSITION_SHORT'));
create unique index risk_limit_target
  on risk_limit (scope, subject, coalesce(symbol, ''), control);
comment on column risk_limit.symbol is 'Of a limit of an account in one symbol; null of any other.';

create table control_setting (
  id         bigint generated always as identity primary key,
  kind       text        not null check (kind in ('SHORT_SALE', 'PERMISSION')),
  scope      text        not null check (scope in ('ACCOUNT', 'SYMBOL')),
  subject    text        not null,
  symbol     text,
  value      text        not null check (value in ('ALLOWED', 'NOT_ALLOWED', 'DENIED')),
  reason     text        not null,
  actor      text        not null,
  changed_at timestamptz not null
);
create unique index control_setting_target
  on control_setting (kind, scope, subject, coalesce(symbol, ''));
comment on table control_setting is 'Whether short sales are allowed, and the symbols that accounts may trade. Written by administrators through authorize-service.';

-- The kinds are those of authorize-service; it refuses any other when it reads.
alter table control_record
  add column symbol text,
  drop constraint control_record_kind_check;
comment on column control_record.symbol is 'Of what concerns an account in one symbol; null of anything else.';
drop index control_record_value;
create index control_record_value
  on control_record (kind, scope, subject, symbol, control, number desc)
  where step in ('FOUND', 'IN_FORCE');

create table reference_batch (
  number      bigint      primary key,
  recorded_at timestamptz not null,
  body        bytea       not null
);
comment on table reference_batch is 'Reference prices that came together, as JSON in the form of RFC 8785. Its SHA-256 stands in the control record of the same number. Deleted after reference.batches-kept once newer prices count for all its symbols. Written by the instance that owns the lanes, in the transaction of the record.';

create table reference_price (
  symbol text   primary key,
  batch  bigint not null references reference_batch
);
create index reference_price_batch on reference_price (batch);
comment on table reference_price is 'Which batch has the price that counts for a symbol.';
