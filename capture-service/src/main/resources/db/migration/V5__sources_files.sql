-- By which sources file an event was read.

create table sources_file (
  sources_id    integer generated always as identity primary key,
  digest        bytea not null unique,
  first_used_at timestamptz not null default now()
);

comment on table sources_file is
  'Every sources file that was in force when an event was received. Written by the committers with the first event of each; never deleted.';
comment on column sources_file.digest is 'SHA-256 over the bytes of the file.';

alter table event add column sources_id integer;

comment on column event.sources_id is
  'The sources file by which the event was read, or that was in force when it came. Null for events that were received before this column was there.';
