package dev.tradewitness.capture;

import dev.tradewitness.kit.ServiceApplication;
import dev.tradewitness.kit.ServiceMain;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;

/// The capture-service's process.
@ServiceApplication
public class CaptureApplication {

  public static void main(String[] args) {
    ServiceMain.run(CaptureApplication.class, args);
  }

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }
}
