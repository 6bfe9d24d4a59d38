package dev.tradewitness.anchor.evidence;

import dev.tradewitness.common.event.PolicyId;

/// `report.html`: says what the file is and how to have it checked. It shows nothing of the events
/// and claims nothing: whoever passes a bundle on could write another page, and the verifier does
/// not read this one.
final class CoverSheet {

  private CoverSheet() {}

  static String html(PolicyId policyId, long from, long to) {
    // A policy id has no character that HTML knows.
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <title>Evidence of %1$s</title>
    <style>
    :root{color-scheme:light dark}
    body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2.5rem auto;padding:0 1.25rem}
    code{font:.9rem ui-monospace,monospace;overflow-wrap:anywhere}
    </style>
    </head>
    <body>
    <h1>Evidence of %1$s</h1>
    <p>This file is said to hold the events %2$d to %3$d of that stream, with what proves them.</p>
    <p><strong>This page proves nothing, and no tool checks it.</strong> Run the verifier to check the file. It
    needs no network and asks nobody:</p>
    <p><code>java -jar verifier.jar --trust policy.json --html report.html FILE</code></p>
    <p>The verifier writes the report, from what it checked. The policy names the keys and time-stamp
    authorities that you trust; get them from somebody else than whoever gave you this file.</p>
    </body>
    </html>
    """
        .formatted(policyId.value(), from, to);
  }
}
