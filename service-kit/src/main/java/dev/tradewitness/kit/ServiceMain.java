package dev.tradewitness.kit;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// Runs a service so that a request to end (SIGTERM, SIGINT), also one that comes while it starts,
/// closes it in order and ends the process with exit code 0; without this the JVM ends with 128
/// plus the signal's number even after an orderly shutdown. A start that fails ends with another
/// code.
public final class ServiceMain {

  /// Each Kafka client prints a hundred lines of settings when it starts, springdoc that it is
  /// there, the dispatcher of a warm-up that it is set up. Kafka clients do not keep their metrics
  /// as JMX beans, which no service offers to anybody. Lines are Spring Boot's own, with their
  /// key-values: an incident is found by its id.
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "logging.level.org.apache.kafka.common.config.AbstractConfig", "warn",
          "logging.level.org.springdoc", "error",
          "logging.level.dev.tradewitness.kit.warmup.QuietDispatcher", "warn",
          "spring.kafka.properties.metric.reporters", "",
          "logging.pattern.console",
              "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p [%t] %-40.40logger{39} : %m %kvp%n%wEx");

  private final AtomicReference<@Nullable ConfigurableApplicationContext> context =
      new AtomicReference<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

  private enum State {
    RUNNING,
    ENDING,
    FAILED
  }

  private ServiceMain() {}

  public static void run(Class<?> application, String... args) {
    new ServiceMain().start(application, args);
  }

  private void start(Class<?> application, String... args) {
    var spring = new SpringApplication(application);
    spring.setDefaultProperties(DEFAULTS);
    spring.setRegisterShutdownHook(false);
    spring.addInitializers(context::set);
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "orderly-end"));
    try {
      spring.run(args);
    } catch (Throwable e) {
      // What fails because the context is being closed is part of the end.
      state.compareAndSet(State.RUNNING, State.FAILED);
      throw e;
    }
  }

  private void end() {
    if (!state.compareAndSet(State.RUNNING, State.ENDING)) {
      return;
    }
    var running = context.get();
    if (running != null) {
      running.close(); // waits for a start that is under way
    }
    // Inside a shutdown hook only this sets the exit code.
    Runtime.getRuntime().halt(0);
  }
}
