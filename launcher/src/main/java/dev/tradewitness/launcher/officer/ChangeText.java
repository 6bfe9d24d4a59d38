package dev.tradewitness.launcher.officer;

import static dev.tradewitness.launcher.officer.Printout.said;

import dev.tradewitness.common.canonical.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Records of changes as people read them.
final class ChangeText {

  private ChangeText() {}

  /// What became of a change, in one line.
  static String line(JsonObject record) {
    return switch (said(record, "status")) {
      case "REQUESTED" ->
          "waits for a second person: %s by %s, change %s, until %s; approve: tradewitness %s --as NAME"
              .formatted(
                  what(record),
                  said(record, "author"),
                  said(record, "change_id"),
                  said(record, "expires_at"),
                  approval(record));
      case "REJECTED" ->
          "rejected: %s by %s, rejected by %s (record %s)"
              .formatted(
                  what(record),
                  said(record, "author"),
                  said(record, "actor"),
                  said(record, "number"));
      default ->
          said(record, "author").equals(said(record, "actor"))
              ? "in force: %s by %s (record %s)"
                  .formatted(what(record), said(record, "author"), said(record, "number"))
              : "in force: %s by %s, approved by %s (record %s)"
                  .formatted(
                      what(record),
                      said(record, "author"),
                      said(record, "actor"),
                      said(record, "number"));
    };
  }

  /// `account acme MAX_ORDER_QTY 100 -> 500`
  static String what(JsonObject record) {
    return String.join(" ", target(record))
        + " "
        + value(record, "before")
        + " -> "
        + value(record, "after");
  }

  /// The words that name the target; the value follows them where a person approves.
  static List<String> target(JsonObject record) {
    var words = new ArrayList<String>();
    switch (said(record, "kind")) {
      case "POLICY" -> words.add("policy");
      case "TRADING_STATE" -> {
        words.addAll(scope(record));
        words.add("trading");
      }
      case "INSTRUMENT" -> {
        words.addAll(scope(record));
        words.add("instrument");
      }
      case "SHORT_SALE" -> {
        words.addAll(scope(record));
        words.add("short-sale");
      }
      case "PERMISSION" -> {
        words.addAll(scope(record));
        words.add("permission");
      }
      case "DESK" -> {
        words.addAll(scope(record));
        words.add("desk");
      }
      case "REFERENCE_PRICES" -> words.add("reference-prices");
      default -> {
        words.addAll(scope(record));
        words.add(said(record, "control"));
      }
    }
    return words;
  }

  /// Of an account in one symbol, both: a change of the one is no change of the other.
  private static List<String> scope(JsonObject record) {
    String scope = said(record, "scope").toLowerCase(Locale.ROOT);
    if (scope.equals("firm")) {
      return List.of(scope);
    }
    String subject = said(record, "subject");
    return record.string("symbol") == null
        ? List.of(scope, subject)
        : List.of(scope, subject, "in", said(record, "symbol"));
  }

  /// The value as people write it: a policy without its digest, `none` for no value.
  static String value(JsonObject record, String member) {
    if (record.string(member) == null) {
      return "none";
    }
    String value = said(record, member);
    int digest = value.indexOf(" sha256:");
    return said(record, "kind").equals("POLICY") && digest > 0 ? value.substring(0, digest) : value;
  }

  private static String approval(JsonObject record) {
    boolean policy = said(record, "kind").equals("POLICY");
    return (policy ? "policy approve " : "limits approve ") + said(record, "change_id");
  }

  static String waiting(List<JsonObject> records) {
    if (records.isEmpty()) {
      return "nothing waits for a second person";
    }
    return Printout.table(
        List.of("CHANGE", "WHAT", "BY", "REASON", "UNTIL"),
        records.stream()
            .map(record ->
                List.of(
                    said(record, "change_id"),
                    what(record),
                    said(record, "author"),
                    said(record, "reason"),
                    said(record, "expires_at")))
            .toList());
  }

  static String history(List<JsonObject> records) {
    return Printout.table(
        List.of("RECORD", "AT", "STEP", "WHAT", "BY", "REASON", "CHANGE"),
        records.stream()
            .map(record ->
                List.of(
                    said(record, "number"),
                    said(record, "recorded_at"),
                    said(record, "status"),
                    what(record),
                    said(record, "actor"),
                    // Who approves or rejects may say why, too.
                    record.string("comment") == null
                        ? said(record, "reason")
                        : said(record, "comment"),
                    said(record, "change_id")))
            .toList());
  }
}
