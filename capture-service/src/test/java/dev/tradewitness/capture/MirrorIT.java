package dev.tradewitness.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What a proxy mirrors is kept, its secrets are not.
@CaptureTest
class MirrorIT {

  private static final String POLICY = "local.tradewitness:capture";
  private static final String ORDER =
      """
      {"order_id":"%s","symbol":"EURUSD","side":"BUY","type":"LIMIT","price":1.0850,\
      "quantity":"100000","account_id":"A-1","desk":"fx"}\
      """;

  private int port;
  private CaptureHttp http;
  private MirrorClient mirror;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    this.port = port;
    http = new CaptureHttp(port);
    mirror = new MirrorClient(port);
  }

  @Test
  void anOrderIsAnEventOnceHoweverOftenItIsSent() {
    String orderId = UUID.randomUUID().toString();
    String requestId = requestId();
    var first = order(orderId, requestId);
    assertThat(first.status()).as(first.text()).isEqualTo(202);
    JsonObject answer = first.json();
    assertThat(answer.string("status")).isEqualTo("accepted");
    assertThat(answer.string("event_type")).isEqualTo("ORD");
    assertThat(answer.string("policy_id")).isEqualTo(POLICY);
    assertThat(answer.text("sequence")).isNotNull();

    var again = order(orderId, requestId);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json().string("status")).isEqualTo("duplicate");
    for (String same : List.of("event_id", "event_hash", "received_at")) {
      assertThat(again.json().string(same)).isEqualTo(answer.string(same));
    }
    assertThat(again.json().text("sequence")).isEqualTo(answer.text("sequence"));

    var other = order(orderId + "x", requestId);
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.text()).contains("\"code\":\"ID_REUSED\"");

    JsonObject found =
        (JsonObject) http.get("/vcp/events?order_id=" + orderId).json().array("events").get(0);
    JsonObject payload = requireNonNull(found.object("payload"));
    assertThat(payload.object("trade_data").string("price")).isEqualTo("1.0850");
    assertThat(payload.object("unmapped")).hasToString("{\"desk\":\"fx\"}");
    assertThat(payload.object("request").string("uri")).isEqualTo("/api/orders");
    assertThat(http.get("/vcp/traces/" + requestId).json().array("events").size()).isEqualTo(1);
  }

  @Test
  void aTraceparentNamesTheTrace() {
    String trace = requestId();
    var answer =
        mirror.send(
            "POST",
            new byte[0],
            "X-Original-URI: /x",
            "traceparent: 00-%s-00f067aa0ba902b7-01".formatted(trace));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(http.get("/vcp/traces/" + trace).text()).contains(answer.json().string("event_id"));
  }

  @ParameterizedTest
  @CsvSource({
    "POST,text/plain",
    "POST,application/x-www-form-urlencoded",
    "POST,multipart/form-data; boundary=x",
    "PUT,application/x-www-form-urlencoded",
    "PATCH,application/x-www-form-urlencoded",
    "DELETE,application/x-www-form-urlencoded",
    "POST,",
    "POST,application/json",
    "GET,application/json",
    "OPTIONS,x/y",
    "POST,no type"
  })
  void aBodyOfAnyTypeByAnyMethodIsKeptByteForByte(String method, String type) {
    byte[] body = "a=1&b=%zz\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    var headers = new ArrayList<>(List.of("X-Original-URI: /some/where?q=1", "Accept: text/html"));
    if (type != null) {
      headers.add("Content-Type: " + type);
    }
    var answer = mirror.send(method, body, headers.toArray(String[]::new));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(answer.json().string("event_type")).isEqualTo("RAW_HTTP");
    JsonObject payload = payload(answer.json().string("event_id"));
    assertThat(payload.object("request").string("method")).isEqualTo(method);
    assertThat(content(payload)).isEqualTo(body);
  }

  @Test
  void anEncodedBodyIsKeptAsItCame() {
    byte[] body = {0x1f, (byte) 0x8b, 8, 0};
    var answer = mirror.send("POST", body, "X-Original-URI: /z", "Content-Encoding: gzip");
    JsonObject payload = payload(answer.json().string("event_id"));
    assertThat(payload.object("request").object("headers").string("content-encoding"))
        .isEqualTo("gzip");
    assertThat(content(payload)).isEqualTo(body);
  }

  @Test
  void theSourcesOwnBlockIsTakenWithTheQueryThatItKeeps() {
    var answer =
        mirror.sendTo(
            "/capture?symbol=EURUSD&token=S3CRET-q", "POST", "{}".getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(202);
    JsonObject payload = payload(answer.json().string("event_id"));
    assertThat(payload.object("request").string("query"))
        .isEqualTo("symbol=EURUSD&token=[redacted]");
    assertThat(payload.array("not_mapped").toString()).contains("URI_UNKNOWN");
  }

  @Test
  void noSecretIsInTheStoredDocumentOrOnTheTopic() {
    String order = UUID.randomUUID().toString();
    String json =
        ORDER
            .formatted(order)
            .replace(
                "\"desk\":\"fx\"",
                """
                "Password":"S3CRET-1","auth":{"access_token":["S3CRET-2"],"pin":5353535},"p\\u0069n":"S3CRET-3"\
                """);
    String uri = "X-Original-URI: /api/orders?token=S3CRET-4&ok=1&Api_Key=S3CRET-5";
    String[] headers = {
      uri,
      "Content-Type: application/json",
      "Authorization: Bearer S3CRET-6",
      "Proxy-Authorization: Basic S3CRET-7",
      "Cookie: s=S3CRET-8",
      "Set-Cookie: s=S3CRET-9",
      "X-Api-Key: S3CRET-10",
      "X-Auth-Token: S3CRET-11",
      "X-Unknown: S3CRET-12",
      "User-Agent: robot"
    };
    var ids = new ArrayList<String>();
    for (String body :
        List.of(
            json,
            json.replace("\"side\"", "\"x\""), // no order
            json + "}", // no JSON
            "[" + json + "," + json + "]")) {
      var answer = mirror.send("POST", body.getBytes(StandardCharsets.UTF_8), headers);
      assertThat(answer.status()).isEqualTo(202);
      ids.add(answer.json().string("event_id"));
    }
    headers[1] = "Content-Type: application/x-www-form-urlencoded; charset=utf-8";
    ids.add(
        mirror
            .send(
                "POST",
                "a=1&p%61ssword=S3CRET-13&user[pin]=S3CRET-14".getBytes(StandardCharsets.UTF_8),
                headers)
            .json()
            .string("event_id"));

    for (String id : ids) {
      String stored = http.get("/vcp/events/" + id).text();
      assertThat(stored).doesNotContain("S3CRET", "5353535").contains("[redacted]", "robot");
    }
    assertThat(payload(ids.getFirst()).object("redacted").array("members"))
        .hasToString("[\"/Password\",\"/auth/access_token\",\"/auth/pin\",\"/pin\"]");
    try (var topics = new TopicReader()) {
      await()
          .untilAsserted(() -> {
            String topic = topic(topics);
            assertThat(topic).contains(ids);
            assertThat(topic).doesNotContain("S3CRET", "5353535");
          });
    }
  }

  private static String topic(TopicReader topics) {
    var text = new StringBuilder();
    topics.events(POLICY).forEach(m -> text.append(new String(m.value(), StandardCharsets.UTF_8)));
    return text.toString();
  }

  @Test
  void aLongBodyIsKeptInPartsOnce() {
    byte[] body = new byte[1024 * 1024];
    new Random(3).nextBytes(body);
    String[] headers = {
      "X-Original-URI: /api/orders",
      "X-Request-ID: " + requestId(),
      "X-Request-Time: 1772366400.123"
    };
    var answer = mirror.send("POST", body, headers);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    var whole = new ByteArrayOutputStream();
    for (var part : answer.json().array("parts").elements()) {
      assertThat(((JsonObject) part).string("status")).isEqualTo("accepted");
      JsonObject payload = payload(((JsonObject) part).string("event_id"));
      assertThat(payload.object("body").string("sha256")).isEqualTo(Hash.of(body).hex());
      whole.writeBytes(content(payload));
    }
    assertThat(whole.toByteArray()).isEqualTo(body);
    var again = mirror.send("POST", body, headers).json().array("parts");
    assertThat(again.elements())
        .hasSize(2)
        .allMatch(part -> "duplicate".equals(((JsonObject) part).string("status")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "OPTIONS", "HEAD"})
  void aWebPagesQuestionIsNotStored(String method) {
    String head = head();
    var answer = mirror.send(method, new byte[0]);
    assertThat(answer.status()).isEqualTo(400);
    if (!method.equals("HEAD")) {
      assertThat(answer.text()).contains("\"code\":\"NOT_MIRRORED\"");
    }
    assertThat(head()).isEqualTo(head);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST /capture     | Origin: http://evil.example          | 0       | 403 | FOREIGN_ORIGIN
          POST /capture     | Origin: null                         | 10      | 403 | FOREIGN_ORIGIN
          POST /capture     | X-Original-URI: /x                   | 1048577 | 413 | BODY_TOO_LARGE
          PROPFIND /capture | X-Original-URI: /x                   | 0       | 405 | METHOD_NOT_ALLOWED
          TRACE /capture    | X-Original-URI: /x                   | 0       | 405 | METHOD_NOT_ALLOWED
          POST /capture/    | X-Original-URI: /x                   | 0       | 404 | NOT_FOUND
          POST /capture/x   | X-Original-URI: /x                   | 0       | 404 | NOT_FOUND
          """)
  void aRequestThatIsNotTakenGetsAnExactAnswerAndChangesNothing(
      String line, String header, int length, int status, String code) throws IOException {
    String head = head();
    double problems = metric("tradewitness_http_problems_total", code);
    String answer =
        mirror.raw(
            "%s HTTP/1.1\r\nHost: localhost\r\n%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                    .formatted(line, header, length)
                + "x".repeat(Math.min(length, 1000)));
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status)
        .contains("application/problem+json", "\"code\":\"" + code + "\"");
    assertThat(metric("tradewitness_http_problems_total", code)).isGreaterThan(problems);
    assertThat(head()).isEqualTo(head);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Request-ID: nonsense                 | X-Request-Time: 1772366400.123
          X-Request-ID: ''                       | X-Request-Time: 1772366400.123
          X-Request-ID: 0123456789abcdef0123456789abcdef | X-Request-Time: yesterday
          X-Request-ID: 0123456789abcdef0123456789abcdef | X-Request-Time: 9999999999.999
          X-Original-Method: P()ST               | X-Request-Time: -1.000
          traceparent: 00-0-0-0                  | X-Forwarded-For: nobody
          """)
  void aWrongHeaderCostsItsMeaningAndNotTheRequest(String one, String two) {
    var answer = mirror.send("POST", new byte[] {'x'}, "X-Original-URI: /x", one, two);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    JsonObject request = payload(answer.json().string("event_id")).object("request");
    assertThat(request.string("identity")).isEqualTo("NONE");
    assertThat(request.string("method")).isEqualTo("POST");
  }

  @Test
  void mirrorsThatStopComingLeaveRoomToEventsAndAreCutOff() throws IOException {
    var sockets = new ArrayList<Socket>();
    try {
      await()
          .untilAsserted(() -> {
            stopInTheMiddle(sockets); // anew when a busy machine was slower than the deadline
            assertThat(mirror.send("POST", new byte[] {1}).text()).contains("OVERLOADED");
          });
      assertThat(http.log(Events.order(UUID.randomUUID(), "mirror:beside")).status())
          .isEqualTo(201);
      await().until(() -> mirror.send("POST", new byte[] {1}).status() == 202);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /// As many uploads as there is room for, each without its last byte.
  private void stopInTheMiddle(List<Socket> sockets) throws IOException {
    byte[] most = new byte[1024 * 1024 - 1];
    for (int i = 0; i < 32; i++) {
      var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
      sockets.add(socket);
      socket
          .getOutputStream()
          .write(
              "POST /capture HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(most);
    }
  }

  @Test
  void whateverComesIsKeptOrAnsweredWithAProblem() throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed of the mirrored requests over HTTP: " + seed);
    var random = new SplittableRandom(seed);
    long before = Long.parseLong(head());
    long until = System.nanoTime() + 4_000_000_000L;
    int kept = 0;
    int tried = 0;
    for (; tried < 100 || System.nanoTime() < until && tried < 2_000; tried++) {
      String answer = mirror.raw(HttpFuzz.request(random));
      assertThat(answer).as("seed %d, request %d", seed, tried).startsWith("HTTP/1.1 ");
      String status = answer.substring(9, 12);
      if (status.equals("202")) {
        kept += answer.split("\"status\":\"accepted\"", -1).length - 1; // in parts, perhaps
      } else {
        assertThat(status).as("seed %d: %s", seed, answer).startsWith("4");
      }
    }
    assertThat(Long.parseLong(head())).isEqualTo(before + kept);
    System.out.printf("%d events of %d requests kept%n", kept, tried);
  }

  @Test
  void theExampleOfTheDocumentationGivesItsAnswer() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "mirror.md"));
    var example = Pattern.compile("```sh\ncurl (.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(example.find()).isTrue();
    String curl = example.group(1);
    String[] headers =
        Pattern.compile("-H '([^']*)'")
            .matcher(curl)
            .results()
            .map(m -> m.group(1))
            .toArray(String[]::new);
    var data = Pattern.compile("--data '([^']*)'").matcher(curl);
    assertThat(data.find()).isTrue();
    var answer = mirror.send("POST", data.group(1).getBytes(StandardCharsets.UTF_8), headers);
    assertThat(answer.status()).isEqualTo(202);
    for (String member : List.of("status", "event_id", "event_hash", "policy_id", "event_type")) {
      assertThat(page).contains("\"%s\":\"%s\"".formatted(member, answer.json().string(member)));
    }
  }

  private CaptureHttp.Answer order(String orderId, String requestId) {
    return mirror.send(
        "POST",
        ORDER.formatted(orderId).getBytes(StandardCharsets.UTF_8),
        "Content-Type: application/json",
        "X-Original-URI: /api/orders",
        "X-Request-ID: " + requestId,
        "X-Request-Time: 1772366400.123");
  }

  private static String requestId() {
    UUID id = UUID.randomUUID();
    return HexFormat.of().toHexDigits(id.getMostSignificantBits())
        + HexFormat.of().toHexDigits(id.getLeastSignificantBits());
  }

  /// How many events the stream has.
  private String head() {
    var answer = http.get("/vcp/streams/" + POLICY + "/events?limit=1");
    return answer.status() == 404 ? "0" : requireNonNull(answer.json().text("head"));
  }

  private double metric(String name, String label) {
    return http.get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private JsonObject payload(String eventId) {
    try {
      return requireNonNull(
          Json.parseObject(http.get("/vcp/events/" + eventId).response().body(), JsonLimits.EVENT)
              .object("payload"));
    } catch (JsonRefusedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] content(JsonObject payload) {
    JsonObject body = requireNonNull(payload.object("body"));
    String content = requireNonNull(body.string("content"));
    return "text".equals(body.string("encoding"))
        ? content.getBytes(StandardCharsets.UTF_8)
        : Base64.getDecoder().decode(content);
  }
}
