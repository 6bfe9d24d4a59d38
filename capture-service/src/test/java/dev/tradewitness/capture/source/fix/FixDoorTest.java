package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.capture.sources.DoorBlockedException;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.sources.SourcesParser;
import dev.tradewitness.launcher.part.ReservedPorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/// What keeps the door from being opened is a trouble of the door, and not the end of the service.
class FixDoorTest {

  @TempDir Path folder;

  private SourcesFile sources;

  @BeforeEach
  void nameASession() throws Exception {
    sources =
        file(
            """
            version: 1
            fix:
            - {begin_string: FIX.4.4, sender_comp_id: TW, target_comp_id: DOOR}
            """);
  }

  @Test
  void withoutAStoreFolderItIsBlockedUntilNoSessionIsNamed() throws Exception {
    FixDoor door = door(null);
    assertBlocked(door, "NO_STORE_FOLDER: the sources name FIX sessions, and");

    SourcesFile none = file("version: 1\n");
    door.open(door.named(none), none);
    door.close();
  }

  @Test
  void aStoreFolderThatCannotBeMadeBlocksItUntilItCan() throws Exception {
    Path store = Files.createFile(folder.resolve("store"));
    FixDoor door = door(store);
    assertBlocked(door, "STORE_NOT_WRITABLE: ");

    Files.delete(store);
    door.open(door.named(sources), sources);
    door.close();
    assertThat(store).isNotEmptyDirectory();
  }

  @Test
  void aFileOfASessionsNumbersThatCannotBeWrittenBlocksIt() throws Exception {
    Path store = Files.createDirectories(folder.resolve("store"));
    Path numbers = Files.createDirectory(store.resolve("FIX.4.4-TW-DOOR.senderseqnums"));
    FixDoor door = door(store);
    assertBlocked(door, "STORE_NOT_WRITABLE: ");

    Files.delete(numbers);
    door.open(door.named(sources), sources);
    door.close();
  }

  private void assertBlocked(FixDoor door, String message) {
    assertThatThrownBy(() -> door.open(door.named(sources), sources))
        .isInstanceOf(DoorBlockedException.class)
        .hasMessageStartingWith(message);
  }

  private static SourcesFile file(String text) throws Exception {
    return SourcesParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /// No message reaches what it would be stored by.
  private FixDoor door(@Nullable Path store) {
    var properties =
        new FixProperties(
            "127.0.0.1",
            ReservedPorts.one(),
            store,
            Duration.ofSeconds(1),
            1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            DataSize.ofKilobytes(256));
    return new FixDoor(
        new FixStore(null, null, null, properties.hold(), sources.digest()), properties);
  }
}
