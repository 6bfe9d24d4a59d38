package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.capture.CaptureUnavailableException;
import dev.tradewitness.anchor.checkpoint.SigningStops;
import dev.tradewitness.anchor.checkpoint.SigningStops.Memory;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.kit.time.SteadyTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the batch records that capture has heard of with what is stored, once after the start.
/// Signing waits for it, but only so long: capture may be away for days. While `vcp.anchors` has no
/// record of ours either, signing waits for capture however long it takes.
final class CaptureComparison {

  private static final Logger log = LoggerFactory.getLogger(CaptureComparison.class);

  private final CaptureClient capture;
  private final PublishedBatches published;
  private final SigningStops stops;
  private final SteadyTime time;
  private final Instant waitedUntil;

  /// Used by the comparing task only.
  private boolean done;

  /// @param wait how long nothing is signed while capture does not answer and `vcp.anchors` does
  CaptureComparison(
      CaptureClient capture,
      PublishedBatches published,
      SigningStops stops,
      SteadyTime time,
      Duration wait) {
    this.capture = capture;
    this.published = published;
    this.stops = stops;
    this.time = time;
    this.waitedUntil = time.instant().plus(wait);
  }

  /// Compares, unless that was done.
  ///
  /// @throws CaptureUnavailableException when capture does not answer; the next round begins anew
  void compare() {
    if (done) {
      return;
    }
    try {
      int records = compareAll();
      done = true;
      log.atInfo().addKeyValue("records", records).log("capture's batch records compared");
      stops.compared(Memory.CAPTURE);
    } catch (CaptureUnavailableException e) {
      if (stops.isRemembered() && time.instant().isAfter(waitedUntil)) {
        stops.compared(Memory.CAPTURE);
      }
      throw e;
    }
  }

  private int compareAll() {
    int records = 0;
    String after = "";
    List<JsonObject> page = capture.newestBatches(after);
    while (!page.isEmpty()) {
      page.forEach(published::compare);
      records += page.size();
      String last = page.getLast().string("policy_id");
      if (last == null || last.compareTo(after) <= 0) {
        break; // no page that could follow
      }
      after = last;
      page = capture.newestBatches(after);
    }
    return records;
  }
}
