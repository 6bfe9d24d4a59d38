CREATE TABLE feed (
  feed_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL UNIQUE
);
COMMENT ON TABLE feed IS 'Input topics that were ever read. Written at start.';

CREATE TABLE parameters (
  parameters_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  bucket_size double precision NOT NULL,
  num_buckets int NOT NULL,
  emit_interval int NOT NULL,
  unit text NOT NULL,
  classifier text NOT NULL,
  history_windows int NOT NULL,
  UNIQUE (bucket_size, num_buckets, emit_interval, unit, classifier, history_windows)
);
COMMENT ON TABLE parameters IS 'Sets of parameters that VPIN was ever computed with; never changed. Written at start.';

CREATE TABLE feed_partition (
  feed_id int NOT NULL REFERENCES feed,
  partition int NOT NULL,
  topic_id uuid,
  owner_epoch bigint NOT NULL,
  owner text NOT NULL,
  next_offset bigint,
  next_metric bigint NOT NULL,
  committed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (feed_id, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE feed_partition IS 'Where reading goes on. Written by the partition''s owner in the transaction that writes pair_state and metric; a claim raises owner_epoch, so that the former owner writes nothing any more.';
COMMENT ON COLUMN feed_partition.topic_id IS 'Kafka''s id of the topic that next_offset belongs to; another id means that the topic was deleted and made anew.';
COMMENT ON COLUMN feed_partition.next_offset IS 'First offset that is not in the state; null until the partition was first read.';
COMMENT ON COLUMN feed_partition.next_metric IS 'Number of the next metric of the partition.';

CREATE TABLE pair_state (
  feed_id int NOT NULL REFERENCES feed,
  pair text NOT NULL,
  partition int NOT NULL,
  parameters_id int NOT NULL REFERENCES parameters,
  epoch int NOT NULL,
  trades bigint NOT NULL,
  readings bigint NOT NULL,
  closed_buckets bigint NOT NULL,
  open_state bytea NOT NULL,
  window_state bytea NOT NULL,
  committed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (feed_id, pair)
) WITH (fillfactor = 50);
CREATE INDEX pair_state_partition ON pair_state (feed_id, partition);
-- Doubles do not compress; trying costs more than it saves.
ALTER TABLE pair_state ALTER COLUMN window_state SET STORAGE EXTERNAL;
COMMENT ON TABLE pair_state IS 'One engine per pair, as after the last committed trade. Written by the owner of the pair''s partition.';
COMMENT ON COLUMN pair_state.partition IS 'The pair''s home: the partition that its first trade came from.';
COMMENT ON COLUMN pair_state.epoch IS 'Counts the changes of the pair''s parameters.';
COMMENT ON COLUMN pair_state.readings IS 'Readings given; the next one has this sequence.';
COMMENT ON COLUMN pair_state.open_state IS 'What every trade changes: open bucket, classifier, emission counter.';
COMMENT ON COLUMN pair_state.window_state IS 'What a closing bucket changes: window and history of VPIN values.';

CREATE TABLE metric (
  feed_id int NOT NULL,
  partition int NOT NULL,
  metric_no bigint NOT NULL,
  pair text NOT NULL,
  sequence bigint NOT NULL,
  trade_timestamp bigint NOT NULL,
  vpin double precision NOT NULL,
  mean_vpin double precision NOT NULL,
  std_vpin double precision NOT NULL,
  max_vpin double precision NOT NULL,
  min_vpin double precision NOT NULL,
  percentile double precision NOT NULL,
  bucket_count int NOT NULL,
  total_volume double precision NOT NULL,
  epoch int NOT NULL,
  parameters_id int NOT NULL,
  committed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (feed_id, partition, metric_no)
);
CREATE UNIQUE INDEX metric_pair_sequence ON metric (feed_id, pair, sequence);
CREATE INDEX metric_pair_timestamp ON metric (feed_id, pair, trade_timestamp);
COMMENT ON TABLE metric IS 'Every reading, once. Appended with the state that gave it; deleted by retention once published.';
COMMENT ON COLUMN metric.metric_no IS 'Order of publishing within the partition, from 0 without gaps.';
COMMENT ON COLUMN metric.trade_timestamp IS 'Unix milliseconds, from the trade that made the reading due.';

CREATE TABLE publish_position (
  feed_id int NOT NULL REFERENCES feed,
  partition int NOT NULL,
  next_metric bigint NOT NULL,
  PRIMARY KEY (feed_id, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE publish_position IS 'First metric of a partition that Kafka has not yet acknowledged. Written by the publisher; only ever grows.';
