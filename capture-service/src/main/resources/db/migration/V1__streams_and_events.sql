-- Streams, their events, and what reads need beside them. Only capture-service writes here.

create table stream (
  stream_id        integer generated always as identity primary key,
  policy_id        text collate "C" not null unique,
  partition        smallint not null,
  head             bigint not null default 0,
  conformance_tier text not null,
  signing          text not null,
  created_at       timestamptz not null default now()
) with (fillfactor = 50);

comment on table stream is
  'One row per policy_id. Written by the committers of all capture instances: a row is locked while the numbers of its stream are given out.';
comment on column stream.head is 'The next sequence. Moves in the transaction that stores the events below it.';
comment on column stream.partition is 'Partition of vcp.events, fixed by policy_id.';
comment on column stream.signing is 'every-event or checkpoint, as last configured.';

create table event (
  stream_id        integer not null,
  sequence         bigint not null,
  event_id         uuid not null,
  received_at      timestamptz not null,
  event_time_nanos bigint,
  hash_profile     smallint not null,
  id_assigned      boolean not null,
  carries_reserved boolean not null,
  event_hash       bytea not null,
  signature        bytea,
  signing_key_id   text,
  conformance_tier text not null,
  clock_status     text not null,
  source           text not null,
  warnings         text not null,
  event_type       text,
  trace_id         uuid,
  symbol           text,
  order_id         text,
  account_id       text,
  document         bytea not null,
  primary key (stream_id, sequence)
);

comment on table event is
  'Every accepted event, once. Inserted by the committers, never updated, never deleted.';
comment on column event.hash_profile is '0 = VCP-IMPL-1.1, 1 = VCP-SPEC-6.1.1.';
comment on column event.document is 'The bytes exactly as received; event_hash covers the part of them that hash_profile names.';
comment on column event.id_assigned is 'True when the event came without event_id: then the id is not in the document.';
comment on column event.carries_reserved is 'True when the sender put a member security or sequence into the document: kept, not trusted.';
comment on column event.clock_status is 'How well our own clock was known to be synchronised at received_at.';
comment on column event.warnings is 'Conformance findings, codes with commas between them.';

create unique index event_event_id on event (event_id);
create index event_received_at on event (received_at, event_id);
create index event_trace_id on event (trace_id, received_at) where trace_id is not null;
create index event_order_id on event (order_id, received_at) where order_id is not null;
create index event_account_id on event (account_id, received_at) where account_id is not null;

create table relay_position (
  stream_id integer primary key,
  relayed   bigint not null
) with (fillfactor = 50);

comment on table relay_position is
  'How far each stream has been sent to vcp.events. Written by the relay that holds the lease of the partition, now and then: a hint, sending again is harmless.';

create table relay_lease (
  partition  smallint primary key,
  holder     uuid,
  epoch      bigint not null default 0,
  expires_at timestamptz not null default '-infinity'
);

comment on table relay_lease is
  'Which instance sends a partition of vcp.events. Written by the relays; times are the database''s own.';

create table relay_instance (
  instance_id uuid primary key,
  seen_at     timestamptz not null
);

comment on table relay_instance is
  'Instances that take part in relaying. Each writes its own row with every renewal, so that all can tell a fair share.';

insert into relay_lease (partition) select generate_series(0, 7);

create table signing_key (
  key_id     text primary key,
  public_key bytea not null,
  not_before timestamptz not null default now(),
  not_after  timestamptz
);

comment on table signing_key is
  'Every key that ever signed events here. Each instance adds its own at start.';

create table anchored_batch (
  batch_id       text primary key,
  policy_id      text not null,
  first_sequence bigint not null,
  last_sequence  bigint not null,
  merkle_root    text not null,
  status         text not null,
  closed_at      timestamptz,
  anchored_at    timestamptz,
  record         text not null
);

comment on table anchored_batch is
  'Batches of the anchor-service as last heard of on vcp.anchors. Written by the listener of that topic.';

create index anchored_batch_range on anchored_batch (policy_id, first_sequence);
