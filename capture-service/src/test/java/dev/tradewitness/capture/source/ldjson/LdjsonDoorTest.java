package dev.tradewitness.capture.source.ldjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.sources.SourceTroubles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// A way in that cannot be opened does not keep the service from starting.
class LdjsonDoorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  @TempDir Path folder;

  private final SourceTroubles troubles = new SourceTroubles(InstantSource.system());

  @Test
  void aTakenPortIsATroubleUntilItIsFreeAndTheSocketIsOpenMeanwhile() throws IOException {
    var taken = new ServerSocket(0, 1, HERE);
    var address = new InetSocketAddress(HERE, taken.getLocalPort());
    Path socket = folder.resolve("s");
    LdjsonDoor door =
        door(() -> ChannelListener.open(address), () -> UnixListener.open(socket, OWNERS));
    try {
      door.start();
      assertThat(door.isRunning()).isTrue();
      assertThat(door.port()).isEqualTo(-1);
      assertThat(socket).exists();
      assertTrouble("PORT_NOT_BOUND");

      taken.close();
      await().atMost(PATIENCE).until(() -> troubles.now().isEmpty());
      assertThat(door.port()).isEqualTo(address.getPort());
    } finally {
      door.stop();
      taken.close();
    }
  }

  @Test
  void aSocketWithoutAFolderIsATroubleUntilTheFolderIsThere() throws IOException {
    Path socket = folder.resolve("later").resolve("s");
    LdjsonDoor door = door(() -> UnixListener.open(socket, OWNERS));
    door.start();
    try {
      assertTrouble("SOCKET_NOT_MADE");

      Files.createDirectory(socket.getParent());
      await().atMost(PATIENCE).until(() -> troubles.now().isEmpty());
      assertThat(socket).exists();
    } finally {
      door.stop();
    }
  }

  @Test
  void aDoorThatIsStoppedHasNoTroubleAndOpensNothingAnyMore() throws IOException {
    try (var taken = new ServerSocket(0, 1, HERE)) {
      var address = new InetSocketAddress(HERE, taken.getLocalPort());
      LdjsonDoor door = door(() -> ChannelListener.open(address));
      door.start();
      door.stop();
      assertThat(troubles.now()).isEmpty();
      assertThat(door.isRunning()).isFalse();
      assertThat(door.port()).isEqualTo(-1);
    }
  }

  @Test
  void aFileThatIsNoSocketStillEndsTheStartAndLeavesNothingOpen() throws IOException {
    Path file = Files.createFile(folder.resolve("s"));
    LdjsonDoor door =
        door(
            () -> ChannelListener.open(new InetSocketAddress(HERE, 0)),
            () -> UnixListener.open(file, OWNERS));
    assertThatThrownBy(door::start).hasMessageEndingWith("is no socket; it stays as it is");
    assertThat(door.port()).isEqualTo(-1);
    assertThat(door.isRunning()).isFalse();
  }

  private void assertTrouble(String reason) {
    assertThat(troubles.now())
        .extracting(trouble -> trouble.source() + " " + trouble.reason())
        .containsExactly("ldjson " + reason);
  }

  /// Nobody connects, so nothing is read or stored.
  private LdjsonDoor door(LdjsonDoor.Opening... openings) {
    LdjsonProperties properties =
        new Binder(new MapConfigurationPropertySource(Map.of()))
            .bindOrCreate("tradewitness.capture.ldjson", LdjsonProperties.class);
    var terms =
        new LdjsonConnection.Terms(
            null,
            null,
            new SharedSecret(null),
            properties.readTimeout(),
            properties.writeTimeout());
    return new LdjsonDoor(Arrays.asList(openings), terms, null, properties, troubles);
  }
}
