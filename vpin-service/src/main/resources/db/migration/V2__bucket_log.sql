CREATE TABLE bucket_log (
  feed_id int NOT NULL REFERENCES feed,
  pair text NOT NULL,
  slot int NOT NULL,
  epoch int NOT NULL,
  chunk_no bigint NOT NULL,
  first_bucket bigint NOT NULL,
  runs bytea NOT NULL,
  PRIMARY KEY (feed_id, pair, slot)
) WITH (fillfactor = 50);
COMMENT ON TABLE bucket_log IS 'The last closed buckets of each pair, as many as its window and history are computed from. Written with pair_state; only the chunk that is not full yet is ever rewritten.';
COMMENT ON COLUMN bucket_log.slot IS 'chunk_no modulo the number of chunks that are kept.';
COMMENT ON COLUMN bucket_log.first_bucket IS 'Buckets that closed in this epoch before the first one of the chunk.';
COMMENT ON COLUMN bucket_log.runs IS 'The number of the format in one byte, then per run 8 bytes with the imbalance in multiples of 2^-48, with the highest bit set when 8 bytes follow with how often it repeats.';

ALTER TABLE pair_state ALTER COLUMN window_state DROP NOT NULL;
COMMENT ON COLUMN pair_state.open_state IS 'What every trade changes: open bucket, classifier, emission counter. The first byte is the number of the format; 0 is the format without such a byte, which begins with the epoch.';
COMMENT ON COLUMN pair_state.window_state IS 'Window and history as they were before the pair''s first row in bucket_log; null for pairs that began after.';
COMMENT ON TABLE parameters IS 'Sets of parameters that VPIN was ever computed with; never changed. Written at start, before any poll.';
