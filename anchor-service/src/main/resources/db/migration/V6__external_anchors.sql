ALTER TABLE batch ADD COLUMN awaits_external boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN batch.awaits_external IS 'Has a job for an EXTERNAL target and no EXTERNAL anchor yet; status ANCHORED also counts LOCAL ones.';

UPDATE batch SET awaits_external = true
WHERE EXISTS (SELECT FROM anchor_job job WHERE job.batch_id = batch.batch_id AND job.trust = 'EXTERNAL')
  AND NOT EXISTS (
    SELECT FROM anchor_job job
    WHERE job.batch_id = batch.batch_id AND job.trust = 'EXTERNAL' AND job.state = 'CONFIRMED');

CREATE INDEX batch_awaits_external ON batch (log_no, first_event_at) WHERE awaits_external;
