-- A database that was put back to an older state must not give out numbers that were published.

create table published_position (
  partition   smallint primary key,
  next_offset bigint not null
) with (fillfactor = 50);

comment on table published_position is
  'Up to which offset (exclusive) each partition of vcp.events holds only events that are in this database. Written by the relay that holds the lease of the partition, and by the comparison at the start. Whatever is published behind it and is not here was lost with a former state of this database.';

create table published_settlement (
  code       text primary key,
  detail     text not null,
  settled_at timestamptz not null default now()
);

comment on table published_settlement is
  'Published events that are not here and that a person has given up, by the setting published.give-up. Written by the comparison at the start.';

create table anchored_position (
  partition   smallint primary key,
  next_offset bigint not null
) with (fillfactor = 50);

comment on table anchored_position is
  'Up to which offset (exclusive) the batch records of each partition of vcp.anchors are in anchored_batch. Written by the listener of that topic with the batches: a database that was put back to an older state reads again what it has forgotten.';
