package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Reads what [SnapshotOutput] wrote. Equal clients and symbols become one object.
final class SnapshotInput {

  private final Map<String, ClientId> clients = new HashMap<>();
  private final Map<String, Symbol> symbols = new HashMap<>();
  private ByteBuffer in = ByteBuffer.allocate(0);

  /// Goes to the next part.
  void open(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  boolean hasMore() {
    return in.hasRemaining();
  }

  int unsigned() {
    return Byte.toUnsignedInt(in.get());
  }

  int integer() {
    return in.getInt();
  }

  long number() {
    return in.getLong();
  }

  String text() {
    return new String(bytes(unsigned() + 1), StandardCharsets.UTF_8);
  }

  ClientId client() {
    return clients.computeIfAbsent(text(), ClientId::new);
  }

  Symbol symbol() {
    return symbols.computeIfAbsent(text(), Symbol::new);
  }

  BigDecimal amount() {
    int scale = in.getShort();
    byte[] unscaled = bytes(unsigned());
    if (unscaled.length > Long.BYTES) {
      return new BigDecimal(new BigInteger(unscaled), scale);
    }
    // Sign-extends, as BigInteger does, without making one.
    long value = unscaled[0];
    for (int i = 1; i < unscaled.length; i++) {
      value = value << 8 | Byte.toUnsignedLong(unscaled[i]);
    }
    return BigDecimal.valueOf(value, scale);
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
