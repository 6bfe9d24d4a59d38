package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import dev.tradewitness.system.stack.Table;
import dev.tradewitness.system.stack.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Ten thousand connections that say nothing, at each service: more than it takes at once. Who was
/// connected before is answered all the while. Who comes new waits or is refused, and is answered
/// once silent ones have been cut off.
@Order(1)
@ExtendWith(SharedStack.class)
class IdleConnectionsIT {

  private static final int WANTED = 10_000;
  private static final int DESCRIPTORS_KEPT = 1_000;

  /// What Tomcat takes before it leaves connections to wait.
  private static final int TAKEN_AT_ONCE = 8_192;

  /// The silent are cut off after 5 s, so this is several times what is needed.
  private static final Duration REACHED_WITHIN = Duration.ofSeconds(20);

  /// Before the first request a connection may be silent for 5 s.
  private static final Duration CUT_OFF_WITHIN = Duration.ofSeconds(40);

  private final Table table = new Table("Idle connections");

  @Test
  void tenThousandSilentConnectionsStopNobody(RunningStack stack) throws Exception {
    Tools.needAllowed(
        descriptors() > WANTED, WANTED + " connections: it has too few descriptors for them");
    try {
      for (String name : List.of("capture", "anchor", "authorize", "vpin")) {
        silence(stack, name);
      }
    } finally {
      table.print();
    }
  }

  private void silence(RunningStack stack, String name) throws IOException, InterruptedException {
    Http before = stack.http(name);
    before.get("/health").expect(200);
    try (var silent = new SilentConnections(stack.port(name))) {
      silent.open(WANTED, TAKEN_AT_ONCE, REACHED_WITHIN);
      table.row(name + ": silent connections open at one time", silent.most());
      assertThat(silent.most())
          .as("connections to " + name + " open at one time, of more than it takes at once")
          .isGreaterThan(TAKEN_AT_ONCE);
      long began = System.nanoTime();
      before.get("/health").expect(200);
      table.row(name + ": answered to who was there before, after", millisSince(began));
      began = System.nanoTime();
      // Refused, or not answered yet, is tried again; any other answer ends the test.
      Awaitility.await("a new caller of " + name + " is answered")
          .atMost(CUT_OFF_WITHIN)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> stack.http(name).get("/health").expect(200) != null);
      table.row(name + ": answered to a new caller, after", millisSince(began));
    }
    assertThat(stack.pid(name)).as(name + " runs").isPositive();
  }

  private static String millisSince(long began) {
    return (System.nanoTime() - began) / 1_000_000 + " ms";
  }

  private static long descriptors() {
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getMaxFileDescriptorCount() - DESCRIPTORS_KEPT;
  }

  /// Connections of this machine to one port, on which nothing is ever said.
  private static final class SilentConnections implements AutoCloseable {

    /// So many are under way at a time: more than the system lets wait begin anew a second later.
    private static final int UNDER_WAY_MAX = 64;

    private final InetSocketAddress to;
    private final List<SocketChannel> underWay = new ArrayList<>();
    private final List<SocketChannel> open = new ArrayList<>();
    private int most;

    SilentConnections(int port) {
      this.to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// Returns once more than a number are open at one time, or when the time is over. Those that
    /// are cut off meanwhile are made anew. The rest of those wanted is begun then, and stays half
    /// open where nobody takes it.
    void open(int wanted, int moreThan, Duration atMost) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + atMost.toNanos();
      while (most <= moreThan && System.nanoTime() < deadline) {
        while (underWay.size() < UNDER_WAY_MAX) {
          begin();
        }
        Thread.sleep(1);
        underWay.removeIf(this::hasEnded);
        if (open.size() > moreThan) {
          count();
        }
      }
      count();
      while (open.size() + underWay.size() < wanted) {
        begin();
      }
    }

    private void begin() throws IOException {
      SocketChannel channel = SocketChannel.open();
      underWay.add(channel);
      channel.configureBlocking(false);
      channel.connect(to);
    }

    private boolean hasEnded(SocketChannel connecting) {
      try {
        return connecting.finishConnect() && open.add(connecting);
      } catch (IOException e) {
        return true; // refused, and closed by that
      }
    }

    private void count() {
      open.removeIf(SilentConnections::isCutOff);
      most = Math.max(most, open.size());
    }

    private static boolean isCutOff(SocketChannel connected) {
      try {
        if (connected.read(ByteBuffer.allocate(1)) >= 0) {
          return false;
        }
      } catch (IOException e) {
        // Reset: as much an end as one that was announced.
      }
      close(connected);
      return true;
    }

    private static void close(SocketChannel channel) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    int most() {
      return most;
    }

    @Override
    public void close() {
      underWay.forEach(SilentConnections::close);
      open.forEach(SilentConnections::close);
    }
  }
}
