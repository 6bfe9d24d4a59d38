package dev.tradewitness.capture;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class CaptureApplication {

  public static void main(String[] args) {
    SpringApplication.run(CaptureApplication.class, args);
  }
}
