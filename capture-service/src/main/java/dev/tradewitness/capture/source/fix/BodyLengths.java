package dev.tradewitness.capture.source.fix;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.mina.core.buffer.IoBuffer;

/// Reads the bytes of one connection ahead of QuickFIX/J's decoder. The decoder adds the digits of
/// a BodyLength up without looking for an overflow: a negative sum leads it back before the header,
/// for ever. Nine digits cannot overflow. For the connection's I/O thread.
final class BodyLengths {

  /// What the decoder takes for a header, then ten characters before the SOH: it skips over one
  /// that is not a digit where a packet ends.
  private static final Pattern IMPOSSIBLE =
      Pattern.compile("8=FIX[tT]?\\..\\..\u00019=[^\u0001]{10}", Pattern.DOTALL);

  private static final int TAIL = "8=FIXT.1.1|9=123456789".length();

  private String tail = "";

  /// @return false when a BodyLength has more than nine characters
  boolean arePossible(IoBuffer packet) {
    byte[] bytes = new byte[packet.remaining()];
    packet.duplicate().get(bytes);
    String text = tail + new String(bytes, StandardCharsets.ISO_8859_1);
    tail = text.substring(Math.max(0, text.length() - TAIL));
    return !IMPOSSIBLE.matcher(text).find();
  }
}
