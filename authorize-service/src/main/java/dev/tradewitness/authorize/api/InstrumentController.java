package dev.tradewitness.authorize.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tradewitness.authorize.admin.ChangeRequest;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlRecord;
import dev.tradewitness.authorize.admin.ControlTarget;
import dev.tradewitness.authorize.admin.Instrument;
import dev.tradewitness.authorize.admin.InstrumentEdit;
import dev.tradewitness.authorize.admin.InstrumentEdit.Member;
import dev.tradewitness.authorize.admin.InstrumentValue;
import dev.tradewitness.authorize.control.InstrumentProperties;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.common.wire.Rfc3339;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Shows and changes what is set of instruments.
@RestController
class InstrumentController {

  private final ControlAdmin controls;
  private final AdminReads reads;
  private final ChangeDoor door;
  private final String baseCurrency;

  InstrumentController(
      ControlAdmin controls, AdminReads reads, ChangeDoor door, InstrumentProperties properties) {
    this.controls = controls;
    this.reads = reads;
    this.door = door;
    this.baseCurrency = properties.baseCurrency();
  }

  record InstrumentsBody(List<InstrumentBody> instruments) {}

  /// Terms that are not set are left out.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record InstrumentBody(
      String symbol,
      Instrument.Status status,
      @Nullable String tickSize,
      @Nullable String lotSize,
      @Nullable String minQty,
      @Nullable String multiplier,
      @Nullable String currency,
      String reason,
      String actor,
      String changedAt) {

    private static InstrumentBody of(
        String symbol, InstrumentValue value, String reason, String actor, Instant changedAt) {
      return new InstrumentBody(
          symbol,
          value.status(),
          text(value.tickSize()),
          text(value.lotSize()),
          text(value.minQty()),
          text(value.multiplier()),
          value.currency(),
          reason,
          actor,
          Rfc3339.text(changedAt));
    }

    private static InstrumentBody of(Instrument instrument) {
      return of(
          instrument.symbol(),
          instrument.value(),
          instrument.reason(),
          instrument.actor(),
          instrument.changedAt());
    }

    /// What a change of it answers.
    private static InstrumentBody of(ControlRecord record) {
      return of(
          record.target().subject(),
          InstrumentValue.of(Objects.requireNonNull(record.after())),
          record.reason(),
          record.author(),
          record.recordedAt());
    }

    private static @Nullable String text(@Nullable BigDecimal amount) {
      return amount == null ? null : ExactDecimal.text(amount);
    }
  }

  @GetMapping("/v1/instruments")
  InstrumentsBody instruments() throws InterruptedException {
    return new InstrumentsBody(
        reads.read(controls::instruments).stream().map(InstrumentBody::of).toList());
  }

  /// Members that the body does not name stay as they are; null takes away what is set.
  @PutMapping("/v1/instruments/{symbol}")
  ResponseEntity<?> setInstrument(@PathVariable("symbol") String symbol, HttpServletRequest request)
      throws InterruptedException {
    ControlTarget target = ControlTarget.instrument(Targets.symbol(symbol));
    MemberReader change = ChangeDoor.body(request);
    Instrument.Status status = change.requiredConstant(Instrument.Status.class, "status");
    var tickSize = size(change, "tick_size");
    var lotSize = size(change, "lot_size");
    var minQty = size(change, "min_qty");
    var multiplier = size(change, "multiplier");
    var currency = currency(change);
    ChangeDoor.Asked asked = ChangeDoor.Asked.read(change);
    String reason = asked.reason();
    String actor = asked.actor();
    if (status == null || reason == null || actor == null || !change.violations().isEmpty()) {
      throw ChangeDoor.invalid(change.violations());
    }
    return door.submit(
        ChangeRequest.of(
            target,
            new InstrumentEdit(status, tickSize, lotSize, minQty, multiplier, currency),
            reason,
            actor),
        InstrumentBody::of);
  }

  private static Member<BigDecimal> size(MemberReader change, String name) {
    return new Member<>(change.isNamed(name), change.optionalPositive(name));
  }

  private Member<String> currency(MemberReader change) {
    String currency = change.optionalText("currency");
    if (currency != null && !currency.equals(baseCurrency)) {
      change.violation(
          "currency",
          "CURRENCY_NOT_SUPPORTED",
          "limits are in " + baseCurrency + ", and no rate to another currency is known here");
    }
    return new Member<>(change.isNamed("currency"), currency);
  }
}
