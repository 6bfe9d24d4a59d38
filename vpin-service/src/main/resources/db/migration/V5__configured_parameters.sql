CREATE TABLE configured_parameters (
  feed_id int NOT NULL REFERENCES feed,
  generation int NOT NULL,
  parameters_id int NOT NULL REFERENCES parameters,
  configured_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (feed_id, generation)
);
COMMENT ON TABLE configured_parameters IS 'Sets of parameters in the order in which processes were started with them. Written at start, when the set is not the latest one.';
COMMENT ON COLUMN configured_parameters.generation IS 'From 1. A process leaves a pair under a set of a later generation than its own as it is.';
