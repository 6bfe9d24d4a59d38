package dev.tradewitness.kit.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

class ReadRoomTest {

  /// Room for one page or two events, and for one small answer.
  private final ReadRoom room =
      new ReadRoom(
          List.of(
              ReadSize.of("/vcp/events/.*", DataSize.ofMegabytes(3)),
              ReadSize.of("/vcp/.*", DataSize.ofMegabytes(6))),
          new ReadProperties(
              DataSize.ofMegabytes(1),
              Duration.ofMillis(1),
              Duration.ofSeconds(10),
              DataSize.ofMegabytes(1)),
          new HttpProblems(new SimpleMeterRegistry()),
          new SimpleMeterRegistry());

  @ParameterizedTest
  @CsvSource({
    "GET, /vcp/events, /vcp/events",
    "GET, /vcp/%65vents, /vcp/events",
    "GET, /vcp;a/events, /vcp/events",
    "HEAD, /vcp/events, /vcp/events",
    "GET, /vcp/streams, /vcp/streams",
    "GET, /vcp/traces/1, /vcp/traces/1",
    "GET, /vcp/keys, /vcp/keys",
    "GET, /vcp/anything, /vcp/anything"
  })
  void whateverReadsMuchNeedsRoom(String method, String uri, String path) throws Exception {
    assertThat(statusWhileAPageIsRead(method, uri, path)).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /vcp/log, /vcp/log",
    "POST, /vcp/log/batch, /vcp/log/batch",
    "PUT, /v1/trading-state/firm/all, /v1/trading-state/firm/all",
    "GET, /v1/small, /v1/small",
    "GET, /health, /health",
    "GET, /metrics, /metrics",
    "GET, /actuator/health/liveness, /actuator/health/liveness"
  })
  void whatWritesOrSupervisesOrIsSmallGoesOn(String method, String uri, String path)
      throws Exception {
    assertThat(statusWhileAPageIsRead(method, uri, path)).isEqualTo(200);
  }

  @Test
  void smallAnswersHaveTheirOwnRoom() throws Exception {
    var second = new MockHttpServletResponse();
    room.doFilter(
        request("GET", "/healthy", "/healthy"),
        new MockHttpServletResponse(),
        (_, _) -> send("GET", "/v1/small", "/v1/small", second));
    assertThat(second.getStatus()).isEqualTo(503);
  }

  @Test
  void oneEventTakesLessThanAPageHoweverItIsSpelled() throws Exception {
    var second = new MockHttpServletResponse();
    room.doFilter(
        request("GET", "/vcp/%65vents/1", "/vcp/events/1"),
        new MockHttpServletResponse(),
        (_, _) -> send("GET", "/vcp/events/2", "/vcp/events/2", second));
    assertThat(second.getStatus()).isEqualTo(200);
  }

  private int statusWhileAPageIsRead(String method, String uri, String path) throws Exception {
    var response = new MockHttpServletResponse();
    room.doFilter(
        request("GET", "/vcp/events", "/vcp/events"),
        new MockHttpServletResponse(),
        (_, _) -> send(method, uri, path, response));
    return response.getStatus();
  }

  private void send(String method, String uri, String path, MockHttpServletResponse response)
      throws IOException, ServletException {
    room.doFilter(request(method, uri, path), response, (_, _) -> {});
  }

  private static MockHttpServletRequest request(String method, String uri, String path) {
    var request = new MockHttpServletRequest(method, uri);
    request.setServletPath(path);
    return request;
  }
}
