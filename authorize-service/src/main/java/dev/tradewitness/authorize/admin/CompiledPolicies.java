package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.policy.CelPolicyEngine;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.PolicyVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stored policies made ready to judge. Compiling takes up to seconds in a process that has just
/// started, so it is done before a change and never inside it.
final class CompiledPolicies {

  private static final Logger log = LoggerFactory.getLogger(CompiledPolicies.class);

  /// The one in force, those before it, and those that wait for approval.
  private static final int KEPT_MAX = 32;

  private final StoredPolicies policies;

  /// Only under this map's monitor; the one used longest ago comes first.
  private final LinkedHashMap<PolicyRef, PolicyEngine> kept = new LinkedHashMap<>();

  CompiledPolicies(StoredPolicies policies) {
    this.policies = policies;
  }

  /// What judges when the newest of several policies cannot.
  ///
  /// @param inForce what the records say
  /// @param engine of that one, or of the newest one before it that can judge
  record LastGood(PolicyRef inForce, PolicyEngine engine) {}

  /// Compiles a policy if it is not compiled yet.
  ///
  /// @return empty when it is not stored, is not the document that was recorded, or does not
  ///   compile
  Optional<PolicyEngine> prepare(PolicyRef policy) {
    PolicyEngine known = ready(policy);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<PolicyEngine> made =
        policies.findById(policy.version()).flatMap(stored -> compile(stored, policy));
    made.ifPresent(engine -> {
      synchronized (kept) {
        kept.putLast(policy, engine);
        if (kept.size() > KEPT_MAX) {
          kept.pollFirstEntry();
        }
      }
    });
    return made;
  }

  /// Null when it was not prepared.
  @Nullable PolicyEngine ready(PolicyRef policy) {
    synchronized (kept) {
      PolicyEngine engine = kept.get(policy);
      if (engine != null) {
        kept.putLast(policy, engine);
      }
      return engine;
    }
  }

  private static Optional<PolicyEngine> compile(StoredPolicy stored, PolicyRef recorded) {
    try {
      PolicyVersion version = PolicyVersion.of(stored.document());
      if (version.ref().equals(recorded)) {
        return Optional.of(CelPolicyEngine.compile(version));
      }
      log.error(
          "policy {} has digest {}, recorded is {}",
          version.version(),
          version.digest(),
          recorded.digest());
    } catch (RuntimeException e) { // whatever is wrong with it, it cannot judge
      log.atError().setCause(e).log("policy {} cannot judge", stored.version());
    }
    return Optional.empty();
  }

  /// @param recorded the policy in force and those before it, newest first
  /// @throws IllegalStateException when none of them can judge: nothing is decided then
  LastGood lastGood(List<String> recorded) {
    if (recorded.isEmpty()) {
      throw new IllegalStateException("no policy was ever in force");
    }
    for (String policy : recorded) {
      Optional<PolicyEngine> engine = prepare(PolicyText.ref(policy));
      if (engine.isPresent()) {
        return new LastGood(PolicyText.ref(recorded.getFirst()), engine.get());
      }
    }
    throw new IllegalStateException("none of the policies can judge: " + recorded);
  }
}
