package dev.tradewitness.capture.health;

import dev.tradewitness.capture.relay.StreamRelay;
import dev.tradewitness.capture.spool.Spool;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.kit.threads.ThreadWatch;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Ready only while the threads run that store, spool and send, and no other has ended by itself.
final class ThreadsHealthIndicator implements HealthIndicator {

  private final StreamCommitter committer;
  private final Spool spool;
  private final StreamRelay relay;
  private final ThreadWatch watch;

  ThreadsHealthIndicator(
      StreamCommitter committer, Spool spool, StreamRelay relay, ThreadWatch watch) {
    this.committer = committer;
    this.spool = spool;
    this.relay = relay;
    this.watch = watch;
  }

  @Override
  public Health health() {
    return (isAlive() ? Health.up() : Health.outOfService())
        .withDetail("committer", committer.isAlive())
        .withDetail("spool", spool.isAlive())
        .withDetail("relay", relay.isAlive())
        .withDetail("ended", watch.ended())
        .build();
  }

  boolean isAlive() {
    return committer.isAlive() && spool.isAlive() && relay.isAlive() && watch.ended().isEmpty();
  }
}
