package dev.tradewitness.anchor.anchoring;

import dev.tradewitness.common.crypto.Hash;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/// Somebody who vouches for the time of a hash. Whatever he answers, and if he never does, a
/// submission ends with one of the outcomes after a bounded time.
public interface AnchorTarget {

  /// How he is called and what records say of him.
  AnchorJob.Target identity();

  /// The longest time that a submission takes.
  Duration timeout();

  /// Submits a hash and checks the answer in full.
  ///
  /// @param nonce stored by the caller before this call
  /// @param closedAt when the batch was closed: no honest anchor is older
  AnchorOutcome submit(Hash imprint, BigInteger nonce, Instant closedAt);
}
