package dev.tradewitness.launcher.officer;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.launcher.officer.AuthorizeApi.Answer;
import dev.tradewitness.launcher.stack.StackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Limits, trading states and desks, and what waits for a second person.
public final class Changes {

  private final AuthorizeApi api;
  private final Printout print;

  public Changes(AuthorizeApi api, Printout print) {
    this.api = api;
    this.print = print;
  }

  /// Who does something and why.
  public record By(String name, @Nullable String reason) {

    String requiredReason() {
      return Objects.requireNonNull(reason, "a change has a reason");
    }
  }

  /// What a limit is of.
  ///
  /// @param scope firm, desk, account or symbol
  /// @param symbol of a limit of an account in one symbol; null of any other
  public record LimitOf(String scope, String subject, @Nullable String symbol, String control) {

    private JsonObject.Builder json() {
      var body =
          JsonObject.builder().put("scope", scope.toUpperCase(Locale.ROOT)).put("subject", subject);
      return symbol == null ? body : body.put("symbol", symbol);
    }
  }

  /// @param only words that every line has to start with: a scope, and a subject of it
  public Outcome limits(List<String> only) throws StackException {
    return print.print(
        api.get("/v1/limits"),
        body ->
            Printout.table(
                List.of("SCOPE", "SUBJECT", "CONTROL", "AMOUNT", "UNIT", "BY", "AT"),
                Printout.objects(body, "limits").stream()
                    .filter(limit -> isOf(limit, only))
                    .map(limit ->
                        List.of(
                            Printout.said(limit, "scope").toLowerCase(Locale.ROOT),
                            subject(limit),
                            Printout.said(limit, "control"),
                            Printout.said(limit, "amount"),
                            Printout.said(limit, "unit"),
                            Printout.said(limit, "changed_by"),
                            Printout.said(limit, "changed_at")))
                    .toList()));
  }

  private static String subject(JsonObject limit) {
    String subject = Printout.said(limit, "subject");
    return limit.string("symbol") == null
        ? subject
        : subject + " in " + Printout.said(limit, "symbol");
  }

  private static boolean isOf(JsonObject limit, List<String> only) {
    return (only.isEmpty() || Printout.said(limit, "scope").equalsIgnoreCase(only.getFirst()))
        && (only.size() < 2 || Printout.said(limit, "subject").equalsIgnoreCase(only.getLast()));
  }

  /// @param amount null takes the subject's own limit away
  public Outcome setLimit(LimitOf of, @Nullable String amount, By by) throws StackException {
    return print.print(
        api.post(
            "/v1/limits",
            of.json()
                .put("control", of.control().toUpperCase(Locale.ROOT))
                .put("amount", amount == null ? JsonValue.NULL : JsonValue.of(amount))
                .put("reason", by.requiredReason())
                .put("author", by.name())
                .build()),
        ChangeText::line);
  }

  /// @param scope firm, desk, account or symbol
  /// @param subject `all` of the firm
  public Outcome setTrading(String scope, String subject, String state, By by)
      throws StackException {
    Answer answer =
        api.put(
            "/v1/trading-state/%s/%s"
                .formatted(scope.toLowerCase(Locale.ROOT), AuthorizeApi.segment(subject)),
            JsonObject.builder()
                .put("state", state)
                .put("reason", by.requiredReason())
                .put("actor", by.name())
                .build());
    return print.print(
        answer, body -> answer.outcome() == Outcome.WAITS ? ChangeText.line(body) : state(body));
  }

  private static String state(JsonObject body) {
    String scope = Printout.said(body, "scope").toLowerCase(Locale.ROOT);
    return "in force: %s trading %s by %s: %s"
        .formatted(
            scope.equals("firm") ? scope : scope + " " + Printout.said(body, "subject"),
            Printout.said(body, "state"),
            Printout.said(body, "actor"),
            Printout.said(body, "reason"));
  }

  /// What the firm and its desks have, against their limits.
  public Outcome desks() throws StackException {
    return print.print(
        api.get("/v1/desks"),
        body -> {
          var together = new ArrayList<JsonObject>();
          together.add(Objects.requireNonNull(body.object("firm"), "the firm"));
          together.addAll(Printout.objects(body, "desks"));
          return utilisation(together);
        });
  }

  /// What one desk has, against its limits, and whose it is.
  public Outcome desk(String desk) throws StackException {
    return print.print(
        api.get("/v1/desks/" + AuthorizeApi.segment(desk)),
        body ->
            utilisation(List.of(body))
                + System.lineSeparator()
                + "accounts: "
                + String.join(" ", Printout.texts(body, "accounts")));
  }

  private static String utilisation(List<JsonObject> together) {
    return Printout.table(
        List.of("SCOPE", "NAME", "ACCOUNTS", "TRADING", "CONTROL", "FIGURE", "LIMIT", "PERCENT"),
        together.stream()
            .flatMap(one ->
                Printout.objects(one, "utilisation").stream()
                    .map(used ->
                        List.of(
                            Printout.said(one, "scope").toLowerCase(Locale.ROOT),
                            Printout.said(one, "subject"),
                            Printout.said(one, "account_count"),
                            Printout.said(one, "trading_state"),
                            Printout.said(used, "control"),
                            Printout.said(used, "figure"),
                            Printout.said(used, "limit"),
                            Printout.said(used, "percent"))))
            .toList());
  }

  /// @param desk null takes the account from its desk
  public Outcome assign(String account, @Nullable String desk, By by) throws StackException {
    return print.print(
        api.put(
            "/v1/accounts/%s/desk".formatted(AuthorizeApi.segment(account)),
            JsonObject.builder()
                .put("desk", desk == null ? JsonValue.NULL : JsonValue.of(desk))
                .put("reason", by.requiredReason())
                .put("actor", by.name())
                .build()),
        ChangeText::line);
  }

  public Outcome waiting() throws StackException {
    return print.print(
        api.get("/v1/changes/waiting"),
        body -> ChangeText.waiting(Printout.objects(body, "changes")));
  }

  public Outcome history(int records) throws StackException {
    return print.print(
        api.get("/v1/changes?limit=" + records),
        body -> ChangeText.history(Printout.objects(body, "changes")));
  }

  /// The steps of one change.
  public Outcome steps(String change) throws StackException {
    return print.print(
        api.get("/v1/changes/" + AuthorizeApi.segment(change)),
        body -> ChangeText.history(Printout.objects(body, "steps")));
  }

  /// The words that name the change that puts a policy in force.
  ///
  /// @param word its version, or the change's id
  public static List<String> policy(String word) {
    return new Target(List.of(word)).isId() ? List.of(word) : List.of("policy", word);
  }

  /// @param words the change's id, or what it changes and to what
  public Outcome approve(List<String> words, By by) throws StackException {
    return settle(words, "approve", "approver", by);
  }

  /// @param words as for [#approve]
  public Outcome reject(List<String> words, By by) throws StackException {
    return settle(words, "reject", "actor", by);
  }

  private Outcome settle(List<String> words, String step, String role, By by)
      throws StackException {
    var target = new Target(words);
    Optional<String> id = target.isId() ? Optional.of(words.getFirst()) : find(target);
    if (id.isEmpty()) {
      return print.refuse(
          "UNKNOWN_CHANGE",
          "not exactly one change waits that says \"%s\"; tradewitness limits waiting shows their ids"
              .formatted(String.join(" ", words)));
    }
    var body = JsonObject.builder().put(role, by.name());
    if (by.reason() != null) {
      body.put("comment", by.reason());
    }
    return print.print(
        api.post("/v1/changes/%s/%s".formatted(id.get(), step), body.build()), ChangeText::line);
  }

  private Optional<String> find(Target target) throws StackException {
    Answer answer = api.get("/v1/changes/waiting");
    if (answer.outcome() != Outcome.DONE) {
      throw new StackException(
          "authorize answered %d: %s".formatted(answer.status(), answer.body()));
    }
    List<JsonObject> found =
        Printout.objects(answer.body(), "changes").stream().filter(target::names).toList();
    return found.size() == 1
        ? Optional.of(Printout.said(found.getFirst(), "change_id"))
        : Optional.empty();
  }
}
