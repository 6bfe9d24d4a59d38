package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.TreeHead;
import java.time.Instant;

/// Why nothing of a log is signed: what was published or signed under its name is not what is
/// stored.
///
/// @param published the signed head that is contradicted
/// @param record the published batch record as it was read, or the signed note; may be empty
public record SigningStop(
    PolicyId policyId,
    Cause cause,
    String detail,
    TreeHead published,
    String record,
    Instant since) {

  /// How the contradiction was found.
  public enum Cause {
    /// A batch record that others have is not stored.
    PUBLISHED,
    /// The stored tree does not lead to a head that was signed.
    REFUSED,
    /// What an instance has signed since it started is not stored any more.
    FORGOTTEN
  }
}
