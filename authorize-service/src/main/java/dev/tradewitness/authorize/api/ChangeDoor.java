package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.ChangeRequest;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlRecord;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// What every change of controls has in common: how its body is read, who asks for it and why, and
/// what is answered.
final class ChangeDoor {

  static final int REASON_CHARACTERS_MAX = 1_000;
  static final int PERSON_CHARACTERS_MAX = 128;

  private final ControlAdmin controls;
  private final ChangesInForce inForce;

  ChangeDoor(ControlAdmin controls, ChangesInForce inForce) {
    this.controls = controls;
    this.inForce = inForce;
  }

  /// As strict as for orders: a change of controls must not be guessed at.
  static MemberReader body(HttpServletRequest request) {
    return new MemberReader(JsonBody.read(request, ChangeDoor::invalid), "");
  }

  /// Who asks, and why. What is missing is a violation of the body.
  record Asked(@Nullable String reason, @Nullable String actor) {
    static Asked read(MemberReader body) {
      return new Asked(
          body.requiredSentence("reason", REASON_CHARACTERS_MAX),
          body.requiredSentence("actor", PERSON_CHARACTERS_MAX));
    }
  }

  static ProblemException invalid(List<Violation> violations) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "INVALID_CHANGE",
        "The change cannot be read; nothing was changed",
        violations);
  }

  /// @param body of an answer that is in force; what waits is answered as its record
  ResponseEntity<?> submit(ChangeRequest request, Function<ControlRecord, Object> body)
      throws InterruptedException {
    ControlRecord record = inForce.settle(() -> controls.submit(request));
    return record.step() == ControlRecord.Step.REQUESTED
        ? ResponseEntity.accepted().body(ChangeBody.of(record))
        : ResponseEntity.ok(body.apply(record));
  }
}
