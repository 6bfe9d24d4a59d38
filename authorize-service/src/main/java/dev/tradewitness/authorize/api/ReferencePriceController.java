package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlRecord;
import dev.tradewitness.authorize.admin.ReferenceBatch;
import dev.tradewitness.authorize.admin.ReferenceBatch.SymbolPrice;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.common.wire.Rfc3339;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Takes and shows reference prices. They are data: a batch is in force with its answer.
@RestController
class ReferencePriceController {

  static final int BATCH_MAX = 500;

  /// A price from further ahead would never be too old.
  private static final Duration AHEAD_MAX = Duration.ofMinutes(1);

  private static final Duration WAIT = Duration.ofSeconds(1);

  /// One batch at a time, so that a halt waits for one at most.
  private final Semaphore door = new Semaphore(1, true);

  private final ControlAdmin controls;
  private final AdminReads reads;
  private final ChangesInForce inForce;
  private final InstantSource clock;

  ReferencePriceController(
      ControlAdmin controls, AdminReads reads, ChangesInForce inForce, InstantSource clock) {
    this.controls = controls;
    this.reads = reads;
    this.inForce = inForce;
    this.clock = clock;
  }

  record PricesBody(List<PriceBody> prices) {}

  record PriceBody(String symbol, String price, String source, String at) {
    static PriceBody of(SymbolPrice price) {
      return new PriceBody(
          price.symbol().value(),
          price.price().toString(),
          price.source(),
          Rfc3339.text(price.at()));
    }
  }

  /// The prices that were sent and count.
  @GetMapping("/v1/reference-prices")
  PricesBody prices() throws InterruptedException {
    return new PricesBody(
        reads.read(controls::referencePrices).stream().map(PriceBody::of).toList());
  }

  /// A batch byte for byte: its SHA-256 is what the control record of that number says.
  @GetMapping(value = "/v1/reference-prices/{number}", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] batch(@PathVariable("number") String number) throws InterruptedException {
    return reads
        .read(() -> controls.referenceBatch(parsed(number)))
        .orElseThrow(ReferencePriceController::unknownBatch);
  }

  private static long parsed(String number) {
    if (!number.matches("[0-9]{1,18}")) {
      throw unknownBatch();
    }
    return Long.parseLong(number);
  }

  private static ProblemException unknownBatch() {
    return ProblemException.of(
        HttpStatus.NOT_FOUND, "UNKNOWN_BATCH", "No batch of reference prices has this number");
  }

  /// @param number of the record that decisions name from now on
  /// @param digest of that record
  /// @param batchDigest of the prices that came in force with it
  record BatchBody(long number, String digest, @Nullable String batchDigest) {
    static BatchBody of(ControlRecord record) {
      return new BatchBody(record.number(), record.digest(), record.after());
    }
  }

  @PutMapping("/v1/reference-prices")
  BatchBody setPrices(HttpServletRequest request) throws InterruptedException {
    MemberReader body = ChangeDoor.body(request);
    var prices = new ArrayList<SymbolPrice>();
    var symbols = new HashSet<Symbol>();
    for (MemberReader one : body.requiredObjects("prices", BATCH_MAX)) {
      SymbolPrice price = price(one);
      if (price != null) {
        prices.add(price);
        if (!symbols.add(price.symbol())) {
          one.violation("symbol", "GIVEN_TWICE", "the batch has another price for the symbol");
        }
      }
    }
    ChangeDoor.Asked asked = ChangeDoor.Asked.read(body);
    String reason = asked.reason();
    String actor = asked.actor();
    if (reason == null || actor == null || !body.violations().isEmpty()) {
      throw ChangeDoor.invalid(body.violations());
    }
    if (!door.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw ProblemException.unavailable(
          "PRICES_BUSY", "Other prices are being stored; nothing was changed, retry", WAIT);
    }
    try {
      return BatchBody.of(
          inForce.settle(() -> controls.submit(new ReferenceBatch(prices), reason, actor)));
    } finally {
      door.release();
    }
  }

  private @Nullable SymbolPrice price(MemberReader in) {
    Symbol symbol = in.requiredSymbol("symbol");
    Price price = in.requiredPrice("price");
    String source = in.requiredSentence("source", ChangeDoor.PERSON_CHARACTERS_MAX);
    Instant at = in.requiredTime("at");
    if (at != null && at.isAfter(clock.instant().plus(AHEAD_MAX))) {
      in.violation("at", "TIME_AHEAD", "more than a minute after now");
    }
    return symbol == null || price == null || source == null || at == null
        ? null
        : new SymbolPrice(symbol, price, source, at);
  }
}
