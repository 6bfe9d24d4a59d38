package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.decision.PolicyRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was seen of a policy that judges beside the one in force, since it was started in this
/// process.
///
/// @param stopped null while it runs
/// @param compared decisions of new orders
/// @param statusChanged of these, those that would have been AUTHORIZED instead of BLOCKED or the
///   other way about
/// @param reasonsChanged of these, those with the same status for other reasons
/// @param dropped decisions that were not compared: the queue was full, or the policy in force
///   changed under them
/// @param activeNanos time that the policy in force took for all of these, on the shadow's thread
/// @param shadowNanos time that the shadow policy took for the same
/// @param differences the newest of them, oldest first
public record ShadowReport(
    PolicyRef policy,
    String startedBy,
    Instant started,
    @Nullable Instant stopped,
    long compared,
    long statusChanged,
    long reasonsChanged,
    long dropped,
    long activeNanos,
    long shadowNanos,
    List<ShadowDifference> differences) {

  /// How many differences are kept.
  public static final int DIFFERENCES_MAX = 200;

  public ShadowReport {
    differences = List.copyOf(differences);
  }
}
