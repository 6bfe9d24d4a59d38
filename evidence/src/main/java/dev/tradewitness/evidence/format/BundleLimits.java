package dev.tradewitness.evidence.format;

/// How large a bundle may be: docs/evidence-bundle.md. Who writes one keeps to what is read.
///
/// @param fileBytesMax bytes of the archive itself
/// @param membersMax number of entries
/// @param memberBytesMax bytes of one member, unpacked
/// @param listBytesMax the same for `manifest.json` and `report.html`, which grow with the bundle
/// @param totalBytesMax bytes of all members together, unpacked
/// @param ratioMax how many times larger than the file the members may be, once they are larger
///   than `ratioFreeBytes`. One member alone may be packed as tightly as deflate can: an event full
///   of zeros is still evidence.
/// @param ratioFreeBytes up to here the ratio is not looked at
public record BundleLimits(
    int fileBytesMax,
    int membersMax,
    int memberBytesMax,
    int listBytesMax,
    int totalBytesMax,
    int ratioMax,
    int ratioFreeBytes) {

  private static final int MEBI = 1024 * 1024;

  public static final BundleLimits BUNDLE =
      new BundleLimits(256 * MEBI, 50_000, 4 * MEBI, 32 * MEBI, 256 * MEBI, 100, 16 * MEBI);

  /// Most bytes of the member at a path, unpacked.
  public int bytesMax(String name) {
    return name.equals(MemberPath.MANIFEST) || name.equals(MemberPath.REPORT)
        ? listBytesMax
        : memberBytesMax;
  }
}
