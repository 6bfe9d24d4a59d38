package dev.tradewitness.client.spool;

/// How much disk a spool takes.
///
/// @param bytesMax of all its files, 1 MiB to 1 TiB
/// @param segmentBytes size from which on a file is followed by a new one, 64 KiB to 64 MiB and at
///   most half of `bytesMax`
public record SpoolBounds(long bytesMax, int segmentBytes) {

  private static final long MIB = 1024 * 1024;

  public SpoolBounds {
    if (bytesMax < MIB || bytesMax > MIB * MIB) {
      throw new IllegalArgumentException("a spool has 1 MiB to 1 TiB, got " + bytesMax);
    }
    if (segmentBytes < 64 * 1024 || segmentBytes > 64 * MIB || segmentBytes > bytesMax / 2) {
      throw new IllegalArgumentException(
          "a segment has 64 KiB to 64 MiB and at most half of the spool, got " + segmentBytes);
    }
  }

  /// Segments of 4 MiB, or less in a small spool.
  public static SpoolBounds ofBytes(long bytesMax) {
    return new SpoolBounds(bytesMax, (int) Math.min(4 * MIB, Math.max(64 * 1024, bytesMax / 4)));
  }
}
