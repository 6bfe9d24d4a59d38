package dev.tradewitness.anchor.evidence;

import dev.tradewitness.anchor.anchoring.AnchorJob;
import dev.tradewitness.anchor.anchoring.AnchorReceipt;
import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.capture.CapturedEvent;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Rfc3339;
import java.util.List;

/// `report.html`: what a bundle holds, for a person. No scripts, no links to outside, every text
/// from events escaped. It claims nothing: the verifier checks.
final class EvidenceReport {

  private static final int ROWS_MAX = 500;

  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:16px/1.5 system-ui,sans-serif;max-width:68rem;margin:2.5rem auto;padding:0 1.25rem;
        color:#1c2430;background:#fff}
      h1{font-size:1.7rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2.25rem 0 .75rem}
      p.lead{color:#566273;margin:.25rem 0 1.5rem}
      .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem}
      .facts div{border:1px solid #d8dee6;border-radius:.5rem;padding:.75rem 1rem}
      .facts b{display:block;font-size:1.25rem}.facts span{color:#566273;font-size:.85rem}
      table{border-collapse:collapse;width:100%;font-size:.9rem}
      th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #e4e9ef;vertical-align:top}
      th{color:#566273;font-weight:600}code{font:.82rem ui-monospace,monospace;overflow-wrap:anywhere}
      .ok{color:#136c3a}.warn{color:#8a5200}
      @media (prefers-color-scheme:dark){body{color:#e4e9ef;background:#12161c}
        .facts div{border-color:#333d4a}th,td{border-color:#2a323d}
        p.lead,.facts span,th{color:#9aa7b8}.ok{color:#5fd08d}.warn{color:#f0b35c}}
      @media print{body{margin:0;max-width:none}}
      """;

  private EvidenceReport() {}

  /// An event's line.
  record Row(
      long sequence, String eventId, String type, String symbol, String receivedAt, String hash) {}

  static Row row(CapturedEvent event) {
    JsonObject header = header(event);
    return new Row(
        event.sequence(),
        event.eventId().toString(),
        first(header, "event_type", "EventType"),
        first(header, "symbol", "Symbol"),
        Rfc3339.ofMicros(event.receivedAtMicros()),
        event.eventHash().hex());
  }

  private static JsonObject header(CapturedEvent event) {
    try {
      JsonObject document = Json.parseObject(event.document(), JsonLimits.EVENT);
      JsonObject header = document.object("header");
      JsonObject other = header == null ? document.object("Header") : header;
      return other == null ? JsonObject.empty() : other;
    } catch (JsonRefusedException e) {
      return JsonObject.empty();
    }
  }

  private static String first(JsonObject object, String name, String otherwise) {
    String text = object.text(name);
    String other = text == null ? object.text(otherwise) : text;
    return other == null ? "" : other;
  }

  static String html(EvidenceRange range, List<Row> rows) {
    var html = new StringBuilder(8192);
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
        .append("<title>Evidence of ")
        .append(escape(range.log().policyId().value()))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n");
    lead(html, range);
    batches(html, range);
    events(html, rows);
    how(html);
    return html.append("</body>\n</html>\n").toString();
  }

  private static void lead(StringBuilder html, EvidenceRange range) {
    html.append("<h1>Evidence of ")
        .append(escape(range.log().policyId().value()))
        .append(
            "</h1>\n<p class=\"lead\">What this bundle holds. Whether it is right, the verifier")
        .append(" says: this page proves nothing by itself.</p>\n<div class=\"facts\">\n");
    fact(html, Long.toString(range.eventCount()), "events");
    fact(html, range.from() + " – " + range.to(), "sequences");
    fact(html, Integer.toString(range.batches().size()), "closed batches");
    fact(html, Long.toString(confirmed(range)), "confirmed anchors");
    html.append("</div>\n");
  }

  private static long confirmed(EvidenceRange range) {
    return range.batches().stream()
        .flatMap(batch -> range.jobsOf(batch).stream())
        .filter(EvidenceAssembler::isConfirmed)
        .count();
  }

  private static void fact(StringBuilder html, String value, String name) {
    html.append("<div><b>").append(value).append("</b><span>").append(name);
    html.append("</span></div>\n");
  }

  private static void batches(StringBuilder html, EvidenceRange range) {
    html.append("<h2>Batches and their anchors</h2>\n<table>\n<tr><th>Batch</th><th>Sequences</th>")
        .append("<th>Closed</th><th>Merkle root</th><th>Anchors</th></tr>\n");
    for (Batch batch : range.batches()) {
      html.append("<tr><td><code>").append(batch.batchId()).append("</code></td><td>");
      html.append(batch.firstSequence()).append(" – ").append(batch.lastSequence());
      html.append("</td><td>").append(Rfc3339.text(batch.closedAt())).append("</td><td><code>");
      html.append(batch.head().root().hex()).append("</code></td><td>");
      List<AnchorJob> jobs = range.jobsOf(batch);
      if (jobs.isEmpty()) {
        html.append("<span class=\"warn\">none</span>");
      }
      jobs.forEach(job -> anchor(html, job));
      html.append("</td></tr>\n");
    }
    html.append("</table>\n");
  }

  private static void anchor(StringBuilder html, AnchorJob job) {
    AnchorReceipt receipt = job.receipt();
    html.append("<div class=\"").append(receipt == null ? "warn" : "ok").append("\">");
    html.append(escape(job.target().type())).append(' ').append(escape(job.target().name()));
    html.append(", ").append(job.target().trust()).append(", ").append(job.state());
    if (receipt != null) {
      html.append(", ").append(Rfc3339.text(receipt.stampedAt()));
    }
    html.append("</div>");
  }

  private static void events(StringBuilder html, List<Row> rows) {
    html.append("<h2>Events</h2>\n<table>\n<tr><th>Sequence</th><th>Received</th><th>Type</th>")
        .append("<th>Symbol</th><th>Event id and hash</th></tr>\n");
    for (Row row : rows.subList(0, Math.min(rows.size(), ROWS_MAX))) {
      html.append("<tr><td>").append(row.sequence()).append("</td><td>").append(row.receivedAt());
      html.append("</td><td>").append(escape(row.type())).append("</td><td>");
      html.append(escape(row.symbol())).append("</td><td><code>").append(row.eventId());
      html.append("<br>").append(row.hash()).append("</code></td></tr>\n");
    }
    html.append("</table>\n");
    if (rows.size() > ROWS_MAX) {
      html.append("<p>")
          .append(rows.size() - ROWS_MAX)
          .append(" more in <code>events/</code>.</p>\n");
    }
  }

  private static void how(StringBuilder html) {
    html.append("<h2>How to check it</h2>\n<p><code>./tradewitness verify FILE</code> checks every")
        .append(" hash, path, signature and time-stamp in this file without any network, and names")
        .append(" each check. An anchor marked LOCAL was made by the operator of the log: it shows")
        .append(" order, not independence.</p>\n");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
