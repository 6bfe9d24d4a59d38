package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.policy.CelPolicyEngine;
import dev.tradewitness.authorize.policy.PolicyCheck;
import dev.tradewitness.authorize.policy.PolicyDocument;
import dev.tradewitness.authorize.policy.PolicyDocumentReader;
import dev.tradewitness.authorize.policy.PolicyDocumentReader.Reading;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.PolicyVersion;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.data.domain.Limit;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps the policy versions that people have written, and checks them. Which one judges is a
/// control: see [ControlAdmin].
public class PolicyAdmin implements Supplier<PolicyEngine> {

  /// How many versions are kept. None is ever deleted: decisions name them.
  static final int VERSIONS_MAX = 10_000;

  private static final String FIRST = "/policy/default-1.json";

  private final StoredPolicies policies;
  private final CompiledPolicies compiled;
  private final InstantSource clock;
  private final TransactionTemplate transactions;
  private final PolicyEngine atStart;

  PolicyAdmin(
      StoredPolicies policies,
      CompiledPolicies compiled,
      InstantSource clock,
      TransactionTemplate transactions) {
    this.policies = policies;
    this.compiled = compiled;
    this.clock = clock;
    this.transactions = transactions;
    if (policies.count() == 0) {
      store(PolicyVersion.of(first()), first(), StoredPolicy.Status.ACTIVE, "first start", "");
    }
    this.atStart =
        policies
            .findByStatus(StoredPolicy.Status.ACTIVE)
            .flatMap(active -> compiled.prepare(active.ref()))
            .orElseGet(() -> CelPolicyEngine.compile(PolicyVersion.of(first())));
  }

  /// The version that was active when this process started, for what is not a decision.
  @Override
  public PolicyEngine get() {
    return atStart;
  }

  /// What became of a policy that somebody wrote.
  public sealed interface Stored {
    record New(StoredPolicy policy) implements Stored {}

    /// The same document is there.
    record Known(StoredPolicy policy) implements Stored {}

    /// Another document has the name.
    record NameTaken() implements Stored {}

    record Full() implements Stored {}
  }

  /// Stores a version that was checked. It judges nothing yet.
  public Stored store(PolicyDocument document, String author, String reason) {
    PolicyVersion version = document.version();
    Optional<StoredPolicy> known = policies.findById(version.version());
    if (known.isEmpty()) {
      if (policies.count() >= VERSIONS_MAX) {
        return new Stored.Full();
      }
      if (store(
          version, version.document().toString(), StoredPolicy.Status.DRAFT, author, reason)) {
        return new Stored.New(policies.findById(version.version()).orElseThrow());
      }
      known = policies.findById(version.version()); // stored by another instance just now
    }
    StoredPolicy other = known.orElseThrow();
    return other.digest().equals(version.digest())
        ? new Stored.Known(other)
        : new Stored.NameTaken();
  }

  private boolean store(
      PolicyVersion version,
      String document,
      StoredPolicy.Status status,
      String author,
      String reason) {
    return Objects.requireNonNull(
            transactions.execute(_ ->
                policies.insert(
                    version.version(),
                    document,
                    version.digest(),
                    status.name(),
                    author,
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    reason)))
        == 1;
  }

  /// What is found about a stored version by this version of the service.
  public PolicyCheck check(StoredPolicy policy) {
    try {
      var json =
          Json.parseObject(policy.document().getBytes(StandardCharsets.UTF_8), JsonLimits.ORDER);
      // The first policy has no cases.
      return switch (PolicyDocumentReader.read(json, "", 0)) {
        case Reading.Malformed(List<Violation> violations) ->
            new PolicyCheck(violations, 0, List.of());
        case Reading.Understood(PolicyDocument document) -> checked(policy, document);
      };
    } catch (JsonRefusedException e) {
      return new PolicyCheck(
          List.of(new Violation(e.pointer(), e.code().name(), "not JSON")), 0, List.of());
    }
  }

  private static PolicyCheck checked(StoredPolicy policy, PolicyDocument document) {
    return document.version().ref().equals(policy.ref())
        ? PolicyCheck.of(document, "")
        : new PolicyCheck(
            List.of(
                new Violation(
                    "", "OTHER_DIGEST", "the stored document is not the one that was recorded")),
            0,
            List.of());
  }

  /// The version ready to judge; empty when it does not compile.
  public Optional<PolicyEngine> engine(StoredPolicy policy) {
    return compiled.prepare(policy.ref());
  }

  public Optional<StoredPolicy> find(String version) {
    return policies.findById(version);
  }

  /// Versions with a lower number than that, newest first.
  public List<StoredPolicy> before(long number, int max) {
    return policies.findByNumberLessThanOrderByNumberDesc(number, Limit.of(max));
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
