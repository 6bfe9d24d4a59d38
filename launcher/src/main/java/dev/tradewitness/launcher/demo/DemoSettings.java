package dev.tradewitness.launcher.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where the demo finds the stack and what it sends.
///
/// @param trades JSON lines in the format of `crypto.processed.trades`, or null for the demo's own
///   generator
/// @param verifier the verifier's jar
/// @param trust policy for the verifier, or null where none of this stack is at hand
/// @param out folder for the evidence bundles
/// @param patience how long the demo waits for each thing to come out
public record DemoSettings(
    URI capture,
    URI anchor,
    URI authorize,
    URI vpin,
    String bootstrapServers,
    @Nullable Path trades,
    Path verifier,
    @Nullable Path trust,
    Path out,
    Duration patience) {

  /// The stack at the default ports of 127.0.0.1, shifted.
  public static DemoSettings local(
      int portBase, @Nullable Path trades, Path verifier, @Nullable Path trust, Path out) {
    return new DemoSettings(
        uri(8081 + portBase),
        uri(8082 + portBase),
        uri(8083 + portBase),
        uri(8084 + portBase),
        "127.0.0.1:" + (19092 + portBase),
        trades,
        verifier,
        trust,
        out,
        Duration.ofSeconds(60));
  }

  private static URI uri(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }
}
