package dev.tradewitness.capture;

import dev.tradewitness.capture.decode.mirror.RequestFuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/// Whole requests to `/capture` as text, one character a byte.
final class HttpFuzz {

  private static final List<String> NAMES =
      List.of(
          "X-Original-URI",
          "X-Original-Method",
          "X-Request-ID",
          "X-Request-Time",
          "traceparent",
          "Content-Type",
          "Content-Encoding",
          "Accept",
          "X-Forwarded-For",
          "Cookie",
          "X-Any");
  private static final List<String> VALUES =
      List.of(
          "",
          "/api/orders",
          "/api/orders?token=x",
          "POST",
          "0123456789abcdef0123456789abcdef",
          "1772366400.123",
          "application/json",
          "application/x-www-form-urlencoded",
          "gzip",
          "*/*",
          "multipart/form-data; boundary=\"",
          "text/plain;charset=none");

  private HttpFuzz() {}

  static String request(SplittableRandom random) {
    byte[] body = RequestFuzz.body(random);
    var request = new StringBuilder();
    request.append(List.of("POST", "PUT", "PATCH", "DELETE", "GET").get(random.nextInt(5)));
    request.append(" /capture").append(random.nextInt(4) == 0 ? "?a=%zz&token=1" : "");
    request.append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (int i = random.nextInt(7); i > 0; i--) {
      request
          .append(NAMES.get(random.nextInt(NAMES.size())))
          .append(": ")
          .append(
              random.nextInt(3) == 0
                  ? line(RequestFuzz.text(random, 12))
                  : VALUES.get(random.nextInt(VALUES.size())))
          .append("\r\n");
    }
    return request
        .append("Content-Length: ")
        .append(body.length)
        .append("\r\n\r\n")
        .append(new String(body, StandardCharsets.ISO_8859_1))
        .toString();
  }

  private static String line(String text) {
    String latin1 = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return latin1.replaceAll("[\r\n]", " ");
  }
}
