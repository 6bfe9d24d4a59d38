package dev.tradewitness.anchor.anchoring;

import java.time.Instant;

/// What came of a submission to a target.
public sealed interface AnchorOutcome {

  /// An answer that passed every check.
  final class Confirmed implements AnchorOutcome {
    private final byte[] proof;
    private final Instant stampedAt;
    private final String caPem;

    /// @param proof the answer as received
    /// @param stampedAt the time that the target vouches for
    /// @param caPem the certificates that it was checked against
    public Confirmed(byte[] proof, Instant stampedAt, String caPem) {
      this.proof = proof.clone();
      this.stampedAt = stampedAt;
      this.caPem = caPem;
    }

    public byte[] proof() {
      return proof.clone();
    }

    public Instant stampedAt() {
      return stampedAt;
    }

    public String caPem() {
      return caPem;
    }
  }

  /// An answer that does not count, and why.
  record Refused(String reason) implements AnchorOutcome {}

  /// No answer.
  record Unreachable(String reason) implements AnchorOutcome {}
}
