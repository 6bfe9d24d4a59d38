package dev.tradewitness.evidence.made;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.erdtman.jcs.JsonCanonicalizer;

/// JSON for the makers: canonical bytes come from another implementation of RFC 8785.
public final class Json {

  public static final Charset UTF_8 = StandardCharsets.UTF_8;

  private Json() {}

  public static byte[] canonical(JsonValue value) {
    try {
      return new JsonCanonicalizer(value.toString()).getEncodedUTF8();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static JsonObject read(byte[] text) {
    try {
      return dev.tradewitness.common.canonical.Json.parseObject(text, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static JsonObject read(String text) {
    return read(text.getBytes(UTF_8));
  }

  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  public static JsonArray hexes(List<byte[]> hashes) {
    return JsonArray.ofStrings(hashes.stream().map(Json::hex).toList());
  }
}
