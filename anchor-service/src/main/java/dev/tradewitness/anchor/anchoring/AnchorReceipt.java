package dev.tradewitness.anchor.anchoring;

import java.time.Instant;

/// What a target gave for a root, after every check.
public final class AnchorReceipt {

  private final Instant confirmedAt;
  private final Instant stampedAt;
  private final byte[] proof;
  private final String caPem;

  /// @param confirmedAt when it was checked here
  /// @param stampedAt the time the target vouches for
  /// @param proof the answer as received
  /// @param caPem the certificates it was checked against
  AnchorReceipt(Instant confirmedAt, Instant stampedAt, byte[] proof, String caPem) {
    this.confirmedAt = confirmedAt;
    this.stampedAt = stampedAt;
    this.proof = proof.clone();
    this.caPem = caPem;
  }

  public Instant confirmedAt() {
    return confirmedAt;
  }

  public Instant stampedAt() {
    return stampedAt;
  }

  public byte[] proof() {
    return proof.clone();
  }

  public String caPem() {
    return caPem;
  }
}
