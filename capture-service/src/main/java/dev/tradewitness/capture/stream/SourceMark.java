package dev.tradewitness.capture.stream;

import org.jspecify.annotations.Nullable;

/// What an event says about the source that it came from. Stored in the transaction that stores the
/// event, or finds it stored already.
public sealed interface SourceMark {

  /// The door and its part, for example `kafka:orders`.
  String source();

  /// What the source numbers by itself: a partition, a session, a stream.
  String lane();

  /// The event is this message of its lane.
  ///
  /// @param number grows within its lane, not always by one
  /// @param cursor what the source itself calls the place, where that is not the number
  record Position(String source, String lane, long number, @Nullable String cursor)
      implements SourceMark {

    public Position(String source, String lane, long number) {
      this(source, lane, number, null);
    }
  }

  /// The event is the `ERR_SYNC` that tells of messages which can no longer be read. Once it is
  /// stored, its lane is at the last of them.
  ///
  /// @param first the first missing number
  /// @param last the last one
  record Gap(String source, String lane, long first, long last) implements SourceMark {

    public Gap {
      if (last < first) {
        throw new IllegalArgumentException("a gap from %d to %d".formatted(first, last));
      }
    }
  }
}
