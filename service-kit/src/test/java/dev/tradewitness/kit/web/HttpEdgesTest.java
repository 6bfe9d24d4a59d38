package dev.tradewitness.kit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Which requests reach a controller of any service, and what it reads from their paths.
class HttpEdgesTest {

  private static ConfigurableApplicationContext context;
  private static int port;

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.threads.virtual.enabled=true",
                "--tradewitness.web.allowed-origins=https://console.example");
    port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void nothingReached() {
    Doors.reached.set(0);
  }

  @ParameterizedTest
  @CsvSource({
    "BTC%2FUSD, BTC/USD",
    "%2F, /",
    "%2F%2F, //",
    "a%5Cb, a\\b",
    "100%25, 100%",
    "%252F, %2F",
    "a%3Bb%3Dc, a;b=c",
    "%3F%23, ?#",
    "A%20b, A b",
    "a+b, a+b",
    "%2E%2E%2Fa, ../a",
    "..., ...",
    "%E8%B4%B5%E5%B7%9E, \u8d35\u5dde",
    "%F0%9F%9A%80, \ud83d\ude80",
    "%7B%7D%7C%22%3C%3E%5E%60, {}|\"<>^`",
  })
  void everyNameIsAddressableInAPath(String encoded, String name) throws IOException {
    assertThat(answer("GET /name/" + encoded)).startsWith("HTTP/1.1 200").endsWith("\n" + name);
    assertThat(answer("GET /name/" + encoded + "/events"))
        .startsWith("HTTP/1.1 200")
        .endsWith("\n" + name + " events");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "%zz", "%00", "%ff", "%c0%af"})
  void aPathThatIsNotEncodedUtf8IsAProblemOfTheCaller(String encoded) throws IOException {
    assertThat(answer("GET /name/" + encoded))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/vcp+json"
      })
  void aJsonBodyReachesTheController(String type) throws IOException {
    assertThat(answer("POST /change", "{}", "Content-Type: " + type)).startsWith("HTTP/1.1 200");
    assertThat(Doors.reached).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/x-ndjson",
        "text/plain; application/json",
        "application/jsonp",
        "json"
      })
  void anotherBodyIs415ForEveryMethodAndChangesNothing(String type) throws IOException {
    for (String method : new String[] {"POST", "PUT", "DELETE"}) {
      assertThat(answer(method + " /change", "{}", "Content-Type: " + type))
          .startsWith("HTTP/1.1 415")
          .contains("application/problem+json", "\"code\":\"UNSUPPORTED_MEDIA_TYPE\"")
          .contains("Accept: application/json");
    }
    assertThat(Doors.reached).hasValue(0);
  }

  @Test
  void aBodyWithoutATypeIs415() throws IOException {
    assertThat(answer("POST /change", "{}")).startsWith("HTTP/1.1 415");
    assertThat(answer("POST /change", "2\r\n{}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"))
        .startsWith("HTTP/1.1 415");
    assertThat(Doors.reached).hasValue(0);
  }

  @Test
  void aRequestWithoutABodyNeedsNoType() throws IOException {
    assertThat(answer("POST /change")).startsWith("HTTP/1.1 200");
    assertThat(answer("POST /change", "", "Content-Type: application/x-www-form-urlencoded"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void anEncodedBodyIs415AndChangesNothing() throws IOException {
    for (String encoding : new String[] {"gzip", "br", "identity, gzip", "GZIP"}) {
      assertThat(
              answer(
                  "POST /change",
                  "{}",
                  "Content-Type: application/json",
                  "Content-Encoding: " + encoding))
          .startsWith("HTTP/1.1 415")
          .contains("\"code\":\"UNSUPPORTED_ENCODING\"", "Accept-Encoding: identity");
    }
    assertThat(Doors.reached).hasValue(0);
    assertThat(
            answer(
                "POST /change",
                "{}",
                "Content-Type: application/json",
                "Content-Encoding: Identity"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void whatIsTooLongForTheServerIsNamed() throws IOException {
    String longText = "a".repeat(20_000);
    assertThat(answer("GET /name/" + longText))
        .startsWith("HTTP/1.1 414")
        .contains("application/problem+json", "\"code\":\"URI_TOO_LONG\"");
    assertThat(answer("GET /name/a", "", "X-Long: " + longText))
        .startsWith("HTTP/1.1 431")
        .contains("application/problem+json", "\"code\":\"REQUEST_HEADER_FIELDS_TOO_LARGE\"");
    String kept = "GET /name/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: %s\r\n\r\n";
    assertThat(exchange(kept.formatted("a", longText)))
        .startsWith("HTTP/1.1 431")
        .contains("Connection: close");
    assertThat(exchange(kept.formatted(longText, "a")))
        .startsWith("HTTP/1.1 414")
        .contains("Connection: close");
    String[] many = new String[200];
    Arrays.setAll(many, number -> "X-" + number + ": 1");
    assertThat(answer("GET /name/a", "", many)).startsWith("HTTP/1.1 431");
    assertThat(answer("GET /name/a", "", "X Y: 1")).startsWith("HTTP/1.1 400");
  }

  @Test
  void traceIsServedNowhereAndAllowNamesWhatIs() throws IOException {
    assertThat(answer("TRACE /change", "", "X-Secret: 1"))
        .startsWith("HTTP/1.1 405")
        .containsPattern("Allow: (POST|PUT|DELETE)(, ?(POST|PUT|DELETE)){2}\r\n")
        .doesNotContain("X-Secret");
    assertThat(answer("TRACE /name/a", "", "X-Secret: 1"))
        .startsWith("HTTP/1.1 405")
        .containsPattern("Allow: (GET|HEAD)(, ?(GET|HEAD))?\r\n")
        .doesNotContain("X-Secret");
    assertThat(answer("TRACE /nothing", "", "X-Secret: 1"))
        .startsWith("HTTP/1.1 4")
        .doesNotContain("X-Secret");
    assertThat(Doors.reached).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/openmetrics-text; version=1.0.0", "application/json", "*/*"})
  void metricsAreTextWhateverIsAskedFor(String accepted) throws IOException {
    assertThat(answer("GET /metrics", "", "Accept: " + accepted))
        .startsWith("HTTP/1.1 200")
        .contains("Content-Type: text/plain;version=0.0.4;charset=utf-8", "# TYPE ");
  }

  @Test
  void aDoorTakesItsOwnTypes() throws IOException {
    assertThat(answer("POST /lines", "{}", "Content-Type: application/x-ndjson"))
        .startsWith("HTTP/1.1 200");
    assertThat(answer("POST /lines", "{}", "Content-Type: text/plain")).startsWith("HTTP/1.1 415");
  }

  @Test
  void aDoorForAnyBodyTakesEveryTypeAndEncodingButNoForeignOrigin() throws IOException {
    int before = Doors.reached.get();
    assertThat(answer("POST /anything", "a=b")).startsWith("HTTP/1.1 200");
    assertThat(answer("POST /anything", "a=b", "Content-Type: image/png", "Content-Encoding: gzip"))
        .startsWith("HTTP/1.1 200");
    assertThat(answer("POST /anything", "a=b", "Origin: http://evil.example"))
        .startsWith("HTTP/1.1 403");
    assertThat(answer("POST /anything/", "a=b")).startsWith("HTTP/1.1 415");
    assertThat(Doors.reached.getAndSet(before)).isEqualTo(before + 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1", "", "x"})
  void aForeignOriginIs403WhateverTheBody(String origin) throws IOException {
    for (String method : new String[] {"POST", "PUT", "DELETE"}) {
      assertThat(answer(method + " /change", "", "Origin: " + origin))
          .startsWith("HTTP/1.1 403")
          .contains("application/problem+json", "\"code\":\"FOREIGN_ORIGIN\"");
      assertThat(
              answer(
                  method + " /change", "{}", "Content-Type: application/json", "Origin: " + origin))
          .startsWith("HTTP/1.1 403");
    }
    assertThat(Doors.reached).hasValue(0);
  }

  @Test
  void theOwnOriginAndAllowedOnesMayChangeState() throws IOException {
    assertThat(answer("POST /change", "", "Origin: http://127.0.0.1:" + port))
        .startsWith("HTTP/1.1 200");
    assertThat(answer("POST /change", "", "Origin: https://console.example"))
        .startsWith("HTTP/1.1 200");
    assertThat(Doors.reached).hasValue(2);
  }

  /// DNS rebinding: the page's own name has come to point to this machine.
  @Test
  void anOriginThatIsTheHostIsForeignWhenTheHostIsARegisteredName() throws IOException {
    String host = "evil.example:" + port;
    String request =
        String.join(
            "\r\n",
            "POST /change HTTP/1.1",
            "Host: " + host,
            "Origin: http://" + host,
            "Content-Length: 0",
            "Connection: close",
            "",
            "");
    assertThat(exchange(request)).startsWith("HTTP/1.1 403");
    assertThat(Doors.reached).hasValue(0);
  }

  @Test
  void aForeignPageMayRead() throws IOException {
    assertThat(answer("GET /name/a", "", "Origin: http://evil.example")).startsWith("HTTP/1.1 200");
  }

  private static String answer(String line) throws IOException {
    return answer(line, "");
  }

  private static String answer(String line, String body, String... headers) throws IOException {
    var request = new StringBuilder(line + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
    boolean chunked = false;
    for (String header : headers) {
      request.append(header).append("\r\n");
      chunked |= header.startsWith("Transfer-Encoding");
    }
    if (!chunked) {
      request.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    return exchange(request + "Connection: close\r\n\r\n" + body);
  }

  private static String exchange(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
  static class Application {

    @Bean
    Doors doors() {
      return new Doors();
    }

    @Bean
    Door lines() {
      return new Door("/lines", Set.of("application/x-ndjson"));
    }

    @Bean
    Door anything() {
      return Door.ofAnyBody("/anything");
    }
  }

  @RestController
  static class Doors {

    static final AtomicInteger reached = new AtomicInteger();

    @GetMapping(path = "/name/{name}", produces = MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8")
    String name(@PathVariable("name") String name) {
      return name;
    }

    @GetMapping(
        path = "/name/{name}/events",
        produces = MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8")
    String events(@PathVariable("name") String name) {
      return name + " events";
    }

    @PostMapping({"/change", "/lines", "/anything"})
    void post() {
      reached.incrementAndGet();
    }

    @PutMapping("/change")
    void put() {
      reached.incrementAndGet();
    }

    @DeleteMapping("/change")
    void delete() {
      reached.incrementAndGet();
    }
  }
}
