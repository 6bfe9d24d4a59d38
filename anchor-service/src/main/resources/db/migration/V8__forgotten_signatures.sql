ALTER TABLE signing_stop
  DROP CONSTRAINT signing_stop_cause_check,
  ADD CONSTRAINT signing_stop_cause_check CHECK (cause IN ('PUBLISHED', 'REFUSED', 'FORGOTTEN'));
COMMENT ON COLUMN signing_stop.cause IS 'PUBLISHED: record is a batch record that others have. REFUSED: record is the signed note that the stored tree contradicts, empty when none is stored. FORGOTTEN: an instance had signed it and runs on, the database has lost it; record is empty.';
