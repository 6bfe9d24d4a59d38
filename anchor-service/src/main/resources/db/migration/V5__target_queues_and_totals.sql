DROP INDEX anchor_job_due;
CREATE INDEX anchor_job_open ON anchor_job (target, next_attempt_at, job_id) WHERE state <> 'CONFIRMED';

CREATE TABLE batch_total (
  log_no           integer PRIMARY KEY,
  batches          bigint NOT NULL,
  confirmed        bigint NOT NULL DEFAULT 0,
  last_closed_at   timestamptz NOT NULL,
  last_anchored_at timestamptz
) WITH (fillfactor = 50);
COMMENT ON TABLE batch_total IS 'Counts of closed batches and of confirmed anchor jobs by log. Written by batch with the batch or the confirmation.';

INSERT INTO batch_total (log_no, batches, confirmed, last_closed_at, last_anchored_at)
SELECT log_no, count(*), coalesce(sum(jobs.confirmed), 0), max(closed_at), max(anchored_at)
FROM batch LEFT JOIN (
  SELECT batch_id, count(*) AS confirmed FROM anchor_job WHERE state = 'CONFIRMED' GROUP BY batch_id
) AS jobs USING (batch_id)
GROUP BY log_no;
