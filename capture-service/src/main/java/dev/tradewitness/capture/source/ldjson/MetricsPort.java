package dev.tradewitness.capture.source.ldjson;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/// A port beside the service's own that serves metrics and health alone.
final class MetricsPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private static final Set<String> PATHS = Set.of("/metrics", "/health");

  /// A scraper and a supervisor need few.
  private static final int CONNECTIONS_MAX = 32;

  private static final int TIMEOUT_MILLIS = 5_000;

  private final LdjsonProperties properties;

  MetricsPort(LdjsonProperties properties) {
    this.properties = properties;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    var connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
    connector.setPort(properties.metricsPort());
    connector.setXpoweredBy(false);
    if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
      protocol.setAddress(properties.address());
      protocol.setConnectionTimeout(TIMEOUT_MILLIS);
      protocol.setMaxConnections(CONNECTIONS_MAX);
      protocol.setExecutor(new VirtualThreadExecutor("ldjson-metrics-"));
    }
    factory.addAdditionalConnectors(connector);
    factory.addContextValves(new OnlyHere(connector));
  }

  /// Answers 404 to everything else that comes in by that port.
  private static final class OnlyHere extends ValveBase {

    private final Connector connector;

    OnlyHere(Connector connector) {
      super(true);
      this.connector = connector;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      if (request.getConnector().equals(connector)
          && !PATHS.contains(request.getDecodedRequestURI())) {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
        return;
      }
      getNext().invoke(request, response);
    }
  }
}
