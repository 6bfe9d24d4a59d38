package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.capture.CaptureUnavailableException;
import dev.tradewitness.anchor.checkpoint.SigningHold;
import dev.tradewitness.anchor.checkpoint.SigningHold.Memory;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.kit.time.SteadyTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the batch records that capture has heard of with what is stored, once in each round.
/// Signing waits for it, but only so long: capture may be away for days. While `vcp.anchors` has no
/// record of ours either, signing waits for capture however long it takes.
final class CaptureComparison {

  private static final Logger log = LoggerFactory.getLogger(CaptureComparison.class);

  private final CaptureClient capture;
  private final PublishedBatches published;
  private final SigningHold hold;
  private final SteadyTime time;
  private final Duration wait;

  /// Used by the comparing task only: the rounds that were begun and ended last.
  private long begun;

  private long ended;
  private Instant waitedUntil;

  /// @param wait how long nothing is signed while capture does not answer and `vcp.anchors` does
  CaptureComparison(
      CaptureClient capture,
      PublishedBatches published,
      SigningHold hold,
      SteadyTime time,
      Duration wait) {
    this.capture = capture;
    this.published = published;
    this.hold = hold;
    this.time = time;
    this.wait = wait;
    this.waitedUntil = time.instant();
  }

  /// Compares, unless that was done.
  ///
  /// @throws CaptureUnavailableException when capture does not answer; the next round begins anew
  void compare() {
    long round = hold.round();
    if (round == ended) {
      return;
    }
    if (round != begun) {
      begun = round;
      waitedUntil = time.instant().plus(wait);
    }
    try {
      int records = compareAll(round);
      ended = round;
      log.atInfo().addKeyValue("records", records).log("capture's batch records compared");
      hold.compared(Memory.CAPTURE, round);
    } catch (CaptureUnavailableException e) {
      if (hold.isRemembered() && time.instant().isAfter(waitedUntil)) {
        hold.compared(Memory.CAPTURE, round);
      }
      throw e;
    }
  }

  private int compareAll(long round) {
    int records = 0;
    String after = "";
    List<JsonObject> page = capture.newestBatches(after);
    while (!page.isEmpty()) {
      page.forEach(record -> published.compare(record, round));
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
