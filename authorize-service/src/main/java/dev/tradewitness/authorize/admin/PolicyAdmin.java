package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.policy.CelPolicyEngine;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.PolicyVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// Keeps the policy versions and the one that judges. Versions are compiled before they judge, and
/// a stored document that does not have its recorded digest any more stops the start.
public class PolicyAdmin implements Supplier<PolicyEngine> {

  private static final String FIRST = "/policy/default-1.json";

  private final StoredPolicies policies;

  /// A decision reads it once and keeps that version.
  private volatile PolicyEngine engine;

  PolicyAdmin(StoredPolicies policies, InstantSource clock) {
    this.policies = policies;
    if (policies.count() == 0) {
      String document = first();
      PolicyVersion version = PolicyVersion.of(document);
      policies.saveAndFlush(
          new StoredPolicy(
              version.version(),
              document,
              version.digest(),
              StoredPolicy.Status.ACTIVE,
              "first start",
              clock.instant()));
    }
    this.engine = active();
  }

  @Override
  public PolicyEngine get() {
    return engine;
  }

  /// Takes over the version that is active in the table now.
  public void reload() {
    engine = active();
  }

  public List<StoredPolicy> all() {
    return policies.findAll();
  }

  private PolicyEngine active() {
    StoredPolicy stored =
        policies
            .findByStatus(StoredPolicy.Status.ACTIVE)
            .orElseThrow(() -> new IllegalStateException("no policy is active"));
    PolicyVersion version = PolicyVersion.of(stored.document());
    if (!version.digest().equals(stored.digest())) {
      throw new IllegalStateException(
          "policy %s has digest %s, recorded is %s"
              .formatted(version.version(), version.digest(), stored.digest()));
    }
    return CelPolicyEngine.compile(version);
  }

  private static String first() {
    try (InputStream in = PolicyAdmin.class.getResourceAsStream(FIRST)) {
      if (in == null) {
        throw new IllegalStateException("not in this jar: " + FIRST);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
