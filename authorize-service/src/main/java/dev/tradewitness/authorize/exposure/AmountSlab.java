package dev.tradewitness.authorize.exposure;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Objects;

/// Rows of exact amounts and some longs. An amount takes nine bytes when its digits fit in 63 bits
/// and sixteen more when they fit in 127; a greater one is kept as an object. What comes out equals
/// what went in, its scale included.
final class AmountSlab {

  // An amount's tag: its scale in seven bits, under a bit that says whether it is wide.
  private static final int SCALE_MAX = 63;
  private static final int SCALE_MASK = 0x7F;
  private static final int WIDE = 0x80;
  private static final int OBJECT = 0x40;

  private static final int NARROW_BITS = 63;
  private static final int WIDE_BITS = 127;

  private final int amounts;
  private final Slab rows;
  private final Slab wide;
  private final SparseSlab<BigDecimal> objects;

  /// @param amounts in a row, at most 8
  /// @param longs in a row
  AmountSlab(int amounts, int longs) {
    this(amounts, new Slab(amounts + 1 + longs), new Slab(2), new SparseSlab<>());
  }

  private AmountSlab(int amounts, Slab rows, Slab wide, SparseSlab<BigDecimal> objects) {
    this.amounts = amounts;
    this.rows = rows;
    this.wide = wide;
    this.objects = objects;
  }

  /// A new row; its amounts are zero.
  int allocate() {
    return rows.allocate();
  }

  void free(int row) {
    for (int i = 0; i < amounts; i++) {
      clear(row, i);
    }
    rows.free(row);
  }

  /// Gives back what the amount takes outside its row.
  private void clear(int row, int i) {
    int tag = small(row, i);
    if (tag == OBJECT) {
      objects.set(place(row, i), null);
    } else if ((tag & WIDE) != 0) {
      wide.free((int) rows.get(row, i));
    }
  }

  private int place(int row, int i) {
    return row * amounts + i;
  }

  BigDecimal amount(int row, int i) {
    int tag = small(row, i);
    if (tag == OBJECT) {
      return Objects.requireNonNullElse(objects.get(place(row, i)), BigDecimal.ZERO);
    }
    // The scale's sign is its seventh bit.
    int scale = tag << 25 >> 25;
    long bits = rows.get(row, i);
    return (tag & WIDE) == 0
        ? BigDecimal.valueOf(bits, scale)
        : new BigDecimal(wideValue((int) bits), scale);
  }

  private BigInteger wideValue(int row) {
    return new BigInteger(
        ByteBuffer.allocate(16).putLong(wide.get(row, 0)).putLong(wide.get(row, 1)).array());
  }

  void setAmount(int row, int i, BigDecimal amount) {
    clear(row, i);
    BigInteger digits = amount.unscaledValue();
    int scale = amount.scale();
    if (Math.abs((long) scale) > SCALE_MAX || digits.bitLength() > WIDE_BITS) {
      objects.set(place(row, i), amount);
      setSmall(row, i, OBJECT);
    } else if (digits.bitLength() <= NARROW_BITS) {
      rows.set(row, i, digits.longValue());
      setSmall(row, i, scale & SCALE_MASK);
    } else {
      int at = wide.allocate();
      wide.set(at, 0, digits.shiftRight(64).longValue());
      wide.set(at, 1, digits.longValue());
      rows.set(row, i, at);
      setSmall(row, i, WIDE | scale & SCALE_MASK);
    }
  }

  /// One of eight bytes beside the amounts; the first ones are the amounts' tags.
  int small(int row, int i) {
    return (int) (rows.get(row, amounts) >>> 8 * i) & 0xFF;
  }

  void setSmall(int row, int i, int value) {
    long others = rows.get(row, amounts) & ~(0xFFL << 8 * i);
    rows.set(row, amounts, others | (long) value << 8 * i);
  }

  /// A number beside the tags of at most four amounts.
  int beside(int row) {
    return rows.high(row, amounts);
  }

  void setBeside(int row, int value) {
    rows.setHigh(row, amounts, value);
  }

  long number(int row, int i) {
    return rows.get(row, amounts + 1 + i);
  }

  void setNumber(int row, int i, long value) {
    rows.set(row, amounts + 1 + i, value);
  }

  int high(int row, int i) {
    return rows.high(row, amounts + 1 + i);
  }

  int low(int row, int i) {
    return rows.low(row, amounts + 1 + i);
  }

  void setHigh(int row, int i, int value) {
    rows.setHigh(row, amounts + 1 + i, value);
  }

  void setLow(int row, int i, int value) {
    rows.setLow(row, amounts + 1 + i, value);
  }

  void setBoth(int row, int i, int high, int low) {
    rows.setBoth(row, amounts + 1 + i, high, low);
  }

  AmountSlab copy() {
    return new AmountSlab(amounts, rows.copy(), wide.copy(), objects.copy());
  }

  /// An object's share is what a long decimal takes, roughly.
  long bytesHeld() {
    return 32 + rows.bytesHeld() + wide.bytesHeld() + objects.bytesHeld() + 200L * objects.size();
  }
}
