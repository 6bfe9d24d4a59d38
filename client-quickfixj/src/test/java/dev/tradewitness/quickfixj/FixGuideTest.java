package dev.tradewitness.quickfixj;

import static dev.tradewitness.quickfixj.Loopback.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.fix.FixMapping;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.mina.core.session.IoSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import quickfix.Message;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SocketAcceptor;
import quickfix.field.MsgType;

/// The example of the guide, with the jars that it names.
class FixGuideTest {

  private static final Path GUIDE = Path.of("..", "docs", "fix.md");

  @TempDir Path folder;

  @Test
  void theExampleRecordsItsOrderAndTheReport() throws Exception {
    int port = Loopback.freePort();
    var broker =
        new Peer() {
          @Override
          public void fromApp(Message order, SessionID session) {
            Loopback.send(message("8", 11, "O-1", 37, "B", 150, "0", 151, "100"), session);
          }
        };
    SocketAcceptor acceptor = Loopback.acceptor(port, broker);
    acceptor.start();
    try {
      assertThat(run(port).lines()).contains(printed());
    } finally {
      acceptor.stop(true);
    }
    assertThat(Recording.left(folder.resolve("spool")))
        .extracting(Recording::type)
        .containsExactly("ORD", "ACK");
  }

  private String run(int port) throws Exception {
    Path example = Files.writeString(folder.resolve("Engine.java"), block("```java\n"));
    Path settings =
        Files.writeString(
            folder.resolve("session.cfg"),
            """
            [default]
            ConnectionType=initiator
            SocketConnectHost=127.0.0.1
            SocketConnectPort=%d
            ReconnectInterval=1
            HeartBtInt=5
            NonStopSession=Y
            UseDataDictionary=N
            FileStorePath=%s
            [session]
            BeginString=FIX.4.4
            SenderCompID=DESK
            TargetCompID=BROKER
            """
                .formatted(port, folder.resolve("store")));
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                classPath(),
                example.toString(),
                "http://127.0.0.1:1",
                folder.resolve("spool").toString(),
                settings.toString())
            .redirectError(errors.toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s%s", output, Files.readString(errors)).isZero();
    return output;
  }

  private static String printed() throws IOException {
    String rest = section();
    int from = rest.indexOf("it prints:\n\n```\n") + "it prints:\n\n```\n".length();
    return rest.substring(from, rest.indexOf("\n```", from));
  }

  private static String block(String begin) throws IOException {
    String rest = section();
    int from = rest.indexOf(begin) + begin.length();
    return rest.substring(from, rest.indexOf("```", from));
  }

  private static String section() throws IOException {
    String guide = Files.readString(GUIDE);
    return guide.substring(guide.indexOf("## An engine of your own"));
  }

  private static String classPath() {
    List<Class<?>> ours =
        List.of(FixRecorder.class, Tradewitness.class, FixMapping.class, Hash.class);
    List<Class<?>> engines = List.of(Session.class, MsgType.class, IoSession.class, Logger.class);
    return Stream.concat(ours.stream(), engines.stream())
        .map(FixGuideTest::home)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// The folder or jar that a class came from.
  private static String home(Class<?> of) {
    try {
      return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
