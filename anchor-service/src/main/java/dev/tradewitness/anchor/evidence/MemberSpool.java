package dev.tradewitness.anchor.evidence;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.evidence.format.BundleLimits;
import dev.tradewitness.evidence.format.MemberPath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// A bundle's members in a file, until all are known and the manifest, which comes first, can be
/// written. Holds one member in memory at a time. Not for sharing between threads.
final class MemberSpool implements AutoCloseable {

  // ZIP's own clock starts at 1980-01-01 00:00:00 and counts in steps of two seconds. The JDK takes
  // that very time for "before 1980" and adds an extra field; one second later it writes the same
  // time and no field.
  private static final LocalDateTime MEMBER_TIME = LocalDateTime.of(1980, 1, 1, 0, 0, 1);

  private final FileChannel file;
  private final long bytesMax;
  private final List<Member> members = new ArrayList<>();
  private long length;

  private record Member(String path, long offset, int size, Hash sha256) {}

  private MemberSpool(FileChannel file, long bytesMax) {
    this.file = file;
    this.bytesMax = bytesMax;
  }

  /// The file has no name that outlives this process.
  static MemberSpool open(@Nullable Path folder, long bytesMax) throws IOException {
    Path path =
        folder == null
            ? Files.createTempFile("evidence", ".spool")
            : Files.createTempFile(folder, "evidence", ".spool");
    return new MemberSpool(
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE),
        bytesMax);
  }

  /// @throws EvidenceRefusedException when it or the members together are larger than a bundle's
  ///   readers take
  void add(MemberPath member, byte[] content) throws IOException, EvidenceRefusedException {
    String path = member.text();
    int memberBytesMax = BundleLimits.BUNDLE.bytesMax(path);
    if (content.length > memberBytesMax) {
      throw new EvidenceRefusedException(
          EvidenceRefusedException.Reason.TOO_MUCH,
          "%s has %d bytes; a bundle's member has at most %d"
              .formatted(path, content.length, memberBytesMax));
    }
    if (length + content.length > bytesMax) {
      throw new EvidenceRefusedException(
          EvidenceRefusedException.Reason.TOO_MUCH,
          "the bundle's members are more than %d bytes; ask for a shorter range"
              .formatted(bytesMax));
    }
    members.add(new Member(path, length, content.length, Hash.of(content)));
    ByteBuffer bytes = ByteBuffer.wrap(content);
    while (bytes.hasRemaining()) {
      length += file.write(bytes, length);
    }
  }

  void add(MemberPath member, JsonValue json) throws IOException, EvidenceRefusedException {
    add(member, CanonicalJson.ofOwn(json));
  }

  /// The manifest's list of members, in the order they were added.
  JsonArray manifest() {
    return JsonArray.of(
        members.stream()
            .<JsonValue>map(member ->
                JsonObject.builder()
                    .put("path", member.path())
                    .put("sha256", member.sha256().hex())
                    .put("size", member.size())
                    .build())
            .toList());
  }

  /// Writes the ZIP: the manifest, then the members in the order they were added.
  void write(byte[] manifest, OutputStream out) throws IOException {
    var zip = new ZipOutputStream(out);
    put(zip, MemberPath.MANIFEST, manifest);
    for (Member member : members) {
      put(zip, member.path(), read(member));
    }
    zip.finish();
  }

  private static void put(ZipOutputStream zip, String path, byte[] content) throws IOException {
    var entry = new ZipEntry(path);
    entry.setTimeLocal(MEMBER_TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private byte[] read(Member member) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(member.size());
    while (content.hasRemaining()) {
      if (file.read(content, member.offset() + content.position()) < 0) {
        throw new IOException("the spool of %s ends early".formatted(member.path()));
      }
    }
    return content.array();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
