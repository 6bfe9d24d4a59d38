package dev.tradewitness.vpin;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class VpinApplication {

  public static void main(String[] args) {
    SpringApplication.run(VpinApplication.class, args);
    // Runs after the context was closed in order. Without it the JVM answers SIGTERM with 143.
    SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
  }
}
