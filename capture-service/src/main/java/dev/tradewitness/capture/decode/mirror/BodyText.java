package dev.tradewitness.capture.decode.mirror;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// How a body is kept in an event, so that it can be had back byte for byte.
final class BodyText {

  /// Of a body that no single event holds, one part has so many bytes: as base64 it leaves 100 KiB
  /// of an event to the rest.
  static final int PART_BYTES = 600 * 1024;

  private BodyText() {}

  /// As a JSON string, or null when it is not text: valid UTF-8 without control characters other
  /// than tab and line ends.
  static @Nullable JsonObject asText(byte[] body) {
    for (byte b : body) {
      if (b >= 0 && b < 0x20 && b != '\t' && b != '\n' && b != '\r' || b == 0x7F) {
        return null;
      }
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return whole(body).put("encoding", "text").put("content", text).build();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  static JsonObject asBase64(byte[] body) {
    return whole(body)
        .put("encoding", "base64")
        .put("content", Base64.getEncoder().encodeToString(body))
        .build();
  }

  static int parts(byte[] body) {
    return Math.max(1, Math.ceilDiv(body.length, PART_BYTES));
  }

  /// @param sha256 of the whole body
  static JsonObject part(byte[] body, Hash sha256, int part) {
    int from = part * PART_BYTES;
    byte[] bytes = Arrays.copyOfRange(body, from, Math.min(body.length, from + PART_BYTES));
    return JsonObject.builder()
        .put("length", body.length)
        .put("sha256", sha256.hex())
        .put("part", part)
        .put("parts", parts(body))
        .put("offset", from)
        .put("encoding", "base64")
        .put("content", Base64.getEncoder().encodeToString(bytes))
        .build();
  }

  /// What says which body it was.
  static JsonObject.Builder whole(byte[] body) {
    return JsonObject.builder().put("length", body.length).put("sha256", Hash.of(body).hex());
  }
}
