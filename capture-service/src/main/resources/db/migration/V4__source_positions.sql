-- How far each numbered source has been stored, and what is missing of it.

create table source_position (
  source    text not null,
  lane      text not null,
  number    bigint not null,
  stored_at timestamptz not null default now(),
  primary key (source, lane)
) with (fillfactor = 50);

comment on table source_position is
  'The highest number of each lane of a source whose message is in the table event. Written by the committers in the transaction that stores the event. A lane is what a source numbers by itself: a partition of a topic, a FIX session, a Redis stream.';
comment on column source_position.number is 'A Kafka offset, a FIX sequence number, a line: grows within its lane, not always by one.';

create table source_gap (
  gap_id   bigint generated always as identity primary key,
  source   text not null,
  lane     text not null,
  first    bigint not null,
  last     bigint not null,
  event_id uuid not null unique,
  found_at timestamptz not null default now()
);

comment on table source_gap is
  'Numbers that a source gave out and that no longer can be read from it. Written by the committers with the ERR_SYNC event that says so; never updated.';
comment on column source_gap.event_id is 'The ERR_SYNC event.';

create index source_gap_source on source_gap (source, gap_id);
