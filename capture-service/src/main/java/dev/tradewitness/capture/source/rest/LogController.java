package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.Receipt;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.web.Problems;
import dev.tradewitness.capture.web.ReceiptJson;
import dev.tradewitness.capture.web.UploadRoom;
import dev.tradewitness.common.wire.TraceParent;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /vcp/log`: one event, answered when it is durable.
@RestController
class LogController {

  static final String SOURCE = "rest";

  private final EventDecoder decoder;
  private final Intake intake;
  private final ReceptionClock clock;
  private final UploadRoom room;

  LogController(
      EventDecoder decoder, Intake intake, ReceptionClock clock, RestProperties properties) {
    this.decoder = decoder;
    this.intake = intake;
    this.clock = clock;
    this.room =
        new UploadRoom(
            intake,
            SOURCE,
            properties.eventUploadsMax(),
            properties.eventSizeMax(),
            properties.eventUploadTimeMax());
  }

  @PostMapping(path = "/vcp/log", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> log(HttpServletRequest request) throws InterruptedException {
    Receipt receipt = room.with(request, body -> submit(body, request));
    return switch (receipt) {
      case Receipt.Accepted(StoredEvent event) -> answer(HttpStatus.CREATED, ReceiptJson.OK, event);
      case Receipt.Duplicate(StoredEvent first) ->
          answer(HttpStatus.OK, ReceiptJson.DUPLICATE, first);
      case Receipt.Spooled(TradingEvent event, Reception at) ->
          ResponseEntity.status(HttpStatus.ACCEPTED)
              .contentType(MediaType.APPLICATION_JSON)
              .body(ReceiptJson.spooled(event, at));
      case Receipt.IdReused(StoredEvent first) -> throw Problems.idReused(first);
      case Receipt.Refused(var violations) ->
          throw ProblemException.of(
              HttpStatus.BAD_REQUEST,
              "EVENT_REFUSED",
              "The body is not an event; nothing was stored",
              violations);
      case Receipt.Overloaded(var retryAfter) -> throw Problems.overloaded(retryAfter);
      case Receipt.Unavailable(String reason, var retryAfter) ->
          throw Problems.unavailable(reason, retryAfter);
    };
  }

  private Receipt submit(byte[] body, HttpServletRequest request) throws InterruptedException {
    // Stamped behind the last byte: a sender that trickles a body must not set the time back.
    Reception reception = clock.now(SOURCE, request.getHeader(TraceParent.HEADER));
    return intake.submit(decoder.decode(body, reception), reception).await(intake.deadline());
  }

  private static ResponseEntity<byte[]> answer(HttpStatus status, String word, StoredEvent event) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(ReceiptJson.bytes(word, event));
  }
}
