ALTER TABLE signing_key ADD COLUMN activated boolean NOT NULL DEFAULT true;
DROP INDEX signing_key_current;
CREATE UNIQUE INDEX signing_key_current ON signing_key ((true)) WHERE activated AND not_after IS NULL;
COMMENT ON TABLE signing_key IS 'Every checkpoint key that an instance was ever started with; public parts only. Only an activated one has signed. Written at start by checkpoint.';

ALTER TABLE stream_log
  ADD COLUMN origin text,
  ADD COLUMN common_size bigint NOT NULL DEFAULT -1,
  ADD COLUMN accepted_size bigint NOT NULL DEFAULT 0,
  DROP CONSTRAINT stream_log_state_check,
  ADD CONSTRAINT stream_log_state_check CHECK (
    state IN ('OPEN', 'UNCONFIRMED', 'GAP', 'UNKNOWN', 'MALFORMED', 'CONFLICT', 'AHEAD'));
UPDATE stream_log SET origin = split_part(checkpoint.note, E'\n', 1)
FROM checkpoint_head JOIN checkpoint USING (log_no, size)
WHERE checkpoint_head.log_no = stream_log.log_no;
UPDATE stream_log SET common_size = 0 WHERE state = 'AHEAD';
COMMENT ON COLUMN stream_log.origin IS 'First line of every checkpoint of this log, from its creation on. Null only until the first start after this column was added, in a log that was never signed.';
COMMENT ON COLUMN stream_log.common_size IS 'While the log is or was ahead of capture: the leaves below it were compared with capture and are the same; else -1.';
COMMENT ON COLUMN stream_log.accepted_size IS 'Leaves below it stand by somebody''s word, in settlement, whatever capture has.';
CREATE INDEX stream_log_unknown ON stream_log (log_no) WHERE state = 'UNKNOWN';

CREATE TABLE contradiction (
  contradiction_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  log_no           integer NOT NULL,
  sequence         bigint NOT NULL,
  held_hash        bytea CHECK (octet_length(held_hash) = 32),
  claimed_hash     bytea NOT NULL CHECK (octet_length(claimed_hash) = 32),
  event_id         uuid NOT NULL,
  received_at      bigint NOT NULL,
  claimed_by       text NOT NULL CHECK (claimed_by IN ('KAFKA', 'CAPTURE')),
  found_at         timestamptz NOT NULL,
  settled_at       timestamptz,
  UNIQUE (log_no, sequence, claimed_hash)
);
CREATE INDEX contradiction_unsettled ON contradiction (log_no, sequence) WHERE settled_at IS NULL;
COMMENT ON TABLE contradiction IS 'Leaves that claim a sequence of a log with another hash than the log has. Written by log with the state CONFLICT, never deleted.';

CREATE TABLE event_key (
  key_id     text PRIMARY KEY,
  public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
  heard_at   timestamptz NOT NULL
);
COMMENT ON TABLE event_key IS 'Keys that capture signs events with now, as it last stated them. Written by capture (the package), read at start while capture does not answer.';

CREATE TABLE signing_stop (
  log_no         integer PRIMARY KEY,
  detail         text NOT NULL,
  published_size bigint NOT NULL,
  published_root bytea NOT NULL CHECK (octet_length(published_root) = 32),
  record         text NOT NULL,
  stopped_at     timestamptz NOT NULL,
  lifted_at      timestamptz
);
COMMENT ON TABLE signing_stop IS 'Logs whose stored state contradicts a batch record that was published: nothing of them is signed until somebody lifts it. Written at start by checkpoint.';
COMMENT ON COLUMN signing_stop.lifted_at IS 'When a person lifted it; a row that is kept so lets no record up to published_size stop the log again.';

CREATE TABLE settlement (
  settlement_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy_id     text NOT NULL,
  action        text NOT NULL,
  settled_by    text NOT NULL,
  reason        text NOT NULL,
  settled_at    timestamptz NOT NULL,
  size          bigint NOT NULL,
  state         text NOT NULL,
  detail        text NOT NULL,
  record        text NOT NULL
);
CREATE INDEX settlement_policy_id ON settlement (policy_id, settlement_no);
COMMENT ON TABLE settlement IS 'Who settled which stopped log, how and why. Written by settle with the change itself; a trigger refuses every change of a row.';

CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of % are kept for ever', TG_TABLE_NAME; END $$;
CREATE TRIGGER settlement_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement
  FOR EACH STATEMENT EXECUTE FUNCTION keep_row();
