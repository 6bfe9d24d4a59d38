package dev.tradewitness.anchor;

import dev.tradewitness.kit.ServiceMain;
import java.time.Clock;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;

@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class) // ProblemValve answers
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
