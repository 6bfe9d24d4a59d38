CREATE TABLE signing_key (
  key_id     text PRIMARY KEY,
  public_key bytea NOT NULL UNIQUE CHECK (octet_length(public_key) = 32),
  not_before timestamptz NOT NULL,
  not_after  timestamptz
);
CREATE UNIQUE INDEX signing_key_current ON signing_key ((true)) WHERE not_after IS NULL;
COMMENT ON TABLE signing_key IS 'Every checkpoint key ever used; public parts only. Written at start by checkpoint.';

CREATE SEQUENCE tree_no;

CREATE TABLE stream_log (
  log_no              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy_id           text NOT NULL UNIQUE,
  conformance_tier    text NOT NULL,
  tree_no             bigint NOT NULL DEFAULT nextval('tree_no'),
  size                bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
  frontier            bytea NOT NULL DEFAULT '',
  open_tree_no        bigint NOT NULL DEFAULT nextval('tree_no'),
  open_first          bigint NOT NULL DEFAULT 0,
  open_frontier       bytea NOT NULL DEFAULT '',
  open_first_event_at timestamptz,
  opened_at           timestamptz,
  state               text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'GAP', 'MALFORMED', 'CONFLICT', 'AHEAD')),
  state_detail        text NOT NULL DEFAULT '',
  state_since         timestamptz NOT NULL DEFAULT now(),
  awaited_to          bigint NOT NULL DEFAULT -1,
  conflict_sequence   bigint NOT NULL DEFAULT -1,
  CHECK (open_first <= size),
  CHECK (octet_length(frontier) % 32 = 0 AND octet_length(open_frontier) % 32 = 0)
) WITH (fillfactor = 50);
COMMENT ON TABLE stream_log IS 'Head of each log: size, right edge of its tree, and the same for the range since the last batch. Written by log, under its row lock.';

CREATE TABLE leaf (
  log_no      integer NOT NULL,
  sequence    bigint NOT NULL,
  received_at bigint NOT NULL,
  event_id    uuid NOT NULL,
  event_hash  bytea NOT NULL CHECK (octet_length(event_hash) = 32),
  PRIMARY KEY (log_no, sequence)
);
CREATE INDEX leaf_event_id ON leaf (event_id);
CREATE INDEX leaf_event_hash ON leaf USING hash (event_hash);
COMMENT ON TABLE leaf IS 'One row for each event in a log; sequence is the leaf index. Written by log, never changed.';

CREATE TABLE tile (
  tree_no    bigint NOT NULL,
  level      smallint NOT NULL,
  tile_index bigint NOT NULL,
  root       bytea NOT NULL CHECK (octet_length(root) = 32),
  hashes     bytea NOT NULL CHECK (octet_length(hashes) = 8192),
  PRIMARY KEY (tree_no, level, tile_index)
);
ALTER TABLE tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
COMMENT ON TABLE tile IS 'Complete tiles (256 hashes, C2SP tlog-tiles levels) of logs and of batches, with the root over each. Written by log with the leaf that completes them.';

CREATE TABLE feed_partition (
  topic       text NOT NULL,
  partition   integer NOT NULL,
  epoch       bigint NOT NULL,
  next_offset bigint,
  owner       text NOT NULL,
  claimed_at  timestamptz NOT NULL,
  PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE feed_partition IS 'Where reading goes on, and who may: a claim raises epoch, a write under an older epoch touches no row. Written by feed in the transaction that inserts the leaves.';

CREATE TABLE checkpoint_head (
  log_no integer PRIMARY KEY,
  size   bigint NOT NULL,
  root   bytea NOT NULL
);
COMMENT ON TABLE checkpoint_head IS 'The newest size signed for each log; only ever grows. Written by checkpoint.';

CREATE TABLE checkpoint (
  log_no    integer NOT NULL,
  size      bigint NOT NULL,
  root      bytea NOT NULL,
  note      text NOT NULL,
  key_id    text NOT NULL,
  signed_at timestamptz NOT NULL,
  PRIMARY KEY (log_no, size)
);
COMMENT ON TABLE checkpoint IS 'Every signed note, stored before it is shown. Written by checkpoint.';

CREATE TABLE batch (
  batch_id         uuid PRIMARY KEY,
  log_no           integer NOT NULL,
  policy_id        text NOT NULL,
  conformance_tier text NOT NULL,
  tree_no          bigint NOT NULL,
  first_sequence   bigint NOT NULL,
  last_sequence    bigint NOT NULL,
  first_event_at   timestamptz NOT NULL,
  merkle_root      bytea NOT NULL,
  batch_hash       bytea NOT NULL,
  record           text NOT NULL,
  signature        text NOT NULL,
  record_signature text NOT NULL,
  closed_at        timestamptz NOT NULL,
  anchored_at      timestamptz,
  status           text NOT NULL CHECK (status IN ('PENDING', 'ANCHORED', 'FAILED')),
  UNIQUE (log_no, first_sequence),
  UNIQUE (log_no, last_sequence)
);
CREATE INDEX batch_closed_at ON batch (closed_at DESC, batch_id DESC);
CREATE INDEX batch_pending ON batch (log_no, first_sequence) WHERE status = 'PENDING';
COMMENT ON TABLE batch IS 'Closed batches; record holds the immutable members in RFC 8785 form. Written by batch.';

CREATE TABLE anchor_job (
  job_id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch_id         uuid NOT NULL REFERENCES batch,
  target           text NOT NULL,
  type             text NOT NULL,
  url              text NOT NULL,
  trust            text NOT NULL CHECK (trust IN ('EXTERNAL', 'LOCAL')),
  imprint          bytea NOT NULL CHECK (octet_length(imprint) = 32),
  conformance_tier text NOT NULL,
  closed_at        timestamptz NOT NULL,
  state            text NOT NULL CHECK (state IN ('PENDING', 'SUBMITTED', 'CONFIRMED', 'FAILED')),
  attempts         integer NOT NULL DEFAULT 0,
  nonce            numeric(40),
  next_attempt_at  timestamptz NOT NULL,
  leased_until     timestamptz,
  submitted_at     timestamptz,
  confirmed_at     timestamptz,
  stamped_at       timestamptz,
  proof            bytea,
  ca_pem           text NOT NULL DEFAULT '',
  error            text NOT NULL DEFAULT '',
  UNIQUE (batch_id, target)
);
CREATE INDEX anchor_job_due ON anchor_job (next_attempt_at) WHERE state <> 'CONFIRMED';
COMMENT ON TABLE anchor_job IS 'One root to one target. The nonce is stored before it is sent; proof is the answer as received. Written by anchoring.';

CREATE TABLE anchor_message (
  message_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy_id  text NOT NULL,
  body       bytea NOT NULL
);
COMMENT ON TABLE anchor_message IS 'Batch records waiting for vcp.anchors. Written by batch, emptied by publish after Kafka has them.';
