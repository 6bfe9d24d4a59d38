-- A database that was put back to an older state must not decide again what was decided.

create table published_position (
  partition   integer primary key,
  next_offset bigint  not null
);

comment on table published_position is
  'Up to which offset (exclusive) each partition of authorize.decisions holds only decisions that are in this journal. Written by the decision relay, and by the comparison when the lanes are taken. Whatever is published behind it and is not here was lost with a former state of this database.';

create table published_uncompared (
  lane          integer primary key,
  next_decision bigint  not null
);

comment on table published_uncompared is
  'Where each lane stood when it was first opened without the comparison, because Kafka was away. A published decision from there on is not in this journal, whatever was decided since. Empty once compared.';

create table published_settlement (
  code       text primary key,
  detail     text        not null,
  settled_at timestamptz not null default now()
);

comment on table published_settlement is
  'Published decisions that are not in this journal and that a person has given up, by the setting published.give-up. Written by the comparison when the lanes are taken.';
