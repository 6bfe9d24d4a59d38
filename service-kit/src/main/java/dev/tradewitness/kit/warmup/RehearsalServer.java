package dev.tradewitness.kit.warmup;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.util.FileSystemUtils;

/// A Tomcat like the service's own, on a free port of the loopback address, with one servlet that
/// has no effects. The service's own door is not rehearsed with: what comes through it counts.
public final class RehearsalServer implements AutoCloseable {

  // Each says at its start and end what is true of the service's own server, not of this one.
  private static final List<String> TALKATIVE =
      List.of(
          "org.apache.catalina.core.StandardService",
          "org.apache.catalina.core.StandardEngine",
          "org.apache.catalina.core.ContainerBase.[rehearsal].[localhost].[/]",
          "org.apache.coyote.http11.Http11NioProtocol");

  private final Tomcat tomcat;
  private final Path folder;
  private final String path;

  private RehearsalServer(Tomcat tomcat, Path folder, String path) {
    this.tomcat = tomcat;
    this.folder = folder;
    this.path = path;
  }

  /// @param path that the servlet is found under, exactly
  /// @param filters before the servlet, outermost first
  public static RehearsalServer start(String path, Servlet servlet, List<Filter> filters)
      throws IOException, LifecycleException {
    Path folder = Files.createTempDirectory("rehearsal");
    var tomcat = new Tomcat();
    var server = new RehearsalServer(tomcat, folder, path);
    try {
      server.quietly(() -> server.open(servlet, filters));
      return server;
    } catch (LifecycleException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void open(Servlet servlet, List<Filter> filters) throws LifecycleException {
    tomcat.setBaseDir(folder.toString());
    tomcat.getEngine().setName("rehearsal");
    tomcat.setPort(0);
    var connector = tomcat.getConnector();
    connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
    // Tomcat would close the connection after 100 requests.
    connector.setProperty("maxKeepAliveRequests", "-1");
    connector.getProtocolHandler().setExecutor(new VirtualThreadExecutor("rehearsal-"));
    var context = tomcat.addContext("", null);
    for (Filter filter : filters) {
      var definition = new FilterDef();
      definition.setFilterName("filter-" + context.findFilterDefs().length);
      definition.setFilter(filter);
      definition.setAsyncSupported("true");
      context.addFilterDef(definition);
      var everything = new FilterMap();
      everything.setFilterName(definition.getFilterName());
      everything.addURLPattern("/*");
      context.addFilterMap(everything);
    }
    var wrapper = Tomcat.addServlet(context, "rehearsed", servlet);
    wrapper.setAsyncSupported(true);
    wrapper.setLoadOnStartup(1);
    context.addServletMapping(path, "rehearsed");
    tomcat.start();
  }

  /// The port, of the loopback address only.
  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  String path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try {
      quietly(() -> {
        tomcat.stop();
        tomcat.destroy();
      });
    } catch (LifecycleException e) {
      throw new IOException("the rehearsal's server did not stop", e);
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  private interface Work {
    void run() throws LifecycleException;
  }

  private void quietly(Work work) throws LifecycleException {
    List<Logger> loggers = TALKATIVE.stream().map(Logger::getLogger).toList();
    List<Level> levels = loggers.stream().map(Logger::getLevel).toList();
    loggers.forEach(logger -> logger.setLevel(Level.WARNING));
    try {
      work.run();
    } finally {
      for (int i = 0; i < loggers.size(); i++) {
        loggers.get(i).setLevel(levels.get(i));
      }
    }
  }
}
