package dev.tradewitness.kit.heap;

import org.springframework.util.unit.DataSize;

/// What one bound lets a service hold in its heap. A feature declares a bean for each of its
/// bounds.
///
/// @param bound the settings with their values, as a person writes them
/// @param bytes held when the bound is reached; 0 when nothing is held under these settings
/// @param isFixed whether a start that it has no room for is refused; what a file asks for that is
///   followed while the service runs is only told
public record HeapRoom(String bound, long bytes, boolean isFixed) {

  private static final long KIB = 1024;

  public HeapRoom {
    if (bytes < 0) {
      throw new IllegalArgumentException("%s cannot take %d bytes".formatted(bound, bytes));
    }
  }

  /// Of a setting.
  public HeapRoom(String bound, long bytes) {
    this(bound, bytes, true);
  }

  /// What a file asks for that is followed while the service runs.
  public static HeapRoom followed(String bound, long bytes) {
    return new HeapRoom(bound, bytes, false);
  }

  /// Of a setting that is a size.
  public static HeapRoom of(String setting, DataSize size) {
    return of(setting, size, 1);
  }

  /// Of a setting that is a size, of which so many are held.
  public static HeapRoom of(String setting, DataSize size, int copies) {
    return new HeapRoom(setting + "=" + text(size), product(size.toBytes(), copies));
  }

  /// Of a setting that is a number of things.
  ///
  /// @param bytesEach about what each takes
  public static HeapRoom of(String setting, long count, long bytesEach) {
    return new HeapRoom(setting + "=" + count, product(count, bytesEach));
  }

  /// As it is written in settings.
  private static String text(DataSize size) {
    long bytes = size.toBytes();
    if (bytes % (KIB * KIB) == 0) {
      return bytes / KIB / KIB + "MB";
    }
    return bytes % KIB == 0 ? bytes / KIB + "KB" : bytes + "B";
  }

  /// The product, or the most that a number holds.
  private static long product(long one, long other) {
    long high = Math.multiplyHigh(one, other);
    long low = one * other;
    return high == 0 && low >= 0 ? low : Long.MAX_VALUE;
  }
}
