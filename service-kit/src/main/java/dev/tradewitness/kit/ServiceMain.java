package dev.tradewitness.kit;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// Runs a service so that a request to end (SIGTERM, SIGINT) closes it in order and ends the
/// process with exit code 0; without this the JVM ends with 128 plus the signal's number even after
/// an orderly shutdown.
public final class ServiceMain {

  private ServiceMain() {}

  public static void run(Class<?> application, String... args) {
    var spring = new SpringApplication(application);
    spring.setRegisterShutdownHook(false);
    ConfigurableApplicationContext context = spring.run(args);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  context.close();
                  // Inside a shutdown hook only this sets the exit code.
                  Runtime.getRuntime().halt(0);
                },
                "orderly-end"));
  }
}
