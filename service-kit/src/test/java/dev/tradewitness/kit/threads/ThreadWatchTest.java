package dev.tradewitness.kit.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.event.ConsumerStoppedEvent;

class ThreadWatchTest {

  private final ApplicationContextRunner service =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ThreadConfiguration.class))
          .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
          .withBean(ApplicationAvailabilityBean.class);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aThreadThatEndsByAnExceptionTakesReadinessAlong(boolean virtual) {
    service.run(context -> {
      accept(context);
      Runnable work =
          () -> {
            throw new IllegalStateException("broken");
          };
      Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
      builder.name("stream-relay").start(work).join();
      assertThat(readiness(context)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
      assertThat(context.getBean(ThreadWatch.class).ended()).containsExactly("stream-relay");
      assertThat(context.getBean(MeterRegistry.class).get("tradewitness.threads.ended").gauge())
          .extracting(gauge -> gauge.value())
          .isEqualTo(1.0);
    });
  }

  @Test
  void aThreadThatEndsInOrderChangesNothing() {
    service.run(context -> {
      accept(context);
      Thread.ofPlatform().start(() -> {}).join();
      assertThat(readiness(context)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLoopThatReturnsTakesReadinessAlongUnlessItWasStopped(boolean stopped) {
    service.run(context -> {
      accept(context);
      Thread.ofPlatform().start(VitalTask.until(() -> stopped, () -> {})).join();
      assertThat(readiness(context))
          .isEqualTo(stopped ? ReadinessState.ACCEPTING_TRAFFIC : ReadinessState.REFUSING_TRAFFIC);
    });
  }

  @Test
  void readinessDoesNotComeBackWithoutTheThread() {
    service.run(context -> {
      context.getBean(ThreadWatch.class).ended("stream-relay", null);
      accept(context);
      assertThat(readiness(context)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
    });
  }

  @Test
  void aRepeatedTaskThatAnExecutorGivesUpCountsToo() {
    service.run(context -> {
      accept(context);
      try (var executor = Executors.newSingleThreadScheduledExecutor()) {
        var task =
            executor.scheduleWithFixedDelay(
                VitalTask.of(() -> {
                  throw new IllegalStateException("broken");
                }),
                0,
                1,
                TimeUnit.HOURS);
        assertThatThrownBy(task::get).isInstanceOf(ExecutionException.class);
      }
      assertThat(readiness(context)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"NORMAL", "ERROR", "FENCED"})
  void aKafkaConsumerThatEndsByItselfTakesReadinessAlong(String reason) {
    service.run(context -> {
      accept(context);
      var ended = ConsumerStoppedEvent.Reason.valueOf(reason);
      context.publishEvent(new ConsumerStoppedEvent("trades-0", "trades-0", ended));
      assertThat(readiness(context))
          .isEqualTo(
              ended == ConsumerStoppedEvent.Reason.NORMAL
                  ? ReadinessState.ACCEPTING_TRAFFIC
                  : ReadinessState.REFUSING_TRAFFIC);
    });
  }

  private static void accept(ApplicationContext context) {
    AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
  }

  private static ReadinessState readiness(ApplicationContext context) {
    return context.getBean(ApplicationAvailability.class).getReadinessState();
  }
}
