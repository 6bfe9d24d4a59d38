-- How far each numbered source has been stored, what is missing of it, and who reads it.

create table source_position (
  source    text not null,
  lane      text not null,
  number    bigint not null,
  cursor    text,
  stored_at timestamptz not null default now(),
  primary key (source, lane)
) with (fillfactor = 50);

comment on table source_position is
  'The highest number of each lane of a source whose message is in the table event, or missing for good. Written by the committers in the transaction that stores the event. A lane is what a source numbers by itself: a partition of a topic, a FIX session, a Redis stream.';
comment on column source_position.number is 'A Kafka offset, a FIX sequence number, how many entries a Redis stream had taken: grows within its lane, not always by one.';
comment on column source_position.cursor is 'What the source itself calls the place, where that is not the number: the id of an entry of a Redis stream.';

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

create table source_lease (
  source text primary key,
  holder text not null,
  until  timestamptz not null
);

comment on table source_lease is
  'Which instance reads a source that one alone may read, since its messages have one order. Written by the reader every few seconds; another instance takes a lease that has run out.';
