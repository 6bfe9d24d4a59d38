package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.token.TokenForm;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// The query of an order. Anything that is not understood is refused: a misspelt dry run must not
/// become a live order.
///
/// @param dryRun whether nothing is to be recorded
/// @param token the form of the token in the answer
record OrderQuery(boolean dryRun, TokenForm token) {

  private static final OrderQuery NONE = new OrderQuery(false, TokenForm.OBJECT);

  /// @param query as sent. Not parameters: reading those would read a body that claims to be a
  ///   form.
  /// @throws ProblemException 400 `INVALID_QUERY`
  static OrderQuery of(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return NONE;
    }
    @Nullable Boolean dryRun = null;
    @Nullable TokenForm token = null;
    for (String part : query.split("&", -1)) {
      switch (part) {
        case "dry_run=true", "dry_run=false" -> {
          if (dryRun != null) {
            throw refused("/dry_run", "GIVEN_TWICE", "dry_run is given twice");
          }
          dryRun = part.endsWith("true");
        }
        case "token=object", "token=jws", "token=v1" -> {
          if (token != null) {
            throw refused("/token", "GIVEN_TWICE", "token is given twice");
          }
          token =
              switch (part) {
                case "token=jws" -> TokenForm.JWS;
                case "token=v1" -> TokenForm.V1;
                default -> TokenForm.OBJECT;
              };
        }
        default -> throw notUnderstood(part);
      }
    }
    return new OrderQuery(dryRun != null && dryRun, token == null ? TokenForm.OBJECT : token);
  }

  /// 400 for a form in which no tokens are given here.
  static ProblemException notOffered() {
    return refused("/token", "NOT_ENABLED", "tokens of version 1 are not enabled here");
  }

  private static ProblemException notUnderstood(String part) {
    return part.startsWith("token=")
        ? refused("/token", "UNKNOWN_VALUE", "token may be object or jws")
        : refused(
            "/dry_run",
            "UNKNOWN_VALUE",
            "the query may be dry_run=true or dry_run=false, and token=object or token=jws, and"
                + " nothing else");
  }

  private static ProblemException refused(String pointer, String code, String message) {
    return ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "INVALID_QUERY",
        "The query is not understood; nothing was decided",
        List.of(new Violation(pointer, code, message)));
  }
}
