/// Gives each event its place in its stream, once and for ever, and reads it back. Nothing here
/// knows HTTP or Kafka.
@NullMarked
package dev.tradewitness.capture.stream;

import org.jspecify.annotations.NullMarked;
