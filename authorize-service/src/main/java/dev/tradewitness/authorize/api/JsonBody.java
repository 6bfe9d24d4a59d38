package dev.tradewitness.authorize.api;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.BoundedBody;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// Request bodies that are one JSON object, read as strictly as orders are: what is said twice or
/// in two ways is refused and not guessed.
final class JsonBody {

  static final int BYTES_MAX = 64 * 1024;

  private JsonBody() {}

  /// @param refusal what is answered to violations
  /// @throws ProblemException the refusal, or 413 beyond 64 KiB
  static JsonObject read(
      HttpServletRequest request, Function<List<Violation>, ProblemException> refusal) {
    try {
      return Json.parseObject(BoundedBody.read(request, BYTES_MAX), JsonLimits.ORDER);
    } catch (JsonRefusedException e) {
      throw refusal.apply(
          List.of(
              new Violation(
                  e.pointer(),
                  e.code().name(),
                  Objects.requireNonNullElse(e.getMessage(), "not JSON"))));
    }
  }
}
