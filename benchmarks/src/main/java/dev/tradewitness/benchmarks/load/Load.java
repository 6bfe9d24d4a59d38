package dev.tradewitness.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Sends a [Traffic] to one port of 127.0.0.1 and counts what comes back. One thread reads all
/// answers; in an open loop a second one sends what is due. Ends by itself, see [Bounds].
public final class Load implements RunningLoad {
  /// As HTTP clients have it; below the services' keep-alive time-out.
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(30);

  private static final int TICK_MILLIS = 100;

  private final InetSocketAddress target;
  private final Traffic traffic;
  private final Pace pace;
  private final Bounds bounds;
  private final Tally tally;
  private final Object lock = new Object();
  // All below: guarded by the lock.
  private final List<Connection> all = new ArrayList<>();
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private long startNanos;
  private long sent;
  private boolean sending = true;

  public Load(int port, Traffic traffic, Pace pace, Bounds bounds, Tally tally) {
    // Never another machine: whoever measures a service over a network wants another tool.
    this.target = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    this.traffic = traffic;
    this.pace = pace;
    this.bounds = bounds;
    this.tally = tally;
  }

  @Override
  public void stop() {
    synchronized (lock) {
      sending = false;
    }
  }

  /// @return requests sent
  @Override
  public long run() throws IOException, InterruptedException {
    try (var selector = Selector.open()) {
      connect(selector);
      var pacer =
          pace instanceof Pace.Open open
              ? Thread.ofPlatform().name("pacer").start(() -> sendWhatIsDue(open))
              : null;
      try {
        while (goOn(selector)) {
          selector.select(this::ready, TICK_MILLIS);
        }
      } finally {
        stop();
        if (pacer != null) {
          pacer.join();
        }
        all.forEach(Connection::close);
      }
    }
    return sent;
  }

  private void connect(Selector selector) throws IOException {
    synchronized (lock) {
      for (int i = 0; i < pace.connections(); i++) {
        var connection = new Connection();
        all.add(connection);
        connection.open(target, selector);
      }
      startNanos = System.nanoTime();
      for (var connection : all) {
        free(connection);
      }
    }
  }

  /// Looks after the clock and after broken connections, once a tick or after each batch of
  /// answers.
  private boolean goOn(Selector selector) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    synchronized (lock) {
      long now = System.nanoTime();
      if (now - startNanos > bounds.time().toNanos()) {
        sending = false;
      }
      boolean busy = false;
      for (var connection : all) {
        if (connection.busy && now - connection.sentNanos > bounds.answerLimit().toNanos()) {
          broken(connection, "timeout");
        }
        busy |= connection.busy;
      }
      closeIdle(now);
      if (sending) {
        reopen(selector);
      }
      return sending || busy;
    }
  }

  /// A server closes what was idle for long, and a request that meets that is lost.
  private void closeIdle(long now) {
    var longest = idle.peekLast();
    while (longest != null && now - longest.idleNanos > IDLE_LIMIT.toNanos()) {
      idle.removeLast();
      longest.close();
      longest = idle.peekLast();
    }
  }

  private void reopen(Selector selector) {
    for (var connection : all) {
      if (!connection.isOpen()) {
        try {
          connection.open(target, selector);
          free(connection);
        } catch (IOException e) {
          tally.error("refused");
          return; // the others are tried at the next tick
        }
      }
    }
  }

  private void ready(SelectionKey key) {
    synchronized (lock) {
      if (!(key.attachment() instanceof Connection connection) || !connection.isOpen()) {
        return;
      }
      try {
        if (key.isWritable()) {
          connection.write();
        }
        if (key.isReadable() && connection.read()) {
          answered(connection);
        }
      } catch (IOException e) {
        broken(connection, "connection");
      }
    }
  }

  private void answered(Connection connection) {
    var parser = connection.parser;
    connection.busy = false;
    if (parser.status() / 100 == 2) {
      tally.answered(System.nanoTime() - connection.startNanos);
    } else {
      tally.error(ErrorCode.of(parser));
    }
    traffic.answered(connection.request, parser);
    if (parser.keepAlive()) {
      free(connection);
    } else {
      connection.close();
    }
  }

  private void broken(Connection connection, String code) {
    idle.remove(connection);
    if (connection.busy) {
      tally.error(code);
      traffic.lost(connection.request);
    }
    connection.close();
  }

  /// A connection without a request: it sends the next one when that is due, else it waits.
  private void free(Connection connection) {
    long now = System.nanoTime();
    switch (pace) {
      case Pace.Closed _ -> send(connection, now);
      case Pace.Open open -> {
        long due = startNanos + open.dueNanos(sent);
        if (due <= now) {
          send(connection, due);
        } else {
          // Last in, first out, as the pools of HTTP clients do: few connections are busy.
          connection.idleNanos = now;
          idle.push(connection);
        }
      }
    }
  }

  private void send(Connection connection, long from) {
    if (!sending) {
      return;
    }
    // By the moment it was due, not by the tick that ends the load: a busy machine has late ticks.
    if (from - startNanos >= bounds.time().toNanos()
        || sent >= bounds.requestsMax()
        || !traffic.next(connection.request)) {
      sending = false;
      return;
    }
    sent++;
    connection.startNanos = from;
    connection.sentNanos = System.nanoTime();
    tally.sent(connection.sentNanos - from);
    connection.busy = true;
    try {
      connection.write();
    } catch (IOException e) {
      broken(connection, "connection");
    }
  }

  private void sendWhatIsDue(Pace.Open open) {
    long wait = 0;
    while (wait >= 0) {
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      wait = sendDue(open);
    }
  }

  /// @return nanoseconds to wait, negative at the end
  private long sendDue(Pace.Open open) {
    synchronized (lock) {
      while (sending) {
        long due = startNanos + open.dueNanos(sent);
        long now = System.nanoTime();
        if (due > now) {
          return Math.min(due - now, TICK_MILLIS * 1_000_000L);
        }
        var connection = idle.poll();
        if (connection == null) {
          return 1_000_000; // all wait for answers: whoever has one sends what is due
        }
        send(connection, due);
      }
      return -1;
    }
  }
}
