package dev.tradewitness.capture.source.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.kit.web.HttpProblems;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ReadRoomTest {

  /// Room for one page, or two events.
  private final ReadRoom room =
      new ReadRoom(
          6 * 1024,
          Duration.ofMillis(1),
          Duration.ofSeconds(10),
          new HttpProblems(new SimpleMeterRegistry()));

  @ParameterizedTest
  @CsvSource({
    "GET, /vcp/events, /vcp/events",
    "GET, /vcp/%65vents, /vcp/events",
    "GET, /vcp;a/events, /vcp/events",
    "HEAD, /vcp/events, /vcp/events",
    "GET, /vcp/streams, /vcp/streams",
    "GET, /vcp/traces/1, /vcp/traces/1",
    "GET, /vcp/keys, /vcp/keys",
    "GET, /vcp/anything, /vcp/anything",
    "GET, /healthy, /healthy"
  })
  void whateverReadsNeedsRoom(String method, String uri, String path) throws Exception {
    assertThat(statusWhileAPageIsRead(method, uri, path)).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /vcp/log, /vcp/log",
    "POST, /vcp/log/batch, /vcp/log/batch",
    "GET, /health, /health",
    "GET, /metrics, /metrics",
    "GET, /actuator/health/liveness, /actuator/health/liveness"
  })
  void whatWritesOrSupervisesNeedsNone(String method, String uri, String path) throws Exception {
    assertThat(statusWhileAPageIsRead(method, uri, path)).isEqualTo(200);
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
