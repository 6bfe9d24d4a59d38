package dev.tradewitness.verifier.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.evidence.format.BundleLimits;
import dev.tradewitness.evidence.made.MadeBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ArchiveTest {

  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zip(String... names) {
    var members = new TreeMap<String, byte[]>();
    for (String name : names) {
      members.put(name, text("content of " + name));
    }
    return MadeBundle.zip(members);
  }

  private static Map<String, byte[]> read(byte[] zip) throws ArchiveRefusedException {
    return Archive.read(zip, BundleLimits.BUNDLE);
  }

  private static void assertRefused(byte[] zip, String reason) {
    assertThatThrownBy(() -> read(zip))
        .isInstanceOf(ArchiveRefusedException.class)
        .hasMessageContaining(reason);
  }

  private static ByteBuffer little(byte[] zip) {
    return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Where the n-th record of a kind starts.
  private static int find(byte[] zip, int signature, int n) {
    int found = -1;
    for (int i = 0, at = 0; i <= n; at++) {
      if (little(zip).getInt(at) == signature && i++ == n) {
        found = at;
      }
    }
    return found;
  }

  @Test
  void aPlainArchiveIsReadInItsOrder() throws Exception {
    Map<String, byte[]> members = read(zip("a.json", "b/c.json", "b/d.json"));
    assertThat(members.keySet()).containsExactly("a.json", "b/c.json", "b/d.json");
    assertThat(members.get("b/c.json")).isEqualTo(text("content of b/c.json"));
  }

  @Test
  void storedEntriesAreReadToo() throws Exception {
    byte[] content = text("as it is");
    var crc = new CRC32();
    crc.update(content);
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      var entry = new ZipEntry("a.json");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(content);
    }
    assertThat(read(bytes.toByteArray()).get("a.json")).isEqualTo(content);
  }

  @Test
  void anEmptyArchiveHasNoMembers() throws Exception {
    assertThat(read(zip())).isEmpty();
  }

  @Test
  void whatIsNoArchiveIsRefused() {
    assertRefused(new byte[0], "no end");
    assertRefused(text("PK nonsense that is long enough for a directory"), "no end");
  }

  @Test
  void namesThatLeaveTheirFolderOrHideAreRefused() {
    for (String name :
        new String[] {
          "../a.json",
          "a/../b",
          "/a.json",
          "a//b",
          "a\\b",
          "./a",
          "a/.",
          "..",
          "a\u0000b",
          "ä",
          "a b",
          "a/"
        }) {
      assertRefused(zip(name), "not a member's name");
    }
  }

  @Test
  void anEntryThatStandsTwiceIsRefused() {
    byte[] zip = zip("a.json", "b.json");
    zip[find(zip, LOCAL, 1) + 30] = 'a';
    zip[find(zip, CENTRAL, 1) + 46] = 'a';
    assertRefused(zip, "stands twice");
  }

  @Test
  void namesThatDifferInCapitalsOnlyAreRefused() {
    assertRefused(zip("A/b.json", "a/B.json"), "stands twice");
  }

  @Test
  void attributesOfAFileSystemAreRefused() {
    // 3: Unix, where 0120777 in the upper half of the external attributes is a symbolic link.
    byte[] link = zip("report.html");
    int at = find(link, CENTRAL, 0);
    little(link).put(at + 5, (byte) 3).putInt(at + 38, 0120777 << 16);
    assertRefused(link, "attributes");
    for (int offset : new int[] {5, 36, 37, 38, 39, 40, 41}) {
      byte[] zip = zip("report.html");
      zip[at + offset] = 1;
      assertRefused(zip, "attributes");
    }
  }

  @Test
  void aHeaderThatSaysSomethingElseThanTheDirectoryIsRefused() {
    byte[] zip = zip("a.json", "b.json");
    zip[find(zip, LOCAL, 1) + 30] = 'c';
    assertRefused(zip, "something else");
  }

  @Test
  void aSecondContentBesideTheFirstIsRefused() {
    // Readers that walk the entries would see b, readers of the directory would not.
    byte[] both = zip("a.json", "b.json");
    ByteBuffer zip = little(both);
    int end = both.length - 22;
    int directory = zip.getInt(end + 16);
    int second = find(both, CENTRAL, 1);
    byte[] hidden = new byte[second + 22];
    System.arraycopy(both, 0, hidden, 0, second);
    System.arraycopy(both, end, hidden, second, 22);
    little(hidden)
        .putShort(second + 8, (short) 1)
        .putShort(second + 10, (short) 1)
        .putInt(second + 12, second - directory);
    assertRefused(hidden, "bytes between");
  }

  @Test
  void bytesBeforeOrBehindTheArchiveAreRefused() throws IOException {
    byte[] zip = zip("a.json");
    assertRefused(Arrays.copyOf(zip, zip.length + 1), "no end");
    var prefixed = new ByteArrayOutputStream();
    prefixed.write('#');
    prefixed.write(zip);
    assertRefused(prefixed.toByteArray(), "not the last thing");
  }

  @Test
  void aCommentIsRefused() {
    byte[] zip = zip("a.json");
    little(zip).putShort(zip.length - 2, (short) 1);
    assertRefused(zip, "comment");
  }

  @Test
  void anExtraFieldThatIsNotATimeIsRefused() {
    byte[] zip = zip("a.json");
    int at = find(zip, CENTRAL, 0) + 46 + "a.json".length();
    // 1: ZIP64, which gives the entry another size; 0x7075: another name.
    for (int id : new int[] {1, 0x7075}) {
      little(zip).putShort(at, (short) id);
      assertRefused(zip, "extra field");
    }
  }

  @Test
  void anEncryptedEntryIsRefused() {
    byte[] zip = zip("a.json");
    zip[find(zip, CENTRAL, 0) + 8] |= 1;
    assertRefused(zip, "encrypted");
  }

  @Test
  void anotherMethodIsRefused() {
    byte[] zip = zip("a.json");
    zip[find(zip, CENTRAL, 0) + 10] = 12;
    assertRefused(zip, "method 12");
  }

  @Test
  void aDamagedMemberIsRefused() {
    byte[] zip = zip("a.json");
    zip[find(zip, CENTRAL, 0) + 16] ^= 1;
    assertRefused(zip, "CRC-32");
  }

  @Test
  void everyBoundHasItsRefusal() {
    var tight = new BundleLimits(4000, 3, 100, 200, 260, 2, 150);
    assertRefused(tight, new byte[4001], "the file has 4001 bytes");
    assertRefused(tight, zip("a", "b", "c", "d"), "4 entries, more than 3");
    assertRefused(tight, MadeBundle.zip(Map.of("a", new byte[101])), "101 bytes, more than 100");
    assertRefused(
        tight, MadeBundle.zip(Map.of("manifest.json", new byte[201])), "201 bytes, more than 200");
    assertRefused(
        tight,
        MadeBundle.zip(Map.of("a", new byte[100], "b", new byte[100], "c", new byte[100])),
        "more than 260 bytes in all");
    assertRefused(
        new BundleLimits(4000, 3, 2000, 2000, 4000, 2, 1000),
        MadeBundle.zip(Map.of("a", new byte[2000])),
        "more than 2 to one");
  }

  private static void assertRefused(BundleLimits limits, byte[] zip, String reason) {
    assertThatThrownBy(() -> Archive.read(zip, limits))
        .isInstanceOf(ArchiveRefusedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aSizeThatDeflateCannotReachIsRefusedBeforeMemoryIsTaken() {
    byte[] zip = zip("a.json");
    little(zip).putInt(find(zip, CENTRAL, 0) + 24, 4_000_000);
    assertRefused(zip, "cannot come from");
  }

  @Test
  void manyMembersThatUnpackToFarMoreThanTheFileAreRefused() {
    var members = new TreeMap<String, byte[]>();
    for (int i = 0; i < 6; i++) {
      members.put("m" + i, new byte[4_000_000]);
    }
    assertRefused(MadeBundle.zip(members), "more than 100 to one");
  }

  @Test
  void oneEventFullOfZerosIsStillEvidence() throws Exception {
    assertThat(read(MadeBundle.zip(Map.of("a.json", new byte[2_000_000])))).hasSize(1);
  }
}
