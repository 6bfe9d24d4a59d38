package dev.tradewitness.verifier.report;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.verifier.check.Outcome;
import dev.tradewitness.verifier.check.SplitView;
import dev.tradewitness.verifier.evidence.Finding;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The same for programs: docs/verify.md.
public final class JsonReport {

  private static final int FINDINGS_SHOWN = 100;

  private JsonReport() {}

  /// One object over all files, in one line.
  public static String of(RunReport run) {
    JsonObject json =
        JsonObject.builder()
            .put("format", "tradewitness-verification/2")
            .put("result", run.result().name())
            .put("comparison", check(SplitView.NAME, run.comparison()))
            .put("files", JsonArray.of(run.bundles().stream().map(JsonReport::file).toList()))
            .build();
    return new String(CanonicalJson.asReceived(json), StandardCharsets.UTF_8);
  }

  private static JsonObject file(BundleReport report) {
    var file =
        JsonObject.builder()
            .put("file", report.file())
            .put("result", RunReport.resultOf(report).name());
    switch (report) {
      case BundleReport.Unreadable unreadable ->
          file.put(
              "checks",
              JsonArray.of(
                  List.of(
                      failure("archive", List.of(new Finding("", unreadable.reason()))).build())));
      case BundleReport.Checked checked ->
          file.put("sha256", checked.sha256().hex())
              .put("reasons", reasons(checked))
              .put("events", checked.events())
              .put("batches", checked.batches())
              .put("anchors", checked.reach().name())
              .put(
                  "checks",
                  JsonArray.of(
                      checked.verification().results().stream()
                          .map(result -> check(result.check().name(), result.outcome()))
                          .toList()));
    }
    return file.build();
  }

  private static JsonArray reasons(BundleReport.Checked checked) {
    return JsonArray.ofStrings(checked.verdict().reasons().stream().map(Printable::of).toList());
  }

  private static JsonObject check(String name, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Pass(String note) -> entry(name, "PASS").put("note", Printable.of(note)).build();
      case Outcome.NotChecked(String reason) ->
          entry(name, "NOT_CHECKED").put("note", Printable.of(reason)).build();
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
