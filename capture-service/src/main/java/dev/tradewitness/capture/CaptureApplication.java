package dev.tradewitness.capture;

import dev.tradewitness.kit.ServiceApplication;
import dev.tradewitness.kit.ServiceMain;

/// The capture-service's process.
@ServiceApplication
public class CaptureApplication {

  public static void main(String[] args) {
    ServiceMain.run(CaptureApplication.class, args);
  }
}
