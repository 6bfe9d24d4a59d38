package dev.tradewitness.capture;

import dev.tradewitness.kit.ServiceMain;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// The capture-service's process.
@SpringBootApplication
public class CaptureApplication {

  public static void main(String[] args) {
    ServiceMain.run(CaptureApplication.class, args);
  }
}
