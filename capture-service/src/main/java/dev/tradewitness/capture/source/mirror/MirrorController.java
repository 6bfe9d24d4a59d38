package dev.tradewitness.capture.source.mirror;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.mirror.MirrorReader;
import dev.tradewitness.capture.decode.mirror.MirrorRules;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.web.UploadRoom;
import dev.tradewitness.common.wire.TraceParent;
import dev.tradewitness.kit.web.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// `/capture`: a copy of any request, answered when it is durable.
@RestController
class MirrorController {

  static final String PATH = "/capture";
  static final String SOURCE = "mirror";

  // A web page of any origin makes a browser send these, and no header of its own with them.
  private static final Set<String> ASKED_WITHOUT_LEAVE = Set.of("GET", "HEAD", "OPTIONS");

  private final EventDecoder decoder;
  private final Sources sources;
  private final Intake intake;
  private final ReceptionClock clock;
  private final MeterRegistry meters;
  private final UploadRoom room;
  private final RandomGenerator random = new SecureRandom();

  MirrorController(
      EventDecoder decoder,
      Sources sources,
      Intake intake,
      ReceptionClock clock,
      MeterRegistry meters,
      MirrorProperties p) {
    this.decoder = decoder;
    this.sources = sources;
    this.intake = intake;
    this.clock = clock;
    this.meters = meters;
    this.room = new UploadRoom(intake, SOURCE, p.uploadsMax(), p.bodySizeMax(), p.uploadTimeMax());
  }

  @RequestMapping(
      path = PATH,
      method = {
        RequestMethod.POST,
        RequestMethod.PUT,
        RequestMethod.PATCH,
        RequestMethod.DELETE,
        RequestMethod.GET,
        RequestMethod.HEAD,
        RequestMethod.OPTIONS
      })
  ResponseEntity<byte[]> capture(HttpServletRequest request) throws InterruptedException {
    if (ASKED_WITHOUT_LEAVE.contains(request.getMethod()) && !OriginalRequest.isNamed(request)) {
      intake.refusedUnread(SOURCE, "refused");
      throw ProblemException.of(
          HttpStatus.BAD_REQUEST,
          "NOT_MIRRORED",
          "A %s needs the header %s; nothing was stored"
              .formatted(request.getMethod(), OriginalRequest.URI));
    }
    byte[] answer = room.with(request, body -> stored(body, request));
    return ResponseEntity.accepted().contentType(MediaType.APPLICATION_JSON).body(answer);
  }

  private byte[] stored(byte[] body, HttpServletRequest request) throws InterruptedException {
    // Stamped behind the last byte: a sender that trickles a body must not set the time back.
    SourcesFile file = sources.current(); // one state for the whole request
    Reception reception = clock.now(SOURCE, request.getHeader(TraceParent.HEADER), file.digest());
    MirrorRules rules = file.mirror().rules();
    MirrorReader.Read read =
        new MirrorReader(decoder, random, rules)
            .read(OriginalRequest.of(request, body, rules.headers()), reception);
    long until = System.nanoTime() + intake.deadline().toNanos();
    Intake.Run run = intake.beginRun();
    var pending =
        read.events().stream().map((Decoded event) -> run.submit(event, reception)).toList();
    var answer = new MirrorAnswer(read.type());
    for (Intake.Pending one : pending) {
      answer.add(one.await(Duration.ofNanos(until - System.nanoTime())));
    }
    byte[] bytes = answer.bytesOrProblem();
    meters.counter("tradewitness.capture.mirrored", "event_type", read.type()).increment();
    return bytes;
  }
}
