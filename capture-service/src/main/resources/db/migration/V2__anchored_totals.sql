-- Reads and /health must not cost more with every batch that closes.

create table anchored_total (
  events bigint not null
) with (fillfactor = 50);

comment on table anchored_total is
  'One row: how many events all batches hold together. Written by the listener of vcp.anchors with each batch it hears of for the first time.';

insert into anchored_total (events)
select cast(least(coalesce(sum(last_sequence - first_sequence + 1), 0), 9223372036854775807) as bigint)
from anchored_batch;

create index anchored_batch_last on anchored_batch (policy_id, last_sequence);
create index anchored_batch_closed_at on anchored_batch (closed_at);
create index anchored_batch_anchored_at on anchored_batch (anchored_at);

drop index anchored_batch_range;
