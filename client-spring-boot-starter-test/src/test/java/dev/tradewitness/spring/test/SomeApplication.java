package dev.tradewitness.spring.test;

import dev.tradewitness.spring.logged.VcpLogged;
import dev.tradewitness.spring.logged.VcpPayload;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/// An application whose calls are logged in every way.
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SomeApplication {

  record Leg(String symbol, BigDecimal price) {}

  record Order(String id, BigDecimal price, List<Leg> legs) {}

  interface Desk {
    @VcpLogged(
        value = "ORD",
        payload =
            "{id: #order.id, price: #order.price, legs: #order.legs.![symbol], result: #result}")
    String place(Order order);

    @VcpLogged(value = "EXE", payload = "{a: #first, b: #second}")
    CompletableFuture<String> execute(CompletableFuture<String> first, String second);
  }

  static class OrderDesk implements Desk {
    @Override
    public String place(Order order) {
      return "placed " + order.id();
    }

    @Override
    @VcpLogged(
        value = "EXE",
        on = VcpLogged.On.BOTH,
        payload = "{result: #result, failed: #exception?.message, second: #second}")
    public CompletableFuture<String> execute(CompletableFuture<String> first, String second) {
      return first;
    }
  }

  static class Calls {
    @VcpLogged("AUD")
    String plain(String text) {
      return text;
    }

    @VcpLogged(value = "ERR_CALL", on = VcpLogged.On.EXCEPTION)
    @VcpLogged(value = "AUD", payload = "{never: 1}")
    void fail(RuntimeException failure) {
      if (failure != null) {
        throw failure;
      }
    }

    @VcpLogged(value = "SIG", condition = "#count > 10", payload = "{count: #count}")
    int when(int count) {
      return count;
    }

    @VcpLogged(value = "MOD", trace = "#trace", payload = "{:}")
    void traced(Object trace) {}

    @VcpLogged(value = "CXL", payloadBean = "callPayload")
    String byBean(String text) {
      return text;
    }

    @VcpLogged(value = "CXL", payload = "{a: #text.length() / (#text.length() - 3)}")
    String byExpression(String text) {
      return text;
    }

    @VcpLogged(value = "ALG", payload = "{name: #value['class'].name}")
    Object ofClass(Object value) {
      return value;
    }
  }

  @Bean
  Desk desk() {
    return new OrderDesk();
  }

  @Bean
  Calls calls() {
    return new Calls();
  }

  @Bean
  VcpPayload callPayload() {
    return call -> {
      if ("bad".equals(call.result())) {
        throw new IllegalStateException("this bean throws");
      }
      return Map.of(call.method().getName(), call.arguments());
    };
  }
}
