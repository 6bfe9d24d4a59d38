package dev.tradewitness.capture.health;

import dev.tradewitness.capture.relay.StreamRelay;
import dev.tradewitness.capture.spool.Spool;
import dev.tradewitness.capture.stream.StreamCommitter;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Ready only while the threads run that store, spool and send.
final class ThreadsHealthIndicator implements HealthIndicator {

  private final StreamCommitter committer;
  private final Spool spool;
  private final StreamRelay relay;

  ThreadsHealthIndicator(StreamCommitter committer, Spool spool, StreamRelay relay) {
    this.committer = committer;
    this.spool = spool;
    this.relay = relay;
  }

  @Override
  public Health health() {
    return (isAlive() ? Health.up() : Health.outOfService())
        .withDetail("committer", committer.isAlive())
        .withDetail("spool", spool.isAlive())
        .withDetail("relay", relay.isAlive())
        .build();
  }

  boolean isAlive() {
    return committer.isAlive() && spool.isAlive() && relay.isAlive();
  }
}
