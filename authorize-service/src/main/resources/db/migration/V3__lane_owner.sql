-- One row per instance that holds lanes, so that a journal insert proves in one look that it may
-- write, however many lanes its rows belong to.

create sequence lane_tenure;

create table lane_owner (
  owner  text   primary key,
  tenure bigint not null
);
comment on table lane_owner is 'The tenure under which an instance may write to the journal. Every journal insert locks its own row in share mode. Whoever changes the owner or the epoch of a lane gives the lane''s owner a new tenure in the same transaction, and so waits for an insert under way and stops every later one. Written by the lane keeper of authorize-service.';
comment on column lane_owner.tenure is 'From the sequence lane_tenure, so that no number comes back.';
comment on table lane_lease is 'Who may write a lane''s journal. Written by the lane keeper of authorize-service together with lane_owner. One row per lane, never deleted.';
