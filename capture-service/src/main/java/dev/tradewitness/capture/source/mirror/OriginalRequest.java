package dev.tradewitness.capture.source.mirror;

import dev.tradewitness.capture.decode.mirror.MirroredRequest;
import dev.tradewitness.capture.decode.mirror.MirroredRequest.Content;
import dev.tradewitness.capture.decode.mirror.RequestIdentity;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/// Reads what the proxy says of the request that it copied.
final class OriginalRequest {

  static final String URI = "X-Original-URI";
  static final String METHOD = "X-Original-Method";
  static final String REQUEST_ID = "X-Request-ID";
  static final String TIME = "X-Request-Time";

  // RFC 9110 section 5.6.2.
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}");

  private OriginalRequest() {}

  static boolean isNamed(HttpServletRequest request) {
    String uri = request.getHeader(URI);
    return uri != null && !uri.isEmpty();
  }

  /// @param storedHeaders in lower case
  static MirroredRequest of(HttpServletRequest request, byte[] body, Set<String> storedHeaders) {
    boolean named = isNamed(request);
    return new MirroredRequest(
        method(request),
        named ? request.getHeader(URI) : null,
        named ? null : request.getQueryString(),
        headers(request, storedHeaders),
        RequestIdentity.requestId(request.getHeader(REQUEST_ID)),
        RequestIdentity.time(request.getHeader(TIME)),
        new Content(isForm(request.getContentType()), body));
  }

  private static String method(HttpServletRequest request) {
    String original = request.getHeader(METHOD);
    return original != null && TOKEN.matcher(original).matches() ? original : request.getMethod();
  }

  private static SequencedMap<String, String> headers(
      HttpServletRequest request, Set<String> stored) {
    var headers = new LinkedHashMap<String, String>();
    for (String given : Collections.list(request.getHeaderNames())) {
      String name = given.toLowerCase(Locale.ROOT);
      if (stored.contains(name)) {
        headers.putIfAbsent(name, String.join(", ", Collections.list(request.getHeaders(name))));
      }
    }
    return headers;
  }

  private static boolean isForm(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.split(";", -1)[0].strip();
    return type.equalsIgnoreCase(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
  }
}
