package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.state.MetricOutlet;
import dev.tradewitness.vpin.vitals.Vitals;
import dev.tradewitness.vpin.vitals.Vitals.Severity;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/// The consumers of the process, started and stopped together; a stop lets the poll under way
/// commit. Stops before the publisher, so that what it commits is still sent.
final class TradeFeed implements SmartLifecycle {

  private final List<KafkaMessageListenerContainer<byte[], byte[]>> consumers;
  private final MetricOutlet outlet;
  private final Vitals vitals;

  TradeFeed(
      List<KafkaMessageListenerContainer<byte[], byte[]>> consumers,
      MetricOutlet outlet,
      Vitals vitals) {
    this.consumers = consumers;
    this.outlet = outlet;
    this.vitals = vitals;
  }

  @Override
  public void start() {
    consumers.forEach(AbstractMessageListenerContainer::start);
  }

  @Override
  public void stop() {
    outlet.ending();
    consumers.forEach(AbstractMessageListenerContainer::stop);
  }

  @Override
  public boolean isRunning() {
    return consumers.stream().anyMatch(AbstractMessageListenerContainer::isRunning);
  }

  @Override
  public int getPhase() {
    return AbstractMessageListenerContainer.DEFAULT_PHASE;
  }

  /// A consumer that ended by itself, on an error that retrying cannot cure, is a dead service.
  void check() {
    if (consumers.stream().allMatch(KafkaMessageListenerContainer::isInExpectedState)) {
      vitals.well("consumer");
    } else {
      vitals.failing("consumer", Severity.UNHEALTHY, "a consumer has stopped by itself");
    }
  }
}
