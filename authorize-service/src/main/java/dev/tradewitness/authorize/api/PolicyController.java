package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.ChangeRequest;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlRecord;
import dev.tradewitness.authorize.admin.ControlTarget;
import dev.tradewitness.authorize.admin.PolicyAdmin;
import dev.tradewitness.authorize.admin.PolicyText;
import dev.tradewitness.authorize.admin.StoredPolicy;
import dev.tradewitness.authorize.api.PolicyBodies.CheckedBody;
import dev.tradewitness.authorize.api.PolicyBodies.ShadowBody;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.authorize.policy.PolicyCheck;
import dev.tradewitness.authorize.policy.PolicyDocument;
import dev.tradewitness.authorize.policy.PolicyDocumentReader;
import dev.tradewitness.authorize.policy.PolicyDocumentReader.Reading;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.ShadowPolicy;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Takes policies that people write, checks them, and puts them in force by two people.
@RestController
class PolicyController {

  private static final String POLICY = "/policy";

  /// A policy that nobody has tried is not stored.
  private static final int CASES_MIN = 1;

  private final PolicyAdmin policies;
  private final ControlAdmin controls;
  private final ShadowPolicy shadow;
  private final ChangesInForce inForce;
  private final Ownership ownership;
  private final AdminReads reads;

  PolicyController(
      PolicyAdmin policies,
      ControlAdmin controls,
      ShadowPolicy shadow,
      ChangesInForce inForce,
      Ownership ownership,
      AdminReads reads) {
    this.policies = policies;
    this.controls = controls;
    this.shadow = shadow;
    this.inForce = inForce;
    this.ownership = ownership;
    this.reads = reads;
  }

  /// Stores a version that can be read and compiled, whether or not its cases pass. With
  /// `dry_run=true` it is only checked.
  @PostMapping("/v1/policies")
  ResponseEntity<CheckedBody> upload(
      @Query({"dry_run"}) QueryReader query, HttpServletRequest request)
      throws InterruptedException {
    boolean dryRun = isDryRun(query);
    JsonObject json = JsonBody.read(request, PolicyController::invalid);
    var body = new MemberReader(json, "");
    Person by = dryRun ? null : person(body);
    if (body.object("policy") == null || !body.violations().isEmpty()) {
      throw invalid(body.violations());
    }
    PolicyDocument document = read(json);
    return reads.read(() -> {
      PolicyCheck check = PolicyCheck.of(document, POLICY);
      if (!check.violations().isEmpty()) {
        throw invalid(check.violations());
      }
      return by == null
          ? ResponseEntity.ok(CheckedBody.of(document.version(), check))
          : stored(document, check, by);
    });
  }

  private static boolean isDryRun(QueryReader query) {
    Boolean dryRun =
        query.read(
            "dry_run",
            "UNKNOWN_CHOICE",
            "true or false",
            text ->
                switch (text) {
                  case "true" -> Boolean.TRUE;
                  case "false" -> Boolean.FALSE;
                  default -> null;
                });
    query.requireNoViolation();
    return Boolean.TRUE.equals(dryRun);
  }

  private static PolicyDocument read(JsonObject body) {
    JsonObject document = body.object("policy");
    return switch (PolicyDocumentReader.read(
        document == null ? JsonObject.empty() : document, POLICY, CASES_MIN)) {
      case Reading.Understood(PolicyDocument understood) -> understood;
      case Reading.Malformed(List<Violation> violations) -> throw invalid(violations);
    };
  }

  private ResponseEntity<CheckedBody> stored(
      PolicyDocument document, PolicyCheck check, Person by) {
    return switch (policies.store(document, by.name(), by.reason())) {
      case PolicyAdmin.Stored.New(StoredPolicy policy) ->
          ResponseEntity.status(HttpStatus.CREATED).body(CheckedBody.of(policy, check));
      case PolicyAdmin.Stored.Known(StoredPolicy policy) ->
          ResponseEntity.ok(CheckedBody.of(policy, check));
      case PolicyAdmin.Stored.NameTaken() ->
          throw ProblemException.of(
              HttpStatus.CONFLICT,
              "POLICY_EXISTS",
              "Another document has this version; a version never changes, so give it a new one");
      case PolicyAdmin.Stored.Full() ->
          throw ProblemException.of(
              HttpStatus.CONFLICT, "POLICIES_FULL", "As many policies are stored as may be");
    };
  }

  /// Compiles a stored version and runs its cases again. Changes nothing.
  @PostMapping("/v1/policies/{version}/validate")
  CheckedBody validate(@PathVariable("version") String version) throws InterruptedException {
    return reads.read(() -> {
      StoredPolicy policy = PolicyReads.find(policies, version);
      return CheckedBody.of(policy, policies.check(policy));
    });
  }

  /// Asks for a version to judge; it waits for a second person.
  @PostMapping("/v1/policies/{version}/activate")
  ResponseEntity<ChangeBody> activate(
      @PathVariable("version") String version, HttpServletRequest request)
      throws InterruptedException {
    Person by = person(request);
    StoredPolicy policy = reads.read(() -> usable(version));
    ControlRecord record =
        inForce.settle(() ->
            controls.submit(
                ChangeRequest.of(
                    ControlTarget.policy(), PolicyText.of(policy.ref()), by.reason(), by.name())));
    return ResponseEntity.status(
            record.step() == ControlRecord.Step.REQUESTED ? HttpStatus.ACCEPTED : HttpStatus.OK)
        .body(ChangeBody.of(record));
  }

  private StoredPolicy usable(String version) {
    StoredPolicy policy = PolicyReads.find(policies, version);
    PolicyCheck check = policies.check(policy);
    if (!check.isUsable()) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "POLICY_NOT_USABLE",
          "The policy does not compile or a case of it fails; validate says which",
          check.violations());
    }
    return policy;
  }

  /// Puts the policy in force again that this one followed, at once.
  @PostMapping("/v1/policies/{version}/rollback")
  ChangeBody rollBack(@PathVariable("version") String version, HttpServletRequest request)
      throws InterruptedException {
    Person by = person(request);
    reads.read(() -> PolicyReads.find(policies, version));
    return ChangeBody.of(inForce.settle(() -> controls.rollBack(version, by.reason(), by.name())));
  }

  /// What is to become of a shadow.
  enum ShadowAction {
    START,
    STOP
  }

  /// Starts or stops a version that judges beside the one in force.
  @PostMapping("/v1/policies/{version}/shadow")
  ShadowBody shadow(@PathVariable("version") String version, HttpServletRequest request)
      throws InterruptedException {
    var body = new MemberReader(JsonBody.read(request, PolicyController::invalid), "");
    ShadowAction action = body.requiredConstant(ShadowAction.class, "action");
    String actor = body.requiredSentence("actor", ChangeController.PERSON_CHARACTERS_MAX);
    if (action == null || actor == null) {
      throw invalid(body.violations());
    }
    switch (action) {
      case START -> startShadow(version, actor);
      case STOP -> {
        if (!shadow.stop(version)) {
          throw ProblemException.of(
              HttpStatus.CONFLICT, "SHADOW_NOT_RUNNING", "This version does not run as a shadow");
        }
      }
    }
    var report = shadow.report(version);
    if (report == null) {
      throw shadowBusy(); // another one was started just now
    }
    return ShadowBody.of(report);
  }

  private void startShadow(String version, String actor) throws InterruptedException {
    if (!ownership.isHeld()) {
      throw ProblemException.unavailable(
          "NOT_OWNER", "Another instance decides; start the shadow there", Duration.ofSeconds(1));
    }
    StoredPolicy policy = reads.read(() -> PolicyReads.find(policies, version));
    PolicyEngine engine =
        reads
            .read(() -> policies.engine(policy))
            .orElseThrow(() ->
                ProblemException.of(
                    HttpStatus.CONFLICT, "POLICY_NOT_USABLE", "The policy cannot judge"));
    if (!shadow.start(engine, actor)) {
      throw shadowBusy();
    }
  }

  private static ProblemException shadowBusy() {
    return ProblemException.of(
        HttpStatus.CONFLICT, "SHADOW_BUSY", "Another version runs as the shadow; stop it first");
  }

  /// Who asks for something, and why.
  private record Person(String name, String reason) {}

  private static Person person(HttpServletRequest request) {
    return person(new MemberReader(JsonBody.read(request, PolicyController::invalid), ""));
  }

  private static Person person(MemberReader body) {
    String name = body.requiredSentence("author", ChangeController.PERSON_CHARACTERS_MAX);
    String reason = body.requiredSentence("reason", ChangeController.REASON_CHARACTERS_MAX);
    if (name == null || reason == null) {
      throw invalid(body.violations());
    }
    return new Person(name, reason);
  }

  private static ProblemException invalid(List<Violation> violations) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "INVALID_POLICY",
        "It cannot be read as asked for; nothing was changed",
        violations);
  }
}
