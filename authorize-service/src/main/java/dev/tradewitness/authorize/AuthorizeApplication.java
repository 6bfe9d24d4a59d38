package dev.tradewitness.authorize;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class AuthorizeApplication {

  public static void main(String[] args) {
    SpringApplication.run(AuthorizeApplication.class, args);
  }
}
