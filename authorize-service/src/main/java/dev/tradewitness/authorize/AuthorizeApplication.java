package dev.tradewitness.authorize;

import dev.tradewitness.kit.ServiceMain;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class AuthorizeApplication {

  public static void main(String[] args) {
    ServiceMain.run(AuthorizeApplication.class, args);
  }
}
