ALTER TABLE feed_partition ADD COLUMN waiting_offset bigint, ADD COLUMN waiting_time bigint;
COMMENT ON COLUMN feed_partition.waiting_offset IS 'The partition''s next offset when its next message last had to wait for a pair that moves here. Another next_offset means that it waits no more.';
COMMENT ON COLUMN feed_partition.waiting_time IS 'Unix milliseconds, the timestamp of that message.';
