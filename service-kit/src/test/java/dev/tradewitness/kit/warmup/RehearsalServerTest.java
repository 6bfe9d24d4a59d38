package dev.tradewitness.kit.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

@ExtendWith(OutputCaptureExtension.class)
class RehearsalServerTest {

  @Test
  void eachRoundIsOneRequestToTheServlet() throws Exception {
    var servlet = new Noting(200);
    try (var path = path(RehearsalServer.start("/v1/orders", servlet, List.of()))) {
      for (int i = 0; i < 3; i++) {
        path.round(i);
      }
    }
    assertThat(servlet.bodies).containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}");
  }

  @Test
  void theConnectionIsKeptHoweverManyRoundsThereAre() throws Exception {
    var servlet = new Noting(200);
    try (var path = path(RehearsalServer.start("/v1/orders", servlet, List.of()))) {
      for (int i = 0; i < 300; i++) {
        path.round(i);
      }
    }
    assertThat(servlet.bodies).hasSize(300);
  }

  @Test
  void theDoorIsGoneAfterTheRehearsal() throws Exception {
    var server = RehearsalServer.start("/v1/orders", new Noting(200), List.of());
    int port = server.port();
    path(server).close();

    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void neitherStartNorEndIsLogged(CapturedOutput output) throws Exception {
    path(RehearsalServer.start("/v1/orders", new Noting(200), List.of())).close();

    assertThat(output.getAll()).doesNotContainIgnoringCase("starting").doesNotContain("Protocol");
  }

  @Test
  void anAnswerThatIsNoSuccessFailsTheRound() throws Exception {
    try (var path = path(RehearsalServer.start("/v1/orders", new Noting(503), List.of()))) {
      assertThatThrownBy(() -> path.round(0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("503");
    }
  }

  @Test
  void aControllerIsServedThroughSpringMvc() throws Exception {
    var controller = new Echo();
    var adapter = new RequestMappingHandlerAdapter();
    adapter.setMessageConverters(List.of(new ByteArrayHttpMessageConverter()));
    var servlet = RehearsalDispatcher.of(controller, adapter);
    try (var path =
        path(RehearsalServer.start("/v1/orders", servlet, RehearsalDispatcher.filters()))) {
      path.round(4);
    }
    assertThat(controller.bodies).containsExactly("{\"n\":4}");
  }

  private static HttpHotPath path(RehearsalServer server) throws IOException {
    return new HttpHotPath(
        "orders", server, n -> ("{\"n\":" + n + "}").getBytes(StandardCharsets.UTF_8));
  }

  static final class Echo {
    final List<String> bodies = new ArrayList<>();

    @PostMapping(path = "/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> order(@RequestBody byte[] body) {
      bodies.add(new String(body, StandardCharsets.UTF_8));
      return ResponseEntity.ok(body);
    }
  }

  private static final class Noting extends HttpServlet {
    private static final long serialVersionUID = 1L;

    final transient List<String> bodies = new ArrayList<>();
    private final int status;

    Noting(int status) {
      this.status = status;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      bodies.add(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      response.setStatus(status);
      response.setContentLength(2);
      response.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
    }
  }
}
