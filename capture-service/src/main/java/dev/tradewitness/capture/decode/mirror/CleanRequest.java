package dev.tradewitness.capture.decode.mirror;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request without the secrets of its URI and body: nothing else of it reaches an event.
final class CleanRequest {

  /// So many places are listed; all are counted.
  private static final int LISTED_MAX = 100;

  private static final int POINTER_CHARS_MAX = 256;
  private static final Pattern USER_INFO =
      Pattern.compile("(?<=^[a-zA-Z][a-zA-Z0-9+.-]{0,20}://)[^/?#]*@");

  private final SecretNames names;
  private final MirroredRequest request;
  private final byte[] body;
  private final List<String> parameters = new ArrayList<>();
  private final List<String> form = new ArrayList<>();
  private final @Nullable String uri;
  private final @Nullable String query;
  private int inBody;
  private int inUri;

  CleanRequest(MirroredRequest request, SecretNames names) {
    this.names = names;
    this.request = request;
    this.body = body(request.content());
    this.uri = request.uri() == null ? null : uri(request.uri());
    this.query = request.query() == null ? null : query(request.query());
  }

  MirroredRequest request() {
    return request;
  }

  byte[] body() {
    return body;
  }

  boolean isBodyWhole() {
    return inBody == 0;
  }

  @Nullable String uri() {
    return uri;
  }

  /// The body as JSON.
  JsonValue json() throws JsonRefusedException {
    return Json.parse(body, JsonLimits.EVENT);
  }

  private byte[] body(MirroredRequest.Content content) {
    byte[] bytes = content.bytes();
    if (content.form()) {
      // One character a byte, so that every byte comes back as it was.
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      FormRedaction.Result result = FormRedaction.of(text, names, LISTED_MAX);
      form.addAll(result.redacted());
      inBody = result.count();
      bytes = result.text().getBytes(StandardCharsets.ISO_8859_1);
    }
    // Whatever the headers say that it is: they may be wrong.
    JsonRedaction redaction = JsonRedaction.of(bytes, names);
    inBody += redaction.count();
    if (redaction.count() > 0) {
      // A field's name may hold what was taken out as JSON: what the body no longer has is not
      // told.
      String kept = new String(redaction.text(), StandardCharsets.ISO_8859_1);
      form.removeIf(name -> !kept.contains(name));
    }
    return redaction.text();
  }

  private String uri(String given) {
    String text = USER_INFO.matcher(given).replaceFirst(FormRedaction.REDACTED + "@");
    if (!text.equals(given)) {
      inUri++;
      parameters.add("user-info");
    }
    int from = text.indexOf('?');
    return from < 0 ? text : text.substring(0, from + 1) + query(text.substring(from + 1));
  }

  private String query(String given) {
    FormRedaction.Result result = FormRedaction.of(given, names, LISTED_MAX);
    parameters.addAll(result.redacted());
    inUri += result.count();
    return result.text();
  }

  /// The members that say what the request was.
  JsonObject shown() {
    var headers = JsonObject.builder();
    request.headers().forEach(headers::put);
    return JsonObject.builder()
        .put("method", request.method())
        .putIfPresent("uri", uri)
        .putIfPresent("query", query)
        .putIfPresent(
            "request_id", request.requestId() == null ? null : request.requestId().toString())
        .put("identity", request.identity() == null ? "NONE" : "REQUEST_ID")
        .put("headers", headers.build())
        .build();
  }

  /// Where something was taken out, or null when nothing was.
  @Nullable JsonObject redacted() {
    if (inBody + inUri == 0) {
      return null;
    }
    return JsonObject.builder()
        .put("count", inBody + inUri)
        .put("members", JsonArray.ofStrings(pointers()))
        .put("form", JsonArray.ofStrings(form))
        .put("query", JsonArray.ofStrings(parameters))
        .build();
  }

  private List<String> pointers() {
    if (inBody == 0) {
      return List.of();
    }
    try {
      return JsonRedaction.pointers(json(), names, LISTED_MAX, POINTER_CHARS_MAX);
    } catch (JsonRefusedException _) {
      return List.of(); // a text with secrets that is not strict JSON: counted
    }
  }
}
