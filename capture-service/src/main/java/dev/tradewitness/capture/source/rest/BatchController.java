package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.EventTexts;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.web.UploadRoom;
import dev.tradewitness.common.wire.TraceParent;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /vcp/log/batch`: many events, each with its own result.
@RestController
class BatchController {

  /// So many events of one batch are under way at a time: enough to fill a commit, few enough to
  /// leave room to others.
  private static final int WINDOW = 4096;

  private final EventDecoder decoder;
  private final Intake intake;
  private final ReceptionClock clock;
  private final UploadRoom room;
  private final RestProperties properties;

  BatchController(
      EventDecoder decoder, Intake intake, ReceptionClock clock, RestProperties properties) {
    this.decoder = decoder;
    this.intake = intake;
    this.clock = clock;
    this.room =
        new UploadRoom(
            intake,
            LogController.SOURCE,
            properties.batchUploadsMax(),
            properties.batchSizeMax(),
            properties.batchUploadTimeMax());
    this.properties = properties;
  }

  @PostMapping(path = "/vcp/log/batch", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> log(HttpServletRequest request) throws InterruptedException {
    byte[] answer =
        room.with(
            request,
            body ->
                answer(
                    texts(body),
                    clock.now(LogController.SOURCE, request.getHeader(TraceParent.HEADER))));
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(answer);
  }

  private byte[] answer(List<byte[]> texts, Reception reception) throws InterruptedException {
    var results = new BatchResults(texts.size());
    long until = System.nanoTime() + properties.batchDeadline().toNanos();
    var pending = new ArrayList<Intake.Pending>(texts.size());
    Intake.Run run = intake.beginRun();
    int answered = 0;
    for (byte[] text : texts) {
      if (pending.size() - answered >= WINDOW) {
        results.add(answered, pending.get(answered).await(left(until)));
        answered++;
      }
      pending.add(run.submit(decoded(text, reception), reception));
    }
    for (; answered < pending.size(); answered++) {
      results.add(answered, pending.get(answered).await(left(until)));
    }
    return results.bytesOrProblem();
  }

  private static Duration left(long until) {
    return Duration.ofNanos(until - System.nanoTime());
  }

  private Decoded decoded(byte[] text, Reception reception) {
    long max = properties.eventSizeMax().toBytes();
    if (text.length > max) {
      return new Decoded.NotUnderstood(
          List.of(new Violation("", "EVENT_TOO_LARGE", "an event is at most " + max + " bytes")));
    }
    return decoder.decode(text, reception);
  }

  private List<byte[]> texts(byte[] body) {
    List<byte[]> texts = EventTexts.cut(body, properties.batchEventsMax());
    if (texts == null || texts.isEmpty()) {
      intake.refusedUnread(LogController.SOURCE, "refused");
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "BATCH_REFUSED",
          "The body is no batch of events; nothing was stored",
          List.of(
              texts == null
                  ? new Violation("", "NOT_JSON", "the array does not end where the body ends")
                  : new Violation("", "EMPTY", "no event")));
    }
    if (texts.size() > properties.batchEventsMax()) {
      intake.refusedUnread(LogController.SOURCE, "too_large");
      throw ProblemException.of(
          HttpStatus.CONTENT_TOO_LARGE,
          "TOO_MANY_EVENTS",
          "A batch has at most " + properties.batchEventsMax() + " events; nothing was stored");
    }
    return texts;
  }
}
