package dev.tradewitness.benchmarks.probe;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// A service that decides nothing: the same Tomcat on virtual threads and the same JSON reader,
/// answering a fixed text of a decision's size. What is lost between it and authorize-service is
/// what deciding, storing and measuring cost.
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class EchoServer {
  static final String PATH = "/echo";
  private static final int BODY_BYTES_MAX = 64 << 10;

  /// Runs until the process is ended.
  ///
  /// @param args port and size of an answer in bytes
  public static void main(String[] args) {
    var application = new SpringApplication(EchoServer.class);
    application.setDefaultProperties(
        Map.of(
            "server.address", "127.0.0.1",
            "server.port", args[0],
            "spring.threads.virtual.enabled", "true",
            "spring.main.banner-mode", "off",
            "spring.servlet.multipart.enabled", "false",
            "echo.bytes", args[1]));
    // Else it would read the settings of the service whose classes are on the same path.
    application.run("--spring.config.name=echo");
  }

  @Bean
  ServletRegistrationBean<Echo> echo(org.springframework.core.env.Environment environment) {
    var servlet = new Echo(environment.getRequiredProperty("echo.bytes", Integer.class));
    var registration = new ServletRegistrationBean<>(servlet);
    registration.setUrlMappings(List.of(PATH));
    return registration;
  }

  static final class Echo extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String FRAME = "{\"echo\":\"\"}";

    private final String answer;

    Echo(int bytes) {
      this.answer = "{\"echo\":\"" + "x".repeat(Math.max(0, bytes - FRAME.length())) + "\"}";
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] body = request.getInputStream().readNBytes(BODY_BYTES_MAX);
      try {
        Json.parseObject(body, JsonLimits.ORDER);
      } catch (JsonRefusedException e) {
        response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        return;
      }
      // Encoded for every answer, as a decision is.
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      response.setContentType("application/json");
      response.setContentLength(bytes.length);
      response.getOutputStream().write(bytes);
    }
  }
}
