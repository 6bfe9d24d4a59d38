package dev.tradewitness.capture;

import dev.tradewitness.kit.ServiceMain;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/// The capture-service's process.
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class) // ProblemValve answers
public class CaptureApplication {

  public static void main(String[] args) {
    ServiceMain.run(CaptureApplication.class, args);
  }
}
