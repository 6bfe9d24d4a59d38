package dev.tradewitness.verifier.archive;

import dev.tradewitness.evidence.format.BundleLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The members of a ZIP file that every reader reads alike: entries lie one behind the other, the
/// directory and the entries say the same, and no byte is left over. Two tools could otherwise show
/// two contents of one file: the one that was checked, and another one.
public final class Archive {

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int EXTENDED_TIME = 0x5455;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int DESCRIPTOR_BYTES = 16;

  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int SIZES_FOLLOW = 1 << 3;
  // Bits 1 and 2 say how hard deflate tried, bit 11 that names are UTF-8.
  private static final int FLAGS_ALLOWED = 1 << 1 | 1 << 2 | SIZES_FOLLOW | 1 << 11;

  // The most that deflate can pack: 258 bytes into 2 bits, and some room for a block's header.
  private static final int DEFLATE_RATIO_MAX = 1032;
  private static final int NAME_BYTES_MAX = 512;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*");
  private static final Pattern STEP_ASIDE = Pattern.compile("(^|.*/)\\.\\.?(/.*|$)");

  private record Entry(
      String name,
      int flags,
      int method,
      short version,
      int time,
      int crc,
      long packed,
      long size,
      long offset) {}

  private final ByteBuffer file;
  private final BundleLimits limits;

  private Archive(byte[] file, BundleLimits limits) {
    this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    this.limits = limits;
  }

  /// The members by name in the order of the file.
  public static SequencedMap<String, byte[]> read(byte[] file, BundleLimits limits)
      throws ArchiveRefusedException {
    return new Archive(file, limits).members();
  }

  private SequencedMap<String, byte[]> members() throws ArchiveRefusedException {
    require(
        file.capacity() <= limits.fileBytesMax(),
        "the file has %d bytes, more than %d",
        file.capacity(),
        limits.fileBytesMax());
    int end = file.capacity() - END_BYTES;
    require(end >= 0 && file.getInt(end) == END, "no end of a ZIP directory at the file's end");
    List<Entry> entries = directory(end);
    requireBounded(entries);
    var members = new LinkedHashMap<String, byte[]>();
    long at = 0;
    for (Entry entry : entries) {
      require(
          entry.offset() == at,
          "%s: starts at %d, where the entry before it ends at %d",
          entry.name(),
          entry.offset(),
          at);
      int data = localHeader(entry);
      members.put(entry.name(), content(entry, data));
      at = afterData(entry, data + entry.packed());
    }
    require(
        at == unsigned(end + 16),
        "%d bytes between entries and directory",
        unsigned(end + 16) - at);
    return Collections.unmodifiableSequencedMap(members);
  }

  private List<Entry> directory(int end) throws ArchiveRefusedException {
    int count = file.getShort(end + 10) & 0xFFFF;
    long size = unsigned(end + 12);
    long start = unsigned(end + 16);
    require(
        file.getInt(end + 4) == 0 && (file.getShort(end + 8) & 0xFFFF) == count,
        "the archive is one of several parts");
    require(file.getShort(end + 20) == 0, "the archive has a comment");
    require(count <= limits.membersMax(), "%d entries, more than %d", count, limits.membersMax());
    require(
        start + size == end,
        "the directory is not the last thing in the file: %d + %d",
        start,
        size);
    var entries = new ArrayList<Entry>(count);
    var names = new java.util.HashSet<String>();
    int at = (int) start;
    for (int i = 0; i < count; i++) {
      require(
          at + CENTRAL_BYTES <= end && file.getInt(at) == CENTRAL,
          "entry %d has no place in the directory",
          i);
      int nameBytes = file.getShort(at + 28) & 0xFFFF;
      int extraBytes = file.getShort(at + 30) & 0xFFFF;
      require(file.getShort(at + 32) == 0, "entry %d has a comment", i);
      require(
          at + CENTRAL_BYTES + nameBytes + extraBytes <= end, "entry %d leaves the directory", i);
      Entry entry = entry(at, nameBytes);
      requireTimesOnly(entry.name(), at + CENTRAL_BYTES + nameBytes, extraBytes);
      // Where file names have no case, one of two such members would replace the other.
      require(
          names.add(entry.name().toLowerCase(Locale.ROOT)),
          "%s: stands twice, perhaps in other capitals",
          entry.name());
      entries.add(entry);
      at += CENTRAL_BYTES + nameBytes + extraBytes;
    }
    require(at == end, "the directory has %d bytes that no entry uses", end - at);
    return entries;
  }

  private Entry entry(int at, int nameBytes) throws ArchiveRefusedException {
    String name = name(at + CENTRAL_BYTES, nameBytes);
    int flags = file.getShort(at + 8) & 0xFFFF;
    int method = file.getShort(at + 10) & 0xFFFF;
    require((flags & ~FLAGS_ALLOWED) == 0, "%s: encrypted or odd (flags %d)", name, flags);
    require(method == STORED || method == DEFLATED, "%s: packed by method %d", name, method);
    require(file.getShort(at + 34) == 0, "%s: lies in another part", name);
    requirePlainFile(name, at);
    return new Entry(
        name,
        flags,
        method,
        file.getShort(at + 6),
        file.getInt(at + 12),
        file.getInt(at + 16),
        unsigned(at + 20),
        unsigned(at + 24),
        unsigned(at + 42));
  }

  // A system of origin gives the attributes a meaning: Unix makes a symbolic link of such a member,
  // and whoever unpacks it reads another file than the one that was checked.
  private void requirePlainFile(String name, int at) throws ArchiveRefusedException {
    require(
        file.get(at + 5) == 0 && file.getShort(at + 36) == 0 && file.getInt(at + 38) == 0,
        "%s: has attributes of a file system",
        name);
  }

  // Java's own ZIP writer cannot write 1980-01-01 without repeating it as an extended time-stamp.
  // Every other extra field is refused: some give an entry another size or another name.
  private void requireTimesOnly(String name, int at, int bytes) throws ArchiveRefusedException {
    int end = at + bytes;
    int field = at;
    while (field < end) {
      require(
          field + 4 <= end && file.getShort(field) == EXTENDED_TIME,
          "%s: has an extra field that is not a time",
          name);
      field += 4 + (file.getShort(field + 2) & 0xFFFF);
    }
    require(field == end, "%s: an extra field leaves its header", name);
  }

  private String name(int at, int bytes) throws ArchiveRefusedException {
    require(bytes <= NAME_BYTES_MAX, "a name of %d bytes", bytes);
    String name = new String(file.array(), at, bytes, StandardCharsets.ISO_8859_1);
    require(
        NAME.matcher(name).matches() && !STEP_ASIDE.matcher(name).matches(),
        "not a member's name: %s",
        name);
    return name;
  }

  private void requireBounded(List<Entry> entries) throws ArchiveRefusedException {
    long total = 0;
    for (Entry entry : entries) {
      require(
          entry.size() <= limits.bytesMax(entry.name()),
          "%s: %d bytes, more than %d",
          entry.name(),
          entry.size(),
          limits.bytesMax(entry.name()));
      require(
          entry.method() == DEFLATED
              ? entry.size() <= (entry.packed() + 1) * DEFLATE_RATIO_MAX
              : entry.size() == entry.packed(),
          "%s: %d bytes cannot come from %d",
          entry.name(),
          entry.size(),
          entry.packed());
      total += entry.size();
      require(
          total <= limits.totalBytesMax(),
          "more than %d bytes in all members",
          limits.totalBytesMax());
    }
    require(
        total <= limits.ratioFreeBytes() || total / limits.ratioMax() <= file.capacity(),
        "%d bytes in a file of %d: more than %d to one",
        total,
        file.capacity(),
        limits.ratioMax());
  }

  /// Checks that the entry's own header agrees with the directory's; gives where its data start.
  private int localHeader(Entry entry) throws ArchiveRefusedException {
    long extraAt = entry.offset() + LOCAL_BYTES + entry.name().length();
    require(extraAt <= file.capacity() - END_BYTES, "%s: leaves the file", entry.name());
    int at = (int) entry.offset();
    int extraBytes = file.getShort(at + 28) & 0xFFFF;
    long dataAt = extraAt + extraBytes;
    require(
        dataAt + entry.packed() <= file.capacity() - END_BYTES,
        "%s: leaves the file",
        entry.name());
    require(
        file.getInt(at) == LOCAL
            && (file.getShort(at + 6) & 0xFFFF) == entry.flags()
            && (file.getShort(at + 8) & 0xFFFF) == entry.method()
            && file.getShort(at + 4) == entry.version()
            && file.getInt(at + 10) == entry.time()
            && (file.getShort(at + 26) & 0xFFFF) == entry.name().length()
            && name(at + LOCAL_BYTES, entry.name().length()).equals(entry.name()),
        "%s: its header says something else than the directory",
        entry.name());
    requireTimesOnly(entry.name(), (int) extraAt, extraBytes);
    boolean follow = (entry.flags() & SIZES_FOLLOW) != 0;
    require(
        follow
            ? file.getInt(at + 14) == 0 && unsigned(at + 18) == 0 && unsigned(at + 22) == 0
            : file.getInt(at + 14) == entry.crc()
                && unsigned(at + 18) == entry.packed()
                && unsigned(at + 22) == entry.size(),
        "%s: its header has other sizes than the directory",
        entry.name());
    return (int) dataAt;
  }

  private byte[] content(Entry entry, int at) throws ArchiveRefusedException {
    byte[] content =
        entry.method() == STORED
            ? Arrays.copyOfRange(file.array(), at, at + (int) entry.packed())
            : inflated(entry, at);
    var crc = new CRC32();
    crc.update(content);
    require((int) crc.getValue() == entry.crc(), "%s: damaged (CRC-32)", entry.name());
    return content;
  }

  private byte[] inflated(Entry entry, int at) throws ArchiveRefusedException {
    byte[] content = new byte[(int) entry.size()];
    try (var inflater = new Inflater(true)) {
      inflater.setInput(file.array(), at, (int) entry.packed());
      int length = 0;
      while (length < content.length) {
        int more = inflater.inflate(content, length, content.length - length);
        if (more == 0) {
          break;
        }
        length += more;
      }
      // One byte of room shows whether there is more than the directory says.
      boolean over = length == content.length && inflater.inflate(new byte[1]) > 0;
      require(
          length == content.length
              && !over
              && inflater.finished()
              && inflater.getBytesRead() == entry.packed(),
          "%s: does not unpack to its %d bytes",
          entry.name(),
          entry.size());
    } catch (DataFormatException e) {
      throw new ArchiveRefusedException(entry.name() + ": damaged (deflate)");
    }
    return content;
  }

  private long afterData(Entry entry, long at) throws ArchiveRefusedException {
    if ((entry.flags() & SIZES_FOLLOW) == 0) {
      return at;
    }
    require(
        at + DESCRIPTOR_BYTES <= file.capacity() - END_BYTES
            && file.getInt((int) at) == DESCRIPTOR
            && file.getInt((int) at + 4) == entry.crc()
            && unsigned((int) at + 8) == entry.packed()
            && unsigned((int) at + 12) == entry.size(),
        "%s: the sizes behind it are others than the directory's",
        entry.name());
    return at + DESCRIPTOR_BYTES;
  }

  private long unsigned(int at) {
    return file.getInt(at) & 0xFFFF_FFFFL;
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  private static void require(boolean holds, String message, Object... values)
      throws ArchiveRefusedException {
    if (!holds) {
      throw new ArchiveRefusedException(message.formatted(values));
    }
  }
}
