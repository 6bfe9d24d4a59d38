ALTER TABLE signing_stop
  ADD COLUMN cause text NOT NULL DEFAULT 'PUBLISHED' CHECK (cause IN ('PUBLISHED', 'REFUSED'));
ALTER TABLE signing_stop ALTER COLUMN cause DROP DEFAULT;
COMMENT ON TABLE signing_stop IS 'Logs whose stored state contradicts what was published or signed: nothing of them is signed until somebody lifts it. Written by checkpoint.';
COMMENT ON COLUMN signing_stop.cause IS 'PUBLISHED: record is a batch record that others have. REFUSED: record is the signed note that the stored tree contradicts, empty when none is stored.';
