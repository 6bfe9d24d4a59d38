package dev.tradewitness.vpin;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class VpinApplication {

  public static void main(String[] args) {
    SpringApplication.run(VpinApplication.class, args);
  }
}
