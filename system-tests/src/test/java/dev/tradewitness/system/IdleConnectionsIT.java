package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import dev.tradewitness.system.stack.Table;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Ten thousand connections that say nothing, at each service. Who was connected before is answered
/// all the while, and who comes new is answered once the silent ones have been cut off.
@Order(1)
@ExtendWith(SharedStack.class)
class IdleConnectionsIT {

  private static final int WANTED = 10_000;
  private static final int DESCRIPTORS_KEPT = 1_000;

  /// What Tomcat takes before it leaves connections to wait.
  private static final int TAKEN_AT_ONCE = 8_192;

  /// Before the first request a connection may be silent for 5 s.
  private static final Duration CUT_OFF_WITHIN = Duration.ofSeconds(40);

  private final Table table = new Table("Idle connections");

  @Test
  void tenThousandSilentConnectionsStopNobody(RunningStack stack) throws Exception {
    assumeTrue(connections() > TAKEN_AT_ONCE, "too few descriptors for so many connections");
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
    var silent = new ArrayList<SocketChannel>();
    try {
      connect(stack.port(name), silent);
      long began = System.nanoTime();
      before.get("/health").expect(200);
      table.row(name + ": silent connections", silent.size());
      table.row(name + ": answered to who was there before, after", millisSince(began));
      began = System.nanoTime();
      Awaitility.await("a new caller of " + name + " is answered")
          .atMost(CUT_OFF_WITHIN)
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(() -> stack.http(name).get("/health").expect(200));
      table.row(name + ": answered to a new caller, after", millisSince(began));
    } finally {
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
    assertThat(stack.pid(name)).as(name + " runs").isPositive();
  }

  private static String millisSince(long began) {
    return (System.nanoTime() - began) / 1_000_000 + " ms";
  }

  /// Connects without waiting; what the system does not take at once stays half open.
  private static void connect(int port, List<SocketChannel> into) throws IOException {
    var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < connections(); i++) {
      SocketChannel channel = SocketChannel.open();
      into.add(channel);
      channel.configureBlocking(false);
      channel.connect(to);
    }
  }

  private static int connections() {
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long free = system.getMaxFileDescriptorCount() - DESCRIPTORS_KEPT;
    return Math.clamp(free, 1, WANTED);
  }
}
