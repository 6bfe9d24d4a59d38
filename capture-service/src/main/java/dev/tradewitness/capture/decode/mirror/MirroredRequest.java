package dev.tradewitness.capture.decode.mirror;

import dev.tradewitness.common.wire.TraceParent;
import java.time.Instant;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A copy of a request as it arrived, with the secrets that its URI and body have.
///
/// @param method of the original request
/// @param uri of the original request, null when nobody said it
/// @param query of the copy itself, for proxies that keep only that of the URI
/// @param headers those that are stored, names in lower case
/// @param requestId the proxy's, null when it gave none
/// @param at when the proxy sent the copy, null when it did not say
/// @param content the body
public record MirroredRequest(
    String method,
    @Nullable String uri,
    @Nullable String query,
    SequencedMap<String, String> headers,
    @Nullable UUID requestId,
    @Nullable Instant at,
    Content content) {

  /// A body as it arrived.
  public static final class Content {
    private final boolean form;
    private final byte[] bytes;

    /// Takes ownership of the bytes: nobody writes into them any more.
    ///
    /// @param form true for `application/x-www-form-urlencoded`
    public Content(boolean form, byte[] bytes) {
      this.form = form;
      this.bytes = bytes;
    }

    boolean form() {
      return form;
    }

    /// The bytes themselves, not a copy; they are not to be written into.
    byte[] bytes() {
      return bytes;
    }
  }

  /// Null when the proxy did not say enough to recognise the request when it comes again.
  @Nullable RequestIdentity identity() {
    return requestId == null || at == null ? null : new RequestIdentity(requestId, at);
  }

  /// The request id as a trace, for requests that belong to no other.
  @Nullable UUID ownTrace() {
    return requestId == null || TraceParent.isNone(requestId) ? null : requestId;
  }
}
