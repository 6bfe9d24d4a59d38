package dev.tradewitness.launcher.tsa;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executors;

/// The authority over HTTP (RFC 3161 section 3.4), with its CA certificate and a health answer
/// beside it.
public final class TimeStampServer implements AutoCloseable {
  private static final int REQUEST_BYTES_MAX =
      16 << 10; // a request with a SHA-512 hash has about 150
  private static final int BACKLOG = 64;
  private static final int STOP_SECONDS_MAX = 2;

  private final HttpServer http;

  private TimeStampServer(HttpServer http) {
    this.http = http;
  }

  /// Listens at once; keys and certificates are made in the folder on the first start.
  public static TimeStampServer start(InetAddress address, int port, Path folder)
      throws IOException {
    return start(address, port, folder, InstantSource.system());
  }

  /// The same with another clock than this machine's.
  public static TimeStampServer start(
      InetAddress address, int port, Path folder, InstantSource clock) throws IOException {
    var identity = AuthorityIdentity.keptIn(folder, clock.instant());
    var authority = new TimeStampAuthority(identity, clock);
    var caPem = identity.caPem().getBytes(StandardCharsets.US_ASCII);
    var http = HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", only("POST", "/", exchange -> stamp(authority, exchange)));
    http.createContext(
        "/ca.pem",
        only("GET", "/ca.pem", exchange -> send(exchange, 200, "application/x-pem-file", caPem)));
    http.createContext(
        "/health",
        only(
            "GET",
            "/health",
            exchange -> sendText(exchange, 200, "application/json", "{\"status\":\"healthy\"}\n")));
    http.start();
    return new TimeStampServer(http);
  }

  /// Where a folder of keys has the certificate that its tokens are verified against.
  public static Path caCertificate(Path folder) {
    return folder.resolve(AuthorityIdentity.CA_FILE);
  }

  public int port() {
    return http.getAddress().getPort();
  }

  @Override
  public void close() {
    http.stop(STOP_SECONDS_MAX);
  }

  private static void stamp(TimeStampAuthority authority, HttpExchange exchange)
      throws IOException {
    var type =
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), "");
    if (!type.equals("application/timestamp-query")) {
      sendText(exchange, 415, "text/plain", "send application/timestamp-query\n");
      return;
    }
    var request = exchange.getRequestBody().readNBytes(REQUEST_BYTES_MAX + 1);
    if (request.length > REQUEST_BYTES_MAX) {
      sendText(exchange, 413, "text/plain", "at most " + REQUEST_BYTES_MAX + " bytes\n");
      return;
    }
    send(exchange, 200, "application/timestamp-reply", authority.answer(request));
  }

  /// A context of [HttpServer] takes every path that begins with its own.
  private static HttpHandler only(String method, String path, HttpHandler handler) {
    return exchange -> {
      try (exchange) {
        if (!exchange.getRequestURI().getPath().equals(path)) {
          sendText(exchange, 404, "text/plain", "not found\n");
        } else if (!exchange.getRequestMethod().equals(method)) {
          exchange.getResponseHeaders().set("Allow", method);
          sendText(exchange, 405, "text/plain", "use " + method + "\n");
        } else {
          handler.handle(exchange);
        }
      }
    };
  }

  private static void sendText(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    send(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
