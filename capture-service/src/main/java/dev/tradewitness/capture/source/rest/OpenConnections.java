package dev.tradewitness.capture.source.rest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/// `sidecar_active_connections`: how many connections the HTTP door holds, busy or kept alive.
final class OpenConnections implements ApplicationListener<ServletWebServerInitializedEvent> {

  private final MeterRegistry meters;

  OpenConnections(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void onApplicationEvent(ServletWebServerInitializedEvent event) {
    if (event.getWebServer() instanceof TomcatWebServer server
        && server.getTomcat().getConnector().getProtocolHandler()
            instanceof AbstractProtocol<?> door) {
      Gauge.builder("sidecar.active.connections", door, AbstractProtocol::getConnectionCount)
          .register(meters);
    }
  }
}
