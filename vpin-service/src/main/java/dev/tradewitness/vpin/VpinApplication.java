package dev.tradewitness.vpin;

import dev.tradewitness.kit.ServiceMain;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class) // ProblemValve answers
public class VpinApplication {

  public static void main(String[] args) {
    ServiceMain.run(VpinApplication.class, args);
  }
}
