package dev.tradewitness.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// Reads HTTP/1.1 responses of one connection from bytes as they arrive, in pieces of any size.
/// Bodies end by `Content-Length`, by chunks (RFC 9112 section 7.1) or by status. A body that only
/// the end of the connection would end is refused: with it, nothing could be sent twice over one
/// connection.
public final class ResponseParser {
  private static final int LINE_BYTES_MAX = 16 << 10;
  private static final int BODY_BYTES_MAX = 32 << 20;

  private enum State {
    STATUS,
    HEADER,
    BODY,
    CHUNK_SIZE,
    CHUNK_DATA,
    CHUNK_END,
    TRAILER,
    COMPLETE
  }

  private State state = State.STATUS;
  private byte[] line = new byte[256];
  private int lineLength;
  private byte[] body = new byte[4096];
  private int bodyLength;
  private int status;
  private long remaining;
  private long contentLength;
  private boolean chunked;
  private boolean keepAlive;

  /// Takes bytes up to the end of the response; what follows stays in the buffer.
  ///
  /// @return whether the response is complete; the next call begins another
  /// @throws MalformedResponseException when the bytes are no response that is understood
  public boolean feed(ByteBuffer in) throws MalformedResponseException {
    if (state == State.COMPLETE) {
      reset();
    }
    while (state != State.COMPLETE && in.hasRemaining()) {
      switch (state) {
        case BODY, CHUNK_DATA -> takeBody(in);
        default -> takeLine(in);
      }
    }
    return state == State.COMPLETE;
  }

  public int status() {
    return status;
  }

  /// The body's bytes; only the first [#bodyLength] count, and only until the next call of [#feed].
  public byte[] body() {
    return body;
  }

  public int bodyLength() {
    return bodyLength;
  }

  public boolean keepAlive() {
    return keepAlive;
  }

  /// Forgets a response that was begun.
  public void reset() {
    state = State.STATUS;
    lineLength = 0;
    bodyLength = 0;
    status = 0;
    remaining = 0;
    contentLength = -1;
    chunked = false;
    keepAlive = true;
  }

  private void takeLine(ByteBuffer in) throws MalformedResponseException {
    while (in.hasRemaining()) {
      byte b = in.get();
      if (b == '\n') {
        int end = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
        var text = new String(line, 0, end, StandardCharsets.ISO_8859_1);
        lineLength = 0;
        onLine(text);
        return;
      }
      if (lineLength == LINE_BYTES_MAX) {
        throw new MalformedResponseException("a line of more than " + LINE_BYTES_MAX + " bytes");
      }
      if (lineLength == line.length) {
        line = Arrays.copyOf(line, line.length * 2);
      }
      line[lineLength++] = b;
    }
  }

  private void onLine(String text) throws MalformedResponseException {
    switch (state) {
      case STATUS -> onStatus(text);
      case HEADER -> onHeader(text);
      case CHUNK_SIZE -> onChunkSize(text);
      case CHUNK_END -> {
        if (!text.isEmpty()) {
          throw new MalformedResponseException("text after a chunk: " + text);
        }
        state = State.CHUNK_SIZE;
      }
      case TRAILER -> {
        if (text.isEmpty()) {
          state = State.COMPLETE;
        }
      }
      case BODY, CHUNK_DATA, COMPLETE -> throw new IllegalStateException("no line in " + state);
    }
  }

  private void onStatus(String text) throws MalformedResponseException {
    if (!text.startsWith("HTTP/1.") || text.length() < 12) {
      throw new MalformedResponseException("no status line: " + text);
    }
    reset();
    keepAlive = text.charAt(7) != '0';
    status = (int) number(text.substring(9, 12), 10);
    state = State.HEADER;
  }

  private void onHeader(String text) throws MalformedResponseException {
    if (text.isEmpty()) {
      onHeadersEnd();
      return;
    }
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw new MalformedResponseException("no header: " + text);
    }
    // Only three headers matter; a look at the length spares the rest.
    switch (colon) {
      case 14 -> {
        if (text.regionMatches(true, 0, "content-length", 0, 14)) {
          contentLength = number(text.substring(colon + 1).strip(), 10);
        }
      }
      case 17 -> {
        if (text.regionMatches(true, 0, "transfer-encoding", 0, 17)) {
          chunked = text.toLowerCase(Locale.ROOT).endsWith("chunked");
        }
      }
      case 10 -> {
        if (text.regionMatches(true, 0, "connection", 0, 10)) {
          var value = text.substring(colon + 1).strip();
          keepAlive = !value.equalsIgnoreCase("close");
        }
      }
      default -> {}
    }
  }

  private void onHeadersEnd() throws MalformedResponseException {
    if (status / 100 == 1) {
      state = State.STATUS; // 100 Continue and the like precede the answer
    } else if (status == 204 || status == 304) {
      state = State.COMPLETE;
    } else if (chunked) { // RFC 9112 section 6.3: it overrides a length
      state = State.CHUNK_SIZE;
    } else if (contentLength >= 0) {
      remaining = contentLength;
      reserve(contentLength);
      state = remaining == 0 ? State.COMPLETE : State.BODY;
    } else {
      throw new MalformedResponseException("a body that only the connection's end would end");
    }
  }

  private void onChunkSize(String text) throws MalformedResponseException {
    int extension = text.indexOf(';');
    remaining = number((extension < 0 ? text : text.substring(0, extension)).strip(), 16);
    reserve(bodyLength + remaining);
    state = remaining == 0 ? State.TRAILER : State.CHUNK_DATA;
  }

  private void takeBody(ByteBuffer in) {
    int count = (int) Math.min(remaining, in.remaining());
    in.get(body, bodyLength, count);
    bodyLength += count;
    remaining -= count;
    if (remaining == 0) {
      state = state == State.BODY ? State.COMPLETE : State.CHUNK_END;
    }
  }

  private void reserve(long length) throws MalformedResponseException {
    if (length > BODY_BYTES_MAX) {
      throw new MalformedResponseException("a body of " + length + " bytes");
    }
    if (length > body.length) {
      body = Arrays.copyOf(body, (int) Math.max(length, body.length * 2L));
    }
  }

  private static long number(String text, int radix) throws MalformedResponseException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, like a negative one.
    }
    throw new MalformedResponseException("no number: " + text);
  }
}
