package dev.tradewitness.capture.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFileTest {

  @TempDir private Path folder;

  @Test
  void recordsComeBackInTheirOrderAndTheFileIsEmptyAfterTheLast() throws IOException {
    try (var file = open()) {
      file.append(records(0, 3));
      file.append(records(3, 5));
      assertThat(texts(file.peek(2))).containsExactly("record 0", "record 1");
      assertThat(texts(file.peek(9))).hasSize(5);

      file.forget(file.peek(4));
      assertThat(file.unread()).isOne();
      assertThat(texts(file.peek(9))).containsExactly("record 4");
      file.append(records(5, 6));
      file.forget(file.peek(9));

      assertThat(file.isEmpty()).isTrue();
      assertThat(Files.size(folder.resolve("spool"))).isZero();
      file.append(records(6, 7));
      assertThat(texts(file.peek(9))).containsExactly("record 6");
    }
  }

  @Test
  void whatWasReadButNotAllComesAgainAfterACrash() throws IOException {
    try (var file = open()) {
      file.append(records(0, 3));
      file.forget(file.peek(2));
    }
    try (var file = open()) {
      assertThat(file.unread()).isEqualTo(3);
      assertThat(texts(file.peek(9))).containsExactly("record 0", "record 1", "record 2");
    }
  }

  @Test
  void whereverACrashCutsTheFileEveryWholeRecordIsKept() throws IOException {
    try (var file = open()) {
      file.append(records(0, 4));
    }
    byte[] whole = Files.readAllBytes(folder.resolve("spool"));
    int record = whole.length / 4;
    for (int length = 0; length <= whole.length; length++) {
      var cut = Files.createDirectory(folder.resolve("cut" + length));
      Files.write(cut.resolve("spool"), Arrays.copyOf(whole, length));
      try (var file = SpoolFile.open(cut.resolve("spool"))) {
        assertThat(texts(file.peek(9)))
            .as("cut at %d", length)
            .containsExactlyElementsOf(texts(records(0, length / record)));
        file.append(records(7, 8));
        assertThat(texts(file.peek(9))).last().isEqualTo("record 7");
      }
      // The rest is set aside, not thrown away.
      try (var files = Files.list(cut)) {
        assertThat(files.mapToLong(SpoolFileTest::size).sum()).isEqualTo(length + (long) record);
      }
    }
  }

  @Test
  void aChangedByteEndsTheFileThereAndTheRestIsSetAside() throws IOException {
    try (var file = open()) {
      file.append(records(0, 4));
    }
    byte[] bytes = Files.readAllBytes(folder.resolve("spool"));
    bytes[bytes.length / 2 + 9] ^= 1;
    Files.write(folder.resolve("spool"), bytes);

    try (var file = open()) {
      assertThat(texts(file.peek(9))).containsExactly("record 0", "record 1");
    }
    try (var files = Files.list(folder)) {
      assertThat(files.filter(f -> f.toString().contains("torn-")).map(SpoolFileTest::size))
          .containsExactly(bytes.length / 2L);
    }
  }

  @Test
  void oneFileHasOneOwner() throws IOException {
    try (var file = open()) {
      assertThat(file.isEmpty()).isTrue();
      assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("uses");
    }
  }

  private SpoolFile open() throws IOException {
    return SpoolFile.open(folder.resolve("spool"));
  }

  private static List<ByteBuffer> records(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> ByteBuffer.wrap(("record " + i).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static List<String> texts(List<ByteBuffer> records) {
    return records.stream()
        .map(record -> StandardCharsets.UTF_8.decode(record.duplicate()).toString())
        .toList();
  }

  private static long size(Path file) {
    return file.toFile().length();
  }
}
