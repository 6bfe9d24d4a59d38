package dev.tradewitness.launcher.officer;

import static dev.tradewitness.launcher.officer.Printout.said;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.launcher.officer.AuthorizeApi.Answer;
import dev.tradewitness.launcher.officer.Changes.By;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Policies, from the file of their author to the one in force.
public final class Policies {

  private static final int DIGEST_SHOWN = 12;

  private final AuthorizeApi api;
  private final Printout print;

  public Policies(AuthorizeApi api, Printout print) {
    this.api = api;
    this.print = print;
  }

  public Outcome list(int versions) throws StackException {
    return print.print(
        api.get("/v1/policies?limit=" + versions),
        body ->
            Printout.table(
                List.of("VERSION", "STATUS", "RULES", "DIGEST", "BY", "AT", "REASON"),
                Printout.objects(body, "policies").stream()
                    .map(policy ->
                        List.of(
                            said(policy, "version"),
                            said(policy, "status"),
                            Integer.toString(Printout.objects(policy, "rules").size()),
                            shortened(said(policy, "digest")),
                            said(policy, "created_by"),
                            said(policy, "created_at"),
                            said(policy, "reason")))
                    .toList()));
  }

  private static String shortened(String digest) {
    return digest.substring(0, Math.min(DIGEST_SHOWN, digest.length()));
  }

  public Outcome show(String version) throws StackException {
    return print.print(
        api.get(path(version, "")),
        body -> {
          var lines = new ArrayList<String>();
          lines.add(checked(body));
          JsonObject policy = Objects.requireNonNullElse(body.object("policy"), JsonObject.empty());
          for (JsonObject rule : Printout.objects(policy, "rules")) {
            lines.add(
                "  %-8s %-6s when %s"
                    .formatted(said(rule, "effect"), said(rule, "code"), said(rule, "when")));
          }
          return String.join(System.lineSeparator(), lines);
        });
  }

  public Outcome upload(Path file, By by) throws IOException, StackException {
    JsonObject body =
        JsonObject.builder()
            .put("author", by.name())
            .put("reason", by.requiredReason())
            .put("policy", read(file))
            .build();
    return usable(api.post("/v1/policies", body), "stored");
  }

  /// Checks a file and stores nothing.
  public Outcome validate(Path file) throws IOException, StackException {
    JsonObject body = JsonObject.builder().put("policy", read(file)).build();
    return usable(api.post("/v1/policies?dry_run=true", body), "checked");
  }

  public Outcome validate(String version) throws StackException {
    return usable(api.post(path(version, "/validate"), JsonObject.empty()), "checked");
  }

  private static JsonObject read(Path file) throws IOException, StackException {
    try {
      return Json.parseObject(Files.readAllBytes(file), JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new StackException("%s is not JSON: %s".formatted(file, e.getMessage()));
    }
  }

  /// A policy whose cases fail is no use, whatever the service did with it.
  private Outcome usable(Answer answer, String done) {
    Outcome outcome = print.print(answer, body -> done + ": " + checked(body));
    return outcome == Outcome.DONE && said(answer.body(), "usable").equals("false")
        ? Outcome.REFUSED
        : outcome;
  }

  private static String checked(JsonObject body) {
    var lines = new ArrayList<String>();
    JsonObject policy = body.object("policy");
    lines.add(
        "%s%s, digest %s, %s steps an order, %s cases pass and %s fail%s"
            .formatted(
                said(body, "version"),
                policy == null ? "" : " (" + said(policy, "status") + ")",
                shortened(said(body, "digest")),
                said(body, "cost"),
                said(body, "cases_passed"),
                said(body, "cases_failed"),
                said(body, "usable").equals("true") ? "" : "; it cannot be activated"));
    for (JsonObject one : Printout.objects(body, "cases")) {
      if (said(one, "passed").equals("false")) {
        lines.add(
            "  \"%s\" expects %s, the policy says %s %s"
                .formatted(
                    said(one, "name"),
                    said(one, "expect"),
                    said(one, "status"),
                    one.get("reasons")));
      }
    }
    for (JsonObject violation : Printout.objects(body, "violations")) {
      lines.add("  %s: %s".formatted(said(violation, "pointer"), said(violation, "message")));
    }
    return String.join(System.lineSeparator(), lines);
  }

  public Outcome activate(String version, By by) throws StackException {
    return change(version, "/activate", by);
  }

  public Outcome rollBack(String version, By by) throws StackException {
    return change(version, "/rollback", by);
  }

  private Outcome change(String version, String step, By by) throws StackException {
    return print.print(
        api.post(
            path(version, step),
            JsonObject.builder()
                .put("author", by.name())
                .put("reason", by.requiredReason())
                .build()),
        ChangeText::line);
  }

  /// @param action `START` or `STOP`
  public Outcome shadow(String version, String action, By by) throws StackException {
    return print.print(
        api.post(
            path(version, "/shadow"),
            JsonObject.builder().put("action", action).put("actor", by.name()).build()),
        Policies::shadowed);
  }

  public Outcome report(String version) throws StackException {
    return print.print(
        api.get(path(version, "/shadow-report")),
        body -> {
          var lines = new ArrayList<String>();
          lines.add(shadowed(body));
          for (JsonObject one : Printout.objects(body, "differences")) {
            lines.add(
                "  %s %s of %s: %s %s %s at %s, %s, would be %s"
                    .formatted(
                        said(one, "decided_at"),
                        said(one, "client_order_id"),
                        said(one, "client_id"),
                        said(one, "side"),
                        said(one, "qty"),
                        said(one, "symbol"),
                        said(one, "price"),
                        outcome(one, "decided"),
                        outcome(one, "shadow")));
          }
          return String.join(System.lineSeparator(), lines);
        });
  }

  private static String shadowed(JsonObject body) {
    JsonObject latency = body.object("latency_micros");
    return "%s %s: %s decisions compared, %s would have another status, %s other reasons, %s dropped%s"
        .formatted(
            said(body, "version"),
            said(body, "running").equals("true") ? "runs as a shadow" : "is stopped",
            said(body, "compared"),
            said(body, "status_changed"),
            said(body, "reasons_changed"),
            said(body, "dropped"),
            latency == null
                ? ""
                : ", %s us an order and the one in force %s us"
                    .formatted(said(latency, "shadow"), said(latency, "active")));
  }

  private static String outcome(JsonObject difference, String member) {
    JsonObject outcome = Objects.requireNonNullElse(difference.object(member), JsonObject.empty());
    List<String> codes =
        Printout.objects(outcome, "reasons").stream().map(reason -> said(reason, "code")).toList();
    return said(outcome, "status") + (codes.isEmpty() ? "" : " " + String.join(" ", codes));
  }

  private static String path(String version, String step) {
    return "/v1/policies/" + AuthorizeApi.segment(version) + step;
  }
}
