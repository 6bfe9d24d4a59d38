package dev.tradewitness.anchor;

import dev.tradewitness.kit.ServiceApplication;
import dev.tradewitness.kit.ServiceMain;
import dev.tradewitness.kit.database.TwoPools;
import java.time.Clock;
import java.time.InstantSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

@ServiceApplication
@Import(TwoPools.class)
@ConfigurationPropertiesScan
public class AnchorApplication {

  public static void main(String[] args) {
    ServiceMain.run(AnchorApplication.class, args);
  }

  @Bean
  InstantSource clock() {
    return Clock.systemUTC();
  }
}
