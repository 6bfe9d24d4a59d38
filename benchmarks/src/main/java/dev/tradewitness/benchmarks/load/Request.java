package dev.tradewitness.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What one connection sends next, with whatever its [Traffic] wants to remember until the answer.
public final class Request {
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private @Nullable Object subject;

  /// A POST of JSON text in ASCII.
  public void post(String path, String json) {
    post(path, "application/json", json.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// @param path starts with a slash
  public void post(String path, String contentType, byte[] body) {
    var head =
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                + contentType
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    int length = head.length + body.length;
    if (bytes.capacity() < length) {
      bytes = ByteBuffer.allocate(length * 2);
    }
    bytes.clear().put(head).put(body).flip();
  }

  /// Kept for [Traffic#answered].
  public void about(@Nullable Object subject) {
    this.subject = subject;
  }

  public @Nullable Object subject() {
    return subject;
  }

  ByteBuffer bytes() {
    return bytes;
  }
}
