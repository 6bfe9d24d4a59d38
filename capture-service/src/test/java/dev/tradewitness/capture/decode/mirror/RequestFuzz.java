package dev.tradewitness.capture.decode.mirror;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/// Requests that nobody would write by hand.
public final class RequestFuzz {

  /// Stands in bodies as the value of a secret member only.
  public static final String SECRET = "S3CRET";

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "\\",
          "\\u0000",
          "null",
          "1e400",
          "-0",
          "1.10",
          "\"a\"",
          "\"clOrdId\":\"1\"",
          "\"side\":\"BUY\"",
          "\u0000",
          "\u0001",
          "\n",
          "é",
          "\uD83D\uDE00",
          "&",
          "=",
          "%",
          "%zz",
          "password=x",
          "[[[[[[[[",
          "' or 1=1",
          "</script>",
          "\uFFFF");

  private RequestFuzz() {}

  public static byte[] body(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> bytes(random, random.nextInt(100));
      case 1 -> secret(random).getBytes(StandardCharsets.UTF_8);
      case 2 -> bytes(random, random.nextInt(40) == 0 ? 700_000 : 5_000);
      case 3 -> new byte[0];
      default -> text(random, 60).getBytes(StandardCharsets.UTF_8);
    };
  }

  /// An object, whole but for what follows it, with a secret at some depth.
  private static String secret(SplittableRandom random) {
    int depth = random.nextInt(70);
    String name = random.nextBoolean() ? "password" : "PI\\u004e";
    return "{\"a\":".repeat(depth)
        + "{\"x\":"
        + random.nextInt()
        + ",\""
        + name
        + "\" : "
        + (random.nextBoolean() ? "\"" + SECRET + "\"" : "[{\"y\":\"" + SECRET + "\"}]")
        + ",\"clOrdId\":\"1\"}"
        + "}".repeat(depth)
        + (random.nextBoolean() ? "" : text(random, 5));
  }

  private static byte[] bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  public static String text(SplittableRandom random, int piecesMax) {
    var text = new StringBuilder();
    for (int i = random.nextInt(piecesMax + 1); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  public static String uri(SplittableRandom random) {
    return List.of("/v2/order", "/v2/order/", "/", "", "*", "http://u:p@h/v2/order", "/%")
            .get(random.nextInt(7))
        + (random.nextBoolean() ? "?" + text(random, 10) : "");
  }

  static SequencedMap<String, String> headers(SplittableRandom random) {
    var headers = new LinkedHashMap<String, String>();
    for (int i = random.nextInt(5); i > 0; i--) {
      headers.put("h" + i, text(random, 20));
    }
    return headers;
  }
}
