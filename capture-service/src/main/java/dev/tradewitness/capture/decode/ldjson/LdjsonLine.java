package dev.tradewitness.capture.decode.ldjson;

import dev.tradewitness.common.crypto.Hash;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What one line says.
public sealed interface LdjsonLine {

  /// Opens a connection; only its first line may be one.
  ///
  /// @param acks whether the client wants to know what is durable
  record Hello(boolean acks, @Nullable String secret) implements LdjsonLine {}

  /// The client is there. Not stored.
  record Heartbeat() implements LdjsonLine {}

  /// The client sends nothing more. Not stored.
  record Goodbye() implements LdjsonLine {}

  /// Something to be stored.
  final class Message implements LdjsonLine {
    private final String src;
    private final byte[] event;
    private final Hash sourcesDigest;

    Message(String src, byte[] event, Hash sourcesDigest) {
      this.src = src;
      this.event = event;
      this.sourcesDigest = sourcesDigest;
    }

    /// Who sends it, valid as part of a reception's source.
    public String src() {
      return src;
    }

    /// The text of a VCP event; the caller owns it.
    public byte[] event() {
      return event;
    }

    /// Of the sources file by which it was read.
    public Hash sourcesDigest() {
      return sourcesDigest;
    }
  }

  /// Not a message of the protocol, however often it is sent.
  ///
  /// @param src null when the line names none that is valid
  record Refused(@Nullable String src, Reason reason, String detail) implements LdjsonLine {}

  /// Why a line is refused.
  enum Reason {
    /// Longer than 64 KiB.
    TOO_LONG,
    /// The connection ended in the middle of it.
    INCOMPLETE,
    /// Not one strict JSON object.
    NOT_JSON,
    /// `v` is not 1.
    VERSION,
    /// A `hello` whose `v` is not 1.
    HELLO,
    /// `type` is missing, unknown, or a `hello` behind the first line.
    TYPE,
    /// `src` is missing or no valid name.
    SOURCE,
    /// `ts` is missing or not a time.
    TIME,
    /// `id` is not a UUID.
    ID,
    /// A `vcp` message without an event in `data`.
    DATA,
    /// The secret is missing or wrong.
    SECRET;

    /// As metrics name it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
