-- The journal becomes a table partitioned by day with the row's JSON as its content.
--
-- Every row of version 1 is kept: its columns become the JSON that authorize-service writes now,
-- byte for byte (JournalMigrationIT). The token's signature is dropped: it is a function of the
-- decision and of the key, and is made again whenever the token is asked for.
-- Snapshots of version 1 are dropped, because they name executions by their ids. The first start
-- rebuilds them from the journal.

drop table snapshot_order;
drop table snapshot_position;
drop table snapshot_account;
drop table snapshot;

alter table journal rename to journal_v1;
alter index journal_pkey rename to journal_v1_pkey;
drop index journal_order_events;

create table journal (
  lane            integer     not null,
  sequence        bigint      not null,
  day             date        not null,
  epoch           bigint      not null,
  kind            text        not null,
  recorded_at     timestamptz not null,
  client_id       text        not null,
  client_order_id text        not null,
  order_sequence  bigint,
  body            bytea       not null
) partition by range (day);

-- Partitions of the days that have rows; authorize-service makes the later ones.
do $$
declare
  d date;
begin
  for d in select distinct (recorded_at at time zone 'UTC')::date from journal_v1 loop
    execute format(
      'create table %I partition of journal for values from (%L) to (%L)',
      'journal_' || to_char(d, 'YYYYMMDD'), d, d + 1);
  end loop;
end
$$;

insert into journal
select
  lane,
  sequence,
  -- Never before the day of the row before: readers rely on it to skip partitions.
  max((recorded_at at time zone 'UTC')::date)
    over (partition by lane order by sequence rows unbounded preceding),
  epoch,
  kind,
  recorded_at,
  client_id,
  client_order_id,
  order_sequence,
  convert_to(
    case
      when kind = 'DECISION' then
        '{"decision_id":"' || decision_id
        || '","lane":' || lane
        || ',"sequence":' || decision_sequence
        || ',"status":"' || status
        || '","trace_id":"' || trace_id
        || '","client_id":' || to_json(client_id)
        || ',"client_order_id":' || to_json(client_order_id)
        || ',"order":{"client_order_id":' || to_json(client_order_id)
        || coalesce(',"price":"' || trim_scale(price) || '"', '')
        || ',"qty":"' || trim_scale(qty)
        || '","side":"' || side
        || '","symbol":' || to_json(symbol)
        || ',"type":"' || order_type
        || '"},"order_hash":"' || encode(order_hash, 'hex')
        || '","reasons":' || coalesce(reasons::text, '[]')
        || ',"policy":{"version":' || to_json(policy_version)
        || ',"digest":' || to_json(policy_digest)
        || '},"token_id":"' || decision_id
        || '","decision_token":{"v":2,"kid":' || to_json(kid)
        || ',"alg":"HMAC-SHA256","jti":"' || decision_id
        || '","trace_id":"' || trace_id
        || '","status":"' || status
        || '","client_id":' || to_json(client_id)
        || ',"client_order_id":' || to_json(client_order_id)
        || ',"order_hash":"' || encode(order_hash, 'hex')
        || '","qty":"' || trim_scale(qty) || '"'
        || coalesce(',"price":"' || trim_scale(price) || '"', '')
        || ',"policy_version":' || to_json(policy_version)
        || ',"iat":' || floor(extract(epoch from recorded_at))::bigint
        || ',"exp":' || token_expires_at
        || ',"seq":' || decision_sequence
        || '},"decided_at":"'
        || to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","warnings":' || coalesce(warnings::text, '[]')
        || coalesce(
          ',"reserved":{"price":"' || trim_scale(reserve_price) || '","deadline":"'
          || to_char(deadline at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"}',
          '')
        || '}'
      else
        '{"type":"' || kind
        || '","lane":' || lane
        || ',"client_id":' || to_json(client_id)
        || ',"client_order_id":' || to_json(client_order_id)
        || ',"symbol":' || to_json(symbol)
        || ',"side":"' || side || '"'
        || coalesce(
          ',"exec_id":' || to_json(exec_id)
          || ',"qty":"' || trim_scale(qty)
          || '","price":"' || trim_scale(price) || '"',
          '')
        || ',"reported_at":"'
        || to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","source":' || to_json(coalesce(source, ''))
        || '}'
    end,
    'UTF8')
from journal_v1;

drop table journal_v1;

alter table journal add primary key (lane, sequence, day);
alter table journal add constraint journal_kind
  check (kind in ('DECISION', 'FILL', 'CANCEL', 'REJECT', 'EXPIRE', 'RELEASE'));
create index journal_order_events on journal (lane, order_sequence) where order_sequence is not null;

comment on table journal is 'Every decision and every execution report about an order, in the order in which they count: the only truth about exposure. Append only, written by the journal committer, one transaction per group. One partition per day, named journal_YYYYMMDD; made ahead, indexed after the idempotency window and dropped after the retention by authorize-service.';
comment on column journal.sequence is 'Gap-free within the lane, from 0.';
comment on column journal.day is 'UTC day of recorded_at, never before the day of the lane''s row before.';
comment on column journal.order_sequence is 'The sequence of the DECISION that this row belongs to; null in a DECISION.';
comment on column journal.body is 'JSON in UTF-8. Of a DECISION, what authorize.decisions carries: see docs/authorize.md.';

create view journal_text as
select lane, sequence, day, epoch, kind, recorded_at, client_id, client_order_id, order_sequence,
  convert_from(body, 'UTF8')::json as body
from journal;
comment on view journal_text is 'The journal for people: body as JSON.';

create table snapshot (
  lane              integer     primary key,
  sequence          bigint      not null,
  decision_sequence bigint      not null,
  first_open        bigint,
  taken_at          timestamptz not null
);
comment on table snapshot is 'Up to which journal number a lane''s snapshot reaches (exclusive). Written by the snapshot writer in one transaction with the two tables below. Deleting a row deletes the lane''s snapshot; the next start then needs the whole journal.';
comment on column snapshot.first_open is 'Journal number of the oldest open order; null when none is open. The journal keeps its partition.';

create table snapshot_part (
  lane   integer not null references snapshot on delete cascade,
  kind   text    not null check (kind in ('ORDERS', 'ACCOUNTS')),
  part   bigint  not null,
  digest bytea   not null,
  bytes  bytea   storage external not null,
  primary key (lane, kind, part)
);
comment on table snapshot_part is 'Open orders, and account totals with positions, in parts. A part is written again only when its SHA-256 has changed. Written by the snapshot writer.';

create table snapshot_ids (
  lane           integer not null references snapshot on delete cascade,
  first_sequence bigint  not null,
  day            date    not null,
  sealed         boolean not null,
  bytes          bytea   storage external not null,
  primary key (lane, first_sequence)
);
comment on table snapshot_ids is 'Segments of the index of remembered order ids. A sealed segment is written once. Written by the snapshot writer.';

create table index_key (
  key uuid not null default gen_random_uuid()
);
create unique index index_key_single on index_key ((true));
comment on table index_key is 'The secret key by which remembered order ids are hashed, made once. Read by authorize-service at start.';
insert into index_key default values;
