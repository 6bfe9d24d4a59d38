package dev.tradewitness.launcher.training;

import dev.tradewitness.common.canonical.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// An auditor: closes the open batches now and then and asks for proofs and evidence. The leaves
/// come from capture over Kafka.
final class AnchorClient implements Client {
  private static final int ANCHOR_EVERY = 100;
  private static final int EVIDENCE_EVERY = 50;
  private static final Duration NOTHING_KNOWN = Duration.ofMillis(50);

  private final LoadHttp http;
  private final String base;
  private final KnownEvents known;

  AnchorClient(LoadHttp http, String base, KnownEvents known) {
    this.http = http;
    this.base = base;
    this.known = known;
  }

  @Override
  public void round(int number) throws IOException, InterruptedException {
    if (number % ANCHOR_EVERY == 0) {
      http.post(base + "/vcp/anchor", JsonObject.empty().toString());
    }
    Optional<String> event = known.next();
    if (event.isEmpty()) {
      Thread.sleep(NOTHING_KNOWN);
      return;
    }
    http.get(base + "/vcp/events/" + event.get() + "/proof");
    if (number % EVIDENCE_EVERY == 0) {
      http.get(base + "/vcp/evidence?event_id=" + event.get());
    }
  }
}
