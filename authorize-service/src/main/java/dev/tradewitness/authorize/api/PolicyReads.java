package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.PolicyAdmin;
import dev.tradewitness.authorize.admin.StoredPolicy;
import dev.tradewitness.authorize.api.PolicyBodies.CheckedBody;
import dev.tradewitness.authorize.api.PolicyBodies.PolicyBody;
import dev.tradewitness.authorize.api.PolicyBodies.ShadowBody;
import dev.tradewitness.authorize.policy.ShadowPolicy;
import dev.tradewitness.authorize.policy.ShadowReport;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Shows policies and what a shadow policy would have decided.
@RestController
class PolicyReads {

  private static final int LIMIT_MAX = 50;
  private static final int LIMIT_DEFAULT = 20;

  private final PolicyAdmin policies;
  private final ShadowPolicy shadow;
  private final AdminReads reads;

  PolicyReads(PolicyAdmin policies, ShadowPolicy shadow, AdminReads reads) {
    this.policies = policies;
    this.shadow = shadow;
    this.reads = reads;
  }

  /// @param next the parameter `before` of the next page; null on the last one
  record PoliciesBody(List<PolicyBody> policies, @Nullable Long next) {}

  /// Versions, newest first.
  @GetMapping("/v1/policies")
  PoliciesBody policies(@Query({"before", "limit"}) QueryReader query) throws InterruptedException {
    long before = query.number("before", 1, Long.MAX_VALUE, Long.MAX_VALUE);
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
    query.requireNoViolation();
    List<StoredPolicy> page = reads.read(() -> policies.before(before, limit));
    return new PoliciesBody(
        page.stream().map(PolicyBody::of).toList(),
        page.size() < limit ? null : page.getLast().number());
  }

  /// One version, with its cases as they end now.
  @GetMapping("/v1/policies/{version}")
  CheckedBody policy(@PathVariable("version") String version) throws InterruptedException {
    return reads.read(() -> {
      StoredPolicy policy = find(policies, version);
      return CheckedBody.of(policy, policies.check(policy));
    });
  }

  @GetMapping("/v1/policies/{version}/shadow-report")
  ShadowBody shadowReport(@PathVariable("version") String version) {
    ShadowReport report = shadow.report(version);
    if (report == null) {
      throw ProblemException.of(
          HttpStatus.NOT_FOUND,
          "NO_SHADOW_REPORT",
          "The policy has not judged beside another one since this instance started, or another"
              + " one did so since");
    }
    return ShadowBody.of(report);
  }

  /// @throws ProblemException 404 when there is none
  static StoredPolicy find(PolicyAdmin policies, String version) {
    return policies
        .find(version)
        .orElseThrow(() ->
            ProblemException.of(
                HttpStatus.NOT_FOUND, "UNKNOWN_POLICY", "No policy has this version"));
  }
}
