package dev.tradewitness.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tradewitness.client.delivery.Answer.Result;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import dev.tradewitness.common.wire.Violation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The LDJSON door against peers that do what a test says, right or wrong. What capture really says
/// is shown by ClientKillsIT.
class LdjsonDoorTest {

  private static final String HELLO = "{\"type\":\"hello\",\"v\":1,\"ack\":true}";
  private static final Result SETTLED = new Result.Settled();

  @TempDir Path folder;

  private final AtomicLong now = new AtomicLong();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Event> events = new SomeEvents(4).next(3);

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  /// What the peer does with each connection.
  private interface Peer {
    void serve(BufferedReader in, OutputStream out) throws Exception;
  }

  @Test
  void eventsAreLinesBehindAHelloAndOneConnectionServesManyRequests() throws Exception {
    Door door = door(this::acknowledging);
    assertThat(answer(door.send(events))).isEqualTo(settled(3));
    assertThat(answer(door.send(events.subList(0, 1)))).isEqualTo(settled(1));
    assertThat(lines)
        .containsExactly(
            HELLO,
            line(events.get(0)),
            line(events.get(1)),
            line(events.get(2)),
            line(events.get(0)));
    assertThat(connections).hasValue(1);
    assertThat(answer(door.send(List.of()))).isEqualTo(settled(0));
  }

  @Test
  void sourceAndSecretAreSaid() throws Exception {
    Door door = door(address(this::acknowledging), new LdjsonSettings("desk:1", "c2VjcmV0", null));
    assertThat(answer(door.send(events))).isEqualTo(settled(3));
    assertThat(lines.take())
        .isEqualTo("{\"type\":\"hello\",\"v\":1,\"ack\":true,\"secret\":\"c2VjcmV0\"}");
    assertThat(lines.take()).startsWith("{\"v\":1,\"src\":\"desk:1\",\"type\":\"vcp\",\"data\":{");
  }

  @Test
  void whatWasAcknowledgedBeforeTheConnectionBrokeIsSettledAndTheRestIsOpen() throws Exception {
    Door door =
        door((in, out) -> {
          read(in, 4);
          say(out, "{\"ack\":1}\n{\"ack\":2}\n{\"ack\"");
        });
    List<Result> results = ((Answer.Judged) answer(door.send(events))).results();
    assertThat(results).startsWith(SETTLED, SETTLED).hasSize(3);
    assertThat(((Result.Open) results.get(2)).status()).contains("closed the connection");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<html>\n", "{\"ack\":4}\n", "{\"ack\":-1}\n", "{\"ack\":\"x\"}\n", "[]\n"})
  void whatIsNoAcknowledgementFailsAndSettlesNothing(String said) throws Exception {
    Door door =
        door((in, out) -> {
          read(in, 4);
          say(out, said);
        });
    assertThat(answer(door.send(events))).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void anAcknowledgementWithoutAnEndFails() throws Exception {
    Door door =
        door((in, out) -> {
          read(in, 4);
          say(out, " ".repeat(4096));
          hold(in);
        });
    assertThat(((Answer.Failed) answer(door.send(events))).reason()).contains("1024 bytes");
  }

  @Test
  void whatTheDoorWouldSkipIsRefusedHereAndNotSent() throws Exception {
    Event broken = Event.of(new UUID(1, 2), "{\"a\":}".getBytes(StandardCharsets.UTF_8));
    Event large =
        Event.of(
            new UUID(1, 3),
            "{\"a\":\"%s\"}"
                .formatted("x".repeat(Event.BYTES_MAX - 8))
                .getBytes(StandardCharsets.UTF_8));
    Door door = door(this::acknowledging);
    List<Result> results =
        ((Answer.Judged) answer(door.send(List.of(broken, events.getFirst(), large)))).results();
    assertThat(results.get(1)).isEqualTo(SETTLED);
    assertThat(codes(results.get(0))).containsExactly("NOT_JSON");
    assertThat(codes(results.get(2))).containsExactly("LINE_TOO_LONG");
    assertThat(lines).containsExactly(HELLO, line(events.getFirst()));
    assertThat(answer(door.send(List.of(broken)))).isInstanceOf(Answer.Judged.class);
  }

  private static Stream<String> codes(Result refused) {
    return ((Result.Refused) refused).violations().stream().map(Violation::code);
  }

  @Test
  void aConnectionThatTheDoorClosedMeanwhileIsReplacedWithoutAFailure() throws Exception {
    var closed = new CountDownLatch(1);
    Door door =
        door((in, out) -> {
          if (connections.get() == 1) {
            read(in, 4);
            say(out, "{\"ack\":3}\n");
            closed.countDown();
          } else {
            acknowledging(in, out);
          }
        });
    assertThat(answer(door.send(events))).isEqualTo(settled(3));
    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(answer(door.send(events))).isEqualTo(settled(3));
    assertThat(connections).hasValue(2);
  }

  @Test
  void aConnectionThatWasIdleForLongIsNotUsedAgain() throws Exception {
    Door door = door(this::acknowledging);
    assertThat(answer(door.send(events))).isEqualTo(settled(3));
    now.addAndGet(Duration.ofSeconds(20).toNanos());
    assertThat(answer(door.send(events))).isEqualTo(settled(3));
    assertThat(connections).hasValue(2);
  }

  @Test
  void cancellingEndsTheConnectionAndTheNextRequestGoesOn() throws Exception {
    var ended = new CountDownLatch(1);
    Door door =
        door((in, out) -> {
          if (connections.get() == 1) {
            hold(in);
            ended.countDown();
          } else {
            acknowledging(in, out);
          }
        });
    CompletableFuture<Answer> silent = door.send(events);
    for (int i = 0; i < 4; i++) {
      assertThat(lines.poll(60, TimeUnit.SECONDS)).isNotNull();
    }
    silent.cancel(true);
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(answer(door.send(events))).isEqualTo(settled(3));
  }

  @Test
  void aDoorThatIsClosedOrAbsentIsAFailure() throws Exception {
    URI nobody;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("ldjson://127.0.0.1:" + server.getLocalPort());
    }
    Door door = door(nobody, LdjsonSettings.DEFAULT);
    assertThat(answer(door.send(events))).isInstanceOf(Answer.Failed.class);
    door.close();
    assertThat(answer(door.send(events))).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void aUnixSocketIsSpokenTo() throws Exception {
    Path file = folder.resolve("s");
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    open.add(server);
    server.bind(UnixDomainSocketAddress.of(file));
    Thread.ofVirtual()
        .start(() -> {
          try (var connection = server.accept()) {
            connections.incrementAndGet();
            acknowledging(
                reader(Channels.newInputStream(connection)), Channels.newOutputStream(connection));
          } catch (IOException e) {
            // The test is over.
          }
        });
    Door door = door(URI.create("ldjson+unix://" + file), LdjsonSettings.DEFAULT);
    assertThat(answer(door.send(events))).isEqualTo(settled(3));
  }

  @Test
  void tlsIsSpokenWithAServerThatIsTrustedUnderItsName() throws Exception {
    SSLContext tls = selfSigned();
    ServerSocket server =
        tls.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    serve(server, this::acknowledging);
    URI trusted = URI.create("ldjsons://127.0.0.1:" + server.getLocalPort());
    Door door = door(trusted, new LdjsonSettings("desk", null, tls));
    assertThat(answer(door.send(events))).isEqualTo(settled(3));
    assertThat(
            ((Answer.Failed) answer(door(trusted, LdjsonSettings.DEFAULT).send(events))).reason())
        .contains("SSL");
    URI otherName = URI.create("ldjsons://localhost:" + server.getLocalPort());
    Door other = door(otherName, new LdjsonSettings("desk", null, tls));
    assertThat(((Answer.Failed) answer(other.send(events))).reason()).contains("SSL");
  }

  private SSLContext selfSigned() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "door",
                "-keyalg",
                "EC",
                "-dname",
                "CN=door",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, "secret".toCharArray());
    }
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, "secret".toCharArray());
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    var tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return tls;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ldjson://",
        "ldjson:///s",
        "ldjson://host/path",
        "ldjson://host?x=1",
        "ldjson://user@host",
        "ldjson+unix://host/s",
        "ldjson+unix:///",
        "http://host"
      })
  void anotherAddressIsRefused(String address) {
    assertThatIllegalArgumentException().isThrownBy(() -> LdjsonAddress.of(URI.create(address)));
  }

  @Test
  void addressesAreRead() {
    assertThat(LdjsonAddress.of(URI.create("ldjson://host")))
        .isEqualTo(new LdjsonAddress("host", 17000, false, null));
    assertThat(LdjsonAddress.of(URI.create("ldjsons://host:1/")))
        .isEqualTo(new LdjsonAddress("host", 1, true, null));
    assertThat(LdjsonAddress.of(URI.create("ldjson+unix:///run/s")))
        .isEqualTo(new LdjsonAddress(null, 0, false, Path.of("/run/s")));
  }

  @Test
  void settingsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> new LdjsonSettings("a b", null, null));
    assertThatIllegalArgumentException().isThrownBy(() -> new LdjsonSettings("a", "\"", null));
    assertThat(new LdjsonSettings("a", "c2VjcmV0", null).toString()).doesNotContain("c2VjcmV0");
  }

  private void acknowledging(BufferedReader in, OutputStream out) throws IOException {
    int taken = -1; // the hello
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines.add(line);
      taken++;
      if (taken > 0) {
        say(out, "{\"ack\":" + taken + "}\n");
      }
    }
  }

  private static void read(BufferedReader in, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      in.readLine();
    }
  }

  /// Takes everything, says nothing.
  private void hold(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines.add(line);
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private Door door(Peer peer) throws IOException {
    return door(address(peer), LdjsonSettings.DEFAULT);
  }

  private Door door(URI address, LdjsonSettings settings) {
    var door = new LdjsonDoor(LdjsonAddress.of(address), settings, now::get);
    open.add(door::close);
    return door;
  }

  private URI address(Peer peer) throws IOException {
    var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    serve(server, peer);
    return URI.create("ldjson://127.0.0.1:" + server.getLocalPort());
  }

  private void serve(ServerSocket server, Peer peer) {
    open.add(server);
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket connection = server.accept();
              connections.incrementAndGet();
              Thread.ofVirtual().start(() -> serve(connection, peer));
            } catch (IOException e) {
              return; // closed
            }
          }
        });
  }

  private static void serve(Socket connection, Peer peer) {
    try (connection) {
      peer.serve(reader(connection.getInputStream()), connection.getOutputStream());
    } catch (Exception e) {
      // The client went away, as some tests want it to.
    }
  }

  private static BufferedReader reader(java.io.InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static String line(Event event) {
    return "{\"v\":1,\"src\":\"java-client\",\"type\":\"vcp\",\"data\":%s}"
        .formatted(StandardCharsets.UTF_8.decode(event.text()));
  }

  private static Answer settled(int events) {
    return new Answer.Judged(Stream.generate(() -> SETTLED).limit(events).toList());
  }

  private static Answer answer(CompletableFuture<Answer> answer) throws Exception {
    return answer.get(60, TimeUnit.SECONDS);
  }
}
