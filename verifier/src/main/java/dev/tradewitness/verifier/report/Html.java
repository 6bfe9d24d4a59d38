package dev.tradewitness.verifier.report;

import java.util.List;

/// A page under construction. Every text that goes in is escaped here, and nowhere else.
final class Html {

  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2.5rem auto;padding:0 1.25rem;
        color:#1c2430;background:#fff}
      h1{font-size:1.7rem;margin:0 0 .25rem}h2{font-size:1.25rem;margin:2.5rem 0 .75rem}
      h3{font-size:1rem;margin:1.75rem 0 .5rem}
      p.verdict{border-left:.4rem solid;padding:.5rem 1rem;font-weight:600}
      .PASS{color:#136c3a}.WHOLE,.NOT_CHECKED{color:#8a5200}.FAIL,.UNREADABLE{color:#a3171d}
      table{border-collapse:collapse;width:100%;font-size:.9rem}
      th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #d8dee6;
        vertical-align:top;overflow-wrap:anywhere}
      th{color:#566273;font-weight:600}
      @media (prefers-color-scheme:dark){body{color:#e4e9ef;background:#12161c}
        th,td{border-color:#2a323d}th{color:#9aa7b8}
        .PASS{color:#5fd08d}.WHOLE,.NOT_CHECKED{color:#f0b35c}.FAIL,.UNREADABLE{color:#ff8a8a}}
      @media print{body{margin:0;max-width:none}}
      """;

  private final StringBuilder html = new StringBuilder(16 * 1024);

  Html(String title) {
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        // Nothing is loaded and nothing runs, whatever a text might slip in.
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .append("style-src 'unsafe-inline'\">\n<title>");
    text(title);
    html.append("</title>\n<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    element("h1", title);
  }

  /// @param level 2 or 3
  void heading(int level, String title) {
    element("h" + level, title);
  }

  void paragraph(String text) {
    element("p", text);
  }

  /// @param result name of an outcome, which gives the color
  void verdict(String result, String text) {
    html.append("<p class=\"verdict ").append(result).append("\">");
    text(text);
    html.append("</p>\n");
  }

  void list(List<String> items) {
    html.append("<ul>\n");
    items.forEach(item -> element("li", item));
    html.append("</ul>\n");
  }

  void table(List<String> head, List<List<String>> rows) {
    html.append("<table>\n<tr>");
    head.forEach(cell -> element("th", cell));
    html.append("</tr>\n");
    for (List<String> row : rows) {
      html.append("<tr>");
      row.forEach(cell -> element("td", cell));
      html.append("</tr>\n");
    }
    html.append("</table>\n");
  }

  private void element(String name, String content) {
    html.append('<').append(name).append('>');
    text(content);
    html.append("</").append(name).append(">\n");
  }

  // Printable makes controls and bidirectional marks visible, which could show a text as another.
  private void text(String text) {
    html.append(
        Printable.of(text)
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;"));
  }

  String page() {
    return html + "</body>\n</html>\n";
  }
}
