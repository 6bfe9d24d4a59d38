package dev.tradewitness.launcher.officer;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.launcher.officer.AuthorizeApi.Answer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Prints answers: for people a line or a table, for scripts the service's own JSON. A refusal goes
/// to the second stream, except as JSON.
public final class Printout {

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;

  public Printout(PrintStream out, PrintStream err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /// @param text of an answer that is not a refusal
  Outcome print(Answer answer, Function<JsonObject, String> text) {
    Outcome outcome = answer.outcome();
    if (json) {
      out.println(answer.body());
    } else if (outcome == Outcome.DONE || outcome == Outcome.WAITS) {
      out.println(text.apply(answer.body()));
    } else {
      problem(answer);
    }
    return outcome;
  }

  private void problem(Answer answer) {
    JsonObject body = answer.body();
    err.printf(
        "%s: %s: %s%n",
        answer.outcome() == Outcome.REFUSED ? "refused" : "not possible now",
        said(body, "code"),
        said(body, "detail"));
    for (JsonObject violation : objects(body, "violations")) {
      err.printf(
          "  %s %s: %s%n",
          said(violation, "pointer"), said(violation, "code"), said(violation, "message"));
    }
  }

  /// A refusal that no service said.
  Outcome refuse(String code, String detail) {
    if (json) {
      out.println(JsonObject.builder().put("code", code).put("detail", detail).build());
    } else {
      err.printf("refused: %s: %s%n", code, detail);
    }
    return Outcome.REFUSED;
  }

  /// Columns as wide as their widest cell.
  static String table(List<String> head, List<List<String>> rows) {
    var all = new ArrayList<List<String>>();
    all.add(head);
    all.addAll(rows);
    int[] widths = new int[head.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var lines = new ArrayList<String>();
    for (List<String> row : all) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(String.format(Locale.ROOT, "%-" + (widths[i] + 2) + "s", row.get(i)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join(System.lineSeparator(), lines);
  }

  static List<JsonObject> objects(JsonObject body, String member) {
    JsonArray array = body.array(member);
    return array == null
        ? List.of()
        : array.elements().stream()
            .filter(JsonObject.class::isInstance)
            .map(JsonObject.class::cast)
            .toList();
  }

  /// The texts of an array; none where there is no array.
  static List<String> texts(JsonObject body, String member) {
    JsonArray array = body.array(member);
    return array == null
        ? List.of()
        : array.elements().stream()
            .filter(JsonValue.JsonString.class::isInstance)
            .map(text -> ((JsonValue.JsonString) text).value())
            .toList();
  }

  /// The member's text; `-` where there is none.
  static String said(JsonObject body, String member) {
    return switch (body.get(member)) {
      case JsonValue.JsonString string -> string.value();
      case JsonValue.JsonNumber number -> number.text();
      case JsonValue.JsonBoolean bool -> Boolean.toString(bool.value());
      case null, default -> "-";
    };
  }
}
