package dev.tradewitness.capture.source.ldjson;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.intake.Receipt;
import org.jspecify.annotations.Nullable;

/// A line that was read and is not acknowledged. Its event is decoded once, so that it keeps its id
/// however often it is submitted.
final class HeldLine {

  /// About what a line takes in memory beside its text.
  private static final int OVERHEAD_BYTES = 1024;

  private final @Nullable Decoded decoded;
  private final @Nullable Reception reception;
  private final int size;

  /// Set by the thread that makes it; set back by the settling thread before the line is submitted
  /// again.
  private volatile @Nullable Receipt receipt;

  private HeldLine(@Nullable Decoded decoded, @Nullable Reception reception, int textBytes) {
    this.decoded = decoded;
    this.reception = reception;
    this.size = textBytes + OVERHEAD_BYTES;
  }

  static HeldLine of(Decoded decoded, Reception reception, int textBytes) {
    return new HeldLine(decoded, reception, textBytes);
  }

  /// A line that is counted and not stored.
  static HeldLine withoutEvent() {
    return new HeldLine(null, null, 0);
  }

  @Nullable Decoded decoded() {
    return decoded;
  }

  @Nullable Reception reception() {
    return reception;
  }

  int size() {
    return size;
  }

  void receipt(@Nullable Receipt now) {
    receipt = now;
  }

  @Nullable Receipt receipt() {
    return receipt;
  }

  /// Whether nothing more has to be done for it: it is durable, or refused for good.
  boolean isSettled() {
    return decoded == null
        || switch (receipt) {
          case null -> false;
          case Receipt.Accepted ignored -> true;
          case Receipt.Duplicate ignored -> true;
          case Receipt.Spooled ignored -> true;
          case Receipt.IdReused ignored -> true;
          case Receipt.Refused ignored -> true;
          case Receipt.Overloaded ignored -> false;
          case Receipt.Unavailable ignored -> false;
        };
  }

  boolean isTurnedAway() {
    return receipt instanceof Receipt.Overloaded || receipt instanceof Receipt.Unavailable;
  }
}
