CREATE TABLE owed_letter (
  topic text NOT NULL,
  partition int NOT NULL,
  message_offset bigint NOT NULL,
  message_time bigint NOT NULL,
  reason text NOT NULL,
  exception_class text NOT NULL,
  PRIMARY KEY (topic, partition, message_offset, message_time)
);
COMMENT ON TABLE owed_letter IS 'Refused messages whose dead letter Kafka may not have yet. Written in the transaction that moves the offset past them; deleted once Kafka has acknowledged the letter.';
COMMENT ON COLUMN owed_letter.message_time IS 'Unix milliseconds, the timestamp of the message: another time at the same offset is a message of another topic with the same name.';
