package dev.tradewitness.anchor.anchoring.rfc3161;

import java.time.Instant;

/// What came of asking for a time-stamp.
public sealed interface StampOutcome {

  /// An answer that passed every check.
  final class Stamped implements StampOutcome {
    private final byte[] response;
    private final Instant genTime;
    private final String caPem;

    Stamped(byte[] response, Instant genTime, String caPem) {
      this.response = response.clone();
      this.genTime = genTime;
      this.caPem = caPem;
    }

    /// The whole TimeStampResp as received, DER.
    public byte[] response() {
      return response.clone();
    }

    public Instant genTime() {
      return genTime;
    }

    /// The certificates that its chain was checked against.
    public String caPem() {
      return caPem;
    }
  }

  /// An answer that does not count, and why.
  record Refused(String reason) implements StampOutcome {}

  /// No answer.
  record Unreachable(String reason) implements StampOutcome {}
}
