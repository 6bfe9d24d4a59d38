package dev.tradewitness.client.spool;

/// How much disk a spool takes.
///
/// @param bytesMax of all its files, 1 MiB to 64 GiB
/// @param segmentBytes size from which on a file is followed by a new one, 64 KiB to 64 MiB, and
///   from a 1024th of `bytesMax`, since each file is kept open, to half of it
public record SpoolBounds(long bytesMax, int segmentBytes) {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int FILES_MAX = 1024;

  public SpoolBounds {
    if (bytesMax < MIB || bytesMax > 64L * KIB * MIB) {
      throw new IllegalArgumentException("a spool has 1 MiB to 64 GiB, got " + bytesMax);
    }
    if (segmentBytes < 64 * KIB
        || segmentBytes > 64 * MIB
        || segmentBytes < bytesMax / FILES_MAX
        || segmentBytes > bytesMax / 2) {
      throw new IllegalArgumentException(
          "a segment has 64 KiB to 64 MiB, and a 1024th to half of the spool, got " + segmentBytes);
    }
  }

  /// Whether an empty spool has room for so many events with so many bytes of text.
  public boolean hold(int events, long textBytes) {
    return textBytes + (long) events * RecordFormat.OVERHEAD_BYTES <= bytesMax;
  }

  /// Segments of 4 MiB: smaller in a small spool, larger in one of more than 2 GiB.
  public static SpoolBounds ofBytes(long bytesMax) {
    long segment = Math.max(bytesMax / 512, Math.min(4 * MIB, bytesMax / 4));
    return new SpoolBounds(bytesMax, (int) Math.min(64 * MIB, Math.max(64 * KIB, segment)));
  }
}
