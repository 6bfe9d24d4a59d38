package dev.tradewitness.orderdesk;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// `java -jar order-desk.jar`, beside `./tradewitness up`.
@SpringBootApplication(proxyBeanMethods = false)
public class OrderDeskApplication {

  public static void main(String[] args) {
    SpringApplication.run(OrderDeskApplication.class, args);
  }
}
