package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.capture.CaptureContradictionException;
import dev.tradewitness.anchor.capture.CaptureUnavailableException;
import dev.tradewitness.anchor.evidence.EvidenceAssembler;
import dev.tradewitness.anchor.evidence.EvidenceBundle;
import dev.tradewitness.anchor.evidence.EvidenceRefusedException;
import dev.tradewitness.anchor.log.LocatedLeaf;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /vcp/evidence`: a bundle of one event, or of a range of sequences of a stream.
@RestController
class EvidenceController {

  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

  private final StreamLog logs;
  private final EvidenceAssembler evidence;

  EvidenceController(StreamLog logs, EvidenceAssembler evidence) {
    this.logs = logs;
    this.evidence = evidence;
  }

  private record Wanted(PolicyId policyId, long from, long to) {}

  /// `event_id`, or `policy_id` with `from` and `to`, both sequences and both included.
  @GetMapping("/vcp/evidence")
  void evidence(
      @Query({"event_id", "policy_id", "from", "to"}) QueryReader query,
      HttpServletResponse response)
      throws IOException {
    Wanted wanted = wanted(query);
    try (EvidenceBundle bundle = assemble(wanted)) {
      response.setContentType("application/zip");
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          "attachment; filename=\"evidence-%s-%d-%d.zip\""
              .formatted(wanted.policyId().value().replace(':', '~'), wanted.from(), wanted.to()));
      bundle.writeTo(response.getOutputStream());
    }
  }

  private Wanted wanted(QueryReader query) {
    UUID eventId = Answers.uuid(query, "event_id");
    PolicyId policyId = Answers.policyId(query);
    Long from = query.number("from", 0, Long.MAX_VALUE);
    Long to = query.number("to", 0, Long.MAX_VALUE);
    if (from != null && to != null && from > to) {
      query.wrong("to", "OUT_OF_RANGE", "to is before from");
    }
    query.requireNoViolation();
    if (eventId != null) {
      LocatedLeaf leaf =
          logs.findByEventId(eventId).stream()
              .filter(found -> policyId == null || found.policyId().equals(policyId))
              .findFirst()
              .orElseThrow(() -> Answers.notFound("No log has the event " + eventId));
      return new Wanted(leaf.policyId(), leaf.leaf().sequence(), leaf.leaf().sequence());
    }
    if (policyId == null || from == null || to == null) {
      throw Answers.invalid("event_id", "MISSING", "give event_id, or policy_id with from and to");
    }
    return new Wanted(policyId, from, to);
  }

  private EvidenceBundle assemble(Wanted wanted) throws IOException {
    try {
      return evidence.assemble(wanted.policyId(), wanted.from(), wanted.to());
    } catch (EvidenceRefusedException e) {
      throw problem(e);
    } catch (CaptureUnavailableException e) {
      throw ProblemException.unavailable(
          "CAPTURE_UNAVAILABLE", "The documents cannot be had from capture now", TRY_AGAIN);
    } catch (CaptureContradictionException e) {
      throw ProblemException.of(
          HttpStatus.BAD_GATEWAY, "CAPTURE_CONTRADICTION", String.valueOf(e.getMessage()));
    }
  }

  private static ProblemException problem(EvidenceRefusedException e) {
    String detail = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case NOT_FOUND -> Answers.notFound(detail);
      case NOT_CLOSED ->
          ProblemException.of(HttpStatus.UNPROCESSABLE_CONTENT, "proof_not_available", detail);
      case TOO_MUCH -> Answers.invalid("to", "TOO_MUCH", detail);
      case CONTRADICTION ->
          ProblemException.of(HttpStatus.CONFLICT, "EVIDENCE_CONTRADICTION", detail);
      case BUSY -> ProblemException.unavailable("BUSY", detail, TRY_AGAIN);
    };
  }
}
