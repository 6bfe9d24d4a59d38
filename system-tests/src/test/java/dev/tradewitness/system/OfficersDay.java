package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a risk officer does with the commands, with the exit codes that scripts go by.
final class OfficersDay {

  private static final int WAITS = 3;
  private static final int REFUSED = 4;
  private static final String POLICY =
      """
      {"version": "day-1", "rules": [
        {"id": "small", "code": "TOO_LARGE", "when": "order.qty > 5", "effect": "BLOCK", "scope": "ORDER", "message": "5 at most"},
        {"id": "rest", "code": "OK", "when": "true", "effect": "ALLOW", "scope": "ORDER", "message": "the rest"}],
       "cases": [
        {"name": "six stop", "expect": "BLOCKED", "reasons": ["TOO_LARGE"],
         "order": {"client_order_id": "a", "symbol": "AAPL", "side": "BUY", "qty": 6, "price": 1}}]}
      """;

  /// Runs `./tradewitness` with these words.
  interface Script {
    Program.Outcome run(String command, String... options);
  }

  private final Script script;
  private final Http authorize;
  private final Path folder;

  OfficersDay(Script script, Http authorize, Path folder) {
    this.script = script;
    this.authorize = authorize;
    this.folder = folder;
  }

  void spend() throws IOException {
    limits();
    trading();
    policy();
  }

  private void limits() throws IOException {
    say(0, "in force: account desk MAX_ORDER_QTY none -> 10", "limits", set("10", "alice"));
    assertThat(status("11")).isEqualTo("BLOCKED");
    String waits = say(WAITS, "waits for a second person", "limits", set("20", "alice"));
    assertThat(waits).contains("account desk MAX_ORDER_QTY 10 -> 20 by alice");
    say(0, "account desk MAX_ORDER_QTY 10 -> 20", "limits", "waiting");
    say(REFUSED, "OWN_CHANGE", "limits", approve("20", "alice"));
    say(REFUSED, "UNKNOWN_CHANGE", "limits", approve("21", "bob"));
    assertThat(status("11")).isEqualTo("BLOCKED");
    say(0, "by alice, approved by bob", "limits", approve("20", "bob"));
    assertThat(status("11")).isEqualTo("AUTHORIZED");
    say(REFUSED, "/amount NOT_A_NUMBER", "limits", set("many", "alice"));

    JsonObject asked = json(WAITS, "limits", "clear", "account", "desk", "MAX_ORDER_QTY");
    assertThat(asked.string("status")).isEqualTo("REQUESTED");
    String id = asked.string("change_id");
    say(0, "rejected", "limits", "reject", id, "--as", "bob", "--reason", "not today");
    say(0, "not today", "limits", "history", id);
    JsonObject all = json(0, "limits", "list", "account", "desk");
    assertThat(all.toString()).contains("\"subject\":\"desk\"", "\"amount\":\"20\"");
  }

  private void trading() throws IOException {
    say(
        0,
        "in force: account desk trading HALTED by alice: storm",
        "halt",
        "account",
        "desk",
        "--as",
        "alice",
        "--reason",
        "storm");
    assertThat(status("1")).isEqualTo("BLOCKED");
    say(
        WAITS,
        "HALTED -> ACTIVE",
        "resume",
        "account",
        "desk",
        "--as",
        "alice",
        "--reason",
        "calm");
    assertThat(status("1")).isEqualTo("BLOCKED");
    say(
        0,
        "approved by bob",
        "limits",
        "approve",
        "account",
        "desk",
        "trading",
        "ACTIVE",
        "--as",
        "bob");
    assertThat(status("1")).isEqualTo("AUTHORIZED");
  }

  private void policy() throws IOException {
    Path file = Files.writeString(folder.resolve("day-1.json"), POLICY);
    Path broken =
        Files.writeString(folder.resolve("broken.json"), POLICY.replace("order.qty", "order.size"));
    Path failing =
        Files.writeString(
            folder.resolve("failing.json"), POLICY.replace("\"qty\": 6", "\"qty\": 5"));
    say(0, "1 cases pass and 0 fail", "policy", "validate", file.toString());
    say(REFUSED, "undeclared reference", "policy", "validate", broken.toString());
    say(REFUSED, "\"six stop\" expects BLOCKED", "policy", "validate", failing.toString());
    say(
        0,
        "stored: day-1 (DRAFT)",
        "policy",
        "upload",
        file.toString(),
        "--as",
        "alice",
        "--reason",
        "r");
    say(0, "runs as a shadow", "policy", "shadow", "start", "day-1", "--as", "alice");
    assertThat(status("6")).isEqualTo("AUTHORIZED");
    say(0, "day-1", "policy", "report", "day-1");
    say(0, "is stopped", "policy", "shadow", "stop", "day-1", "--as", "alice");
    say(
        WAITS,
        "policy default-1 -> day-1",
        "policy",
        "activate",
        "day-1",
        "--as",
        "alice",
        "--reason",
        "r");
    say(0, "approved by bob", "policy", "approve", "day-1", "--as", "bob");
    assertThat(status("6")).isEqualTo("BLOCKED");
    say(
        0,
        "day-1 -> default-1",
        "policy",
        "rollback",
        "day-1",
        "--as",
        "carol",
        "--reason",
        "too strict");
    assertThat(status("6")).isEqualTo("AUTHORIZED");
    say(0, "RETIRED", "policy", "list");
  }

  private static String[] set(String amount, String by) {
    return words("set", amount, by, "--reason", "drill");
  }

  private static String[] approve(String amount, String by) {
    return words("approve", amount, by);
  }

  private static String[] words(String action, String amount, String by, String... more) {
    var words =
        new ArrayList<>(List.of(action, "account", "desk", "MAX_ORDER_QTY", amount, "--as", by));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private String say(int exit, String text, String command, String... options) {
    Program.Outcome outcome = script.run(command, options);
    assertThat(outcome.output()).contains(text);
    assertThat(outcome.exit()).as(outcome.output()).isEqualTo(exit);
    return outcome.output();
  }

  private JsonObject json(int exit, String command, String... words) throws IOException {
    var options = new ArrayList<>(List.of(words));
    options.addAll(List.of("--as", "alice", "--reason", "drill", "--json"));
    String output = say(exit, "{", command, options.toArray(String[]::new));
    try {
      return Json.parseObject(output.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new IOException(output, e);
    }
  }

  private String status(String qty) throws IOException {
    return authorize
        .postJson(
            "/v1/authorize",
            """
            {"order":{"client_order_id":"%s","symbol":"AAPL","side":"BUY","qty":%s,"price":1},
             "context":{"client_id":"desk"}}\
            """
                .formatted(Long.toString(System.nanoTime(), 36), qty))
        .expect(200)
        .json()
        .string("status");
  }
}
