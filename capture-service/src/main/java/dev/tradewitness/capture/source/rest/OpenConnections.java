package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.intake.ActiveConnections;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/// Counts the connections that the HTTP door holds, busy or kept alive.
final class OpenConnections implements ApplicationListener<ServletWebServerInitializedEvent> {

  private final ActiveConnections connections;

  OpenConnections(ActiveConnections connections) {
    this.connections = connections;
  }

  @Override
  public void onApplicationEvent(ServletWebServerInitializedEvent event) {
    if (event.getWebServer() instanceof TomcatWebServer server
        && server.getTomcat().getConnector().getProtocolHandler()
            instanceof AbstractProtocol<?> door) {
      connections.add("http", door::getConnectionCount);
    }
  }
}
