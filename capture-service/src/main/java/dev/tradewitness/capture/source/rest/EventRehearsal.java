package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.stream.EventJson;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.SigningMode;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamPosition;
import dev.tradewitness.capture.web.ReceiptJson;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.common.wire.TraceParent;
import dev.tradewitness.kit.signing.Ed25519Signer;
import dev.tradewitness.kit.warmup.HotPath;
import dev.tradewitness.kit.warmup.HttpHotPath;
import dev.tradewitness.kit.warmup.Rehearsal;
import dev.tradewitness.kit.warmup.RehearsalDispatcher;
import dev.tradewitness.kit.warmup.RehearsalServer;
import dev.tradewitness.kit.web.BoundedBody;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/// Events over HTTP that are decoded, hashed, signed with a random key, numbered, written as they
/// are published, and answered. None is stored.
final class EventRehearsal implements Rehearsal {

  private static final String PATH = "/vcp/log";
  static final String POLICY_ID = "local.tradewitness:rehearsal";
  private static final int SEED_BYTES = 32;
  private static final int BODY_BYTES_MAX = 64 * 1024;

  private final ReceptionClock clock;
  private final SigningMode mode;
  private final RequestMappingHandlerAdapter adapter;
  private final Filter door;

  EventRehearsal(
      ReceptionClock clock, SigningMode mode, RequestMappingHandlerAdapter adapter, Filter door) {
    this.clock = clock;
    this.mode = mode;
    this.adapter = adapter;
    this.door = door;
  }

  @Override
  public List<HotPath> paths() throws Exception {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    var controller = new Rehearsed(clock, new EventSigner(new Ed25519Signer(seed), mode, Map.of()));
    var filters = new ArrayList<>(RehearsalDispatcher.filters());
    filters.add(door);
    return List.of(
        new HttpHotPath(
            "events",
            RehearsalServer.start(PATH, RehearsalDispatcher.of(controller, adapter), filters),
            new Events()::next));
  }

  /// As [LogController] without an intake.
  static final class Rehearsed {

    private final EventDecoder decoder = new EventDecoder(new SecureRandom());
    private final AtomicLong sequence = new AtomicLong();
    private final ReceptionClock clock;
    private final EventSigner signer;

    Rehearsed(ReceptionClock clock, EventSigner signer) {
      this.clock = clock;
      this.signer = signer;
    }

    @PostMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> log(HttpServletRequest request) {
      Reception reception = clock.now(LogController.SOURCE, request.getHeader(TraceParent.HEADER));
      byte[] body = BoundedBody.read(request, BODY_BYTES_MAX);
      if (!(decoder.decode(body, reception) instanceof Decoded.Understood(TradingEvent event))) {
        throw new IllegalStateException("the rehearsal's own event was not understood");
      }
      var stored =
          new StoredEvent(
              new StreamPosition(event.policyId(), sequence.getAndIncrement()),
              event.id(),
              event.tier(),
              event.document(),
              signer.sign(event, signer.mode(event.policyId())),
              reception.withTraceId(event.fields().traceId()),
              event.warnings());
      publish(stored);
      return ResponseEntity.status(HttpStatus.CREATED)
          .contentType(MediaType.APPLICATION_JSON)
          .body(ReceiptJson.bytes(ReceiptJson.OK, stored));
    }

    private static void publish(StoredEvent event) {
      EventJson.withSecurity(event, EventJson.security(event));
      new EventHeaders(
              event.at().sequence(),
              event.id().value(),
              event.document().hash(),
              event.reception().receivedAtMicros(),
              event.tier().name())
          .encode();
    }
  }

  private static final class Events {

    private final SplittableRandom random = new SplittableRandom();

    private byte[] next(int number) {
      Instant now = Instant.now();
      return """
      {"header":{"event_id":"%s","trace_id":"%s","event_type":"ORD","timestamp_iso":"%s",\
      "timestamp_int":"%d","timestamp_precision":"MICROSECOND","clock_sync_status":"NTP_SYNCED",\
      "vcp_version":"1.1","hash_algo":"SHA256"},"payload":{"trade_data":{"order_id":"O-%d",\
      "symbol":"AAPL","side":"BUY","order_type":"LIMIT","price":"185.50","quantity":"100"}},\
      "policy_identification":{"version":"1.1","policy_id":"%s","conformance_tier":"SILVER"}}\
      """
          .formatted(id(now), id(now), Rfc3339.text(now), Rfc3339.micros(now), number, POLICY_ID)
          .getBytes(StandardCharsets.UTF_8);
    }

    private String id(Instant now) {
      return UuidV7.of(now.toEpochMilli(), random.nextLong(), random.nextLong()).toString();
    }
  }
}
