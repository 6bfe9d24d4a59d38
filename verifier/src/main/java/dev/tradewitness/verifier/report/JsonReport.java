package dev.tradewitness.verifier.report;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.verifier.check.Outcome;
import dev.tradewitness.verifier.check.Verification.Result;
import dev.tradewitness.verifier.evidence.Finding;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The same for programs: docs/verify.md.
public final class JsonReport {

  private static final int FINDINGS_SHOWN = 100;

  private JsonReport() {}

  /// One object over all files, in one line.
  public static String of(List<BundleReport> reports) {
    boolean unreadable = reports.stream().anyMatch(BundleReport.Unreadable.class::isInstance);
    boolean passed = reports.stream().map(JsonReport::result).allMatch("PASS"::equals);
    JsonObject json =
        JsonObject.builder()
            .put("format", "tradewitness-verification/1")
            .put("result", unreadable ? "UNREADABLE" : passed ? "PASS" : "FAIL")
            .put("files", JsonArray.of(reports.stream().map(JsonReport::file).toList()))
            .build();
    return new String(CanonicalJson.asReceived(json), StandardCharsets.UTF_8);
  }

  private static String result(BundleReport report) {
    return switch (report) {
      case BundleReport.Unreadable _ -> "UNREADABLE";
      case BundleReport.Checked checked -> checked.verification().passed() ? "PASS" : "FAIL";
    };
  }

  private static JsonObject file(BundleReport report) {
    var file = JsonObject.builder().put("file", report.file()).put("result", result(report));
    switch (report) {
      case BundleReport.Unreadable unreadable ->
          file.put(
              "checks",
              JsonArray.of(
                  List.of(
                      failure("archive", List.of(new Finding("", unreadable.reason()))).build())));
      case BundleReport.Checked checked ->
          file.put("events", checked.events())
              .put("batches", checked.batches())
              .put("keys", checked.keysGiven() ? "GIVEN" : "BUNDLE")
              .put("certificates", checked.certificatesGiven() ? "GIVEN" : "BUNDLE")
              .put("anchors", checked.reach().name())
              .put(
                  "checks",
                  JsonArray.of(
                      checked.verification().results().stream().map(JsonReport::check).toList()));
    }
    return file.build();
  }

  private static JsonObject check(Result result) {
    String name = result.check().name();
    return switch (result.outcome()) {
      case Outcome.Pass(String note) -> entry(name, "PASS").put("note", note).build();
      case Outcome.NotChecked(String reason) ->
          entry(name, "NOT_CHECKED").put("note", reason).build();
      case Outcome.Fail(List<Finding> findings) -> failure(name, findings).build();
    };
  }

  private static JsonObject.Builder failure(String name, List<Finding> findings) {
    return entry(name, "FAIL")
        .put("failure_count", findings.size())
        .put(
            "failures",
            JsonArray.of(
                findings.stream().limit(FINDINGS_SHOWN).map(JsonReport::finding).toList()));
  }

  private static JsonValue finding(Finding finding) {
    return JsonObject.builder()
        .put("where", Printable.of(finding.where()))
        .put("message", Printable.of(finding.message()))
        .build();
  }

  private static JsonObject.Builder entry(String name, String result) {
    return JsonObject.builder().put("name", name).put("result", result);
  }
}
