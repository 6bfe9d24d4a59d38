package dev.tradewitness.anchor.publish;

import dev.tradewitness.anchor.schedule.AwayException;

/// Kafka does not give what was asked for.
final class KafkaAwayException extends AwayException {

  private static final long serialVersionUID = 1L;

  KafkaAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
