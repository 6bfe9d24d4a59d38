-- Every account belongs to one lane. A lane has one owner at a time; the epoch fences a stale one.
create table lane_lease (
  lane  integer     primary key,
  owner text        not null,
  epoch bigint      not null,
  until timestamptz not null
);
comment on table lane_lease is 'Who may write a lane''s journal. Written by the lane keeper of authorize-service; read by every journal insert. One row per lane, never deleted.';

create table journal (
  lane              integer     not null,
  sequence          bigint      not null,
  epoch             bigint      not null,
  kind              text        not null check (kind in ('DECISION', 'FILL', 'CANCEL', 'REJECT', 'EXPIRE', 'RELEASE')),
  recorded_at       timestamptz not null,
  client_id         text        not null,
  client_order_id   text        not null,
  symbol            text        not null,
  side              text        not null,
  qty               numeric,
  price             numeric,
  -- a decision only
  decision_sequence bigint,
  decision_id       uuid,
  trace_id          uuid,
  order_type        text,
  status            text,
  reserve_price     numeric,
  deadline          timestamptz,
  reasons           json,
  warnings          json,
  policy_version    text,
  policy_digest     text,
  order_hash        bytea,
  kid               text,
  token_expires_at  bigint,
  signature         bytea,
  -- what happens after it only
  order_sequence    bigint,
  exec_id           text,
  source            text,
  primary key (lane, sequence)
);
comment on table journal is 'Every decision and everything that happens to an order after it, in the order in which it counts: the only truth about exposure. Append only, written by the journal committer, one transaction per group.';
comment on column journal.sequence is 'Gap-free within the lane, from 0.';
comment on column journal.decision_sequence is 'Gap-free among the decisions of the lane, from 0: what authorize.decisions and the token carry.';
comment on column journal.qty is 'Of the order in a DECISION, of the execution in a FILL.';
comment on column journal.order_sequence is 'The sequence of the DECISION that this row belongs to.';
create index journal_order_events on journal (lane, order_sequence) where order_sequence is not null;

create table snapshot (
  lane              integer     primary key,
  sequence          bigint      not null,
  decision_sequence bigint      not null,
  taken_at          timestamptz not null
);
comment on table snapshot is 'Up to which journal number a lane''s snapshot reaches (exclusive). Written by the snapshot writer in one transaction with the three tables below.';

create table snapshot_order (
  lane            integer not null,
  sequence        bigint  not null,
  client_id       text    not null,
  client_order_id text    not null,
  symbol          text    not null,
  side            text    not null,
  qty             numeric not null,
  reserve_price   numeric not null,
  deadline        timestamptz not null,
  status          text    not null,
  remaining       numeric not null,
  filled_qty      numeric not null,
  filled_value    numeric not null,
  exec_ids        text[]  not null,
  primary key (lane, sequence)
);
comment on table snapshot_order is 'Open orders at the snapshot. Written by the snapshot writer.';

create table snapshot_position (
  lane          integer not null,
  client_id     text    not null,
  symbol        text    not null,
  open_buy_qty  numeric not null,
  open_sell_qty numeric not null,
  qty           numeric not null,
  value         numeric not null,
  primary key (lane, client_id, symbol)
);
comment on table snapshot_position is 'What each account has open and holds per symbol at the snapshot. Written by the snapshot writer.';

create table snapshot_account (
  lane           integer not null,
  client_id      text    not null,
  open_buy       numeric not null,
  open_sell      numeric not null,
  position_gross numeric not null,
  position_net   numeric not null,
  open_orders    integer not null,
  primary key (lane, client_id)
);
comment on table snapshot_account is 'Account totals at the snapshot, compared at start with what the orders and positions add up to. Written by the snapshot writer.';

create table relay_cursor (
  lane              integer primary key,
  sequence          bigint  not null,
  decision_sequence bigint  not null
);
comment on table relay_cursor is 'Up to which journal number (exclusive) decisions are known to be in Kafka. Written by the decision relay.';

create table risk_limit (
  id         bigint generated always as identity primary key,
  scope      text        not null check (scope in ('ACCOUNT', 'SYMBOL')),
  subject    text        not null,
  control    text        not null check (control in ('MAX_ORDER_QTY', 'MAX_ORDER_VALUE', 'GROSS_EXPOSURE', 'NET_EXPOSURE')),
  amount     numeric     not null check (amount >= 0),
  unit       text        not null,
  changed_by text        not null,
  changed_at timestamptz not null,
  unique (scope, subject, control)
);
comment on table risk_limit is 'Limits in force, inclusive. Subject `default` of scope ACCOUNT counts for every account without a row of its own. Written by administrators through authorize-service.';
insert into risk_limit (scope, subject, control, amount, unit, changed_by, changed_at) values
  ('ACCOUNT', 'default', 'MAX_ORDER_VALUE', 100000, 'notional', 'first start', now()),
  ('ACCOUNT', 'default', 'GROSS_EXPOSURE', 1000000, 'notional', 'first start', now()),
  ('ACCOUNT', 'default', 'NET_EXPOSURE', 500000, 'notional', 'first start', now());

create table trading_state (
  id         bigint generated always as identity primary key,
  scope      text        not null check (scope in ('FIRM', 'ACCOUNT', 'SYMBOL')),
  subject    text        not null,
  state      text        not null check (state in ('ACTIVE', 'REDUCE_ONLY', 'HALTED')),
  reason     text        not null,
  actor      text        not null,
  changed_at timestamptz not null,
  unique (scope, subject)
);
comment on table trading_state is 'Trading states that were ever set; what has no row is ACTIVE. Subject of scope FIRM is `all`. Written by administrators through authorize-service.';

create table instrument (
  symbol     text        primary key,
  status     text        not null check (status in ('TRADABLE', 'RESTRICTED')),
  reason     text        not null,
  actor      text        not null,
  changed_at timestamptz not null
);
comment on table instrument is 'Instruments known here, symbols in upper case. Written by administrators through authorize-service.';

create table policy_version (
  version     text        primary key,
  document    text        not null,
  digest      text        not null,
  status      text        not null check (status in ('ACTIVE', 'RETIRED', 'DRAFT')),
  created_by  text        not null,
  created_at  timestamptz not null
);
comment on table policy_version is 'Policies, immutable once written; exactly one is ACTIVE. Written by administrators through authorize-service, the first one by its first start.';
create unique index policy_version_active on policy_version (status) where status = 'ACTIVE';
