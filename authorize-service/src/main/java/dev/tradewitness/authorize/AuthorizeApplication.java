package dev.tradewitness.authorize;

import dev.tradewitness.kit.ServiceMain;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class) // ProblemValve answers
public class AuthorizeApplication {

  public static void main(String[] args) {
    ServiceMain.run(AuthorizeApplication.class, args);
  }
}
