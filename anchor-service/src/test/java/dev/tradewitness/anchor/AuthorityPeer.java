package dev.tradewitness.anchor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;

/// Stands before real time-stamp authorities and passes requests on; at a test's wish it is away,
/// or lets another question be answered than was asked.
public final class AuthorityPeer implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final HttpServer server;
  private final URI authority;

  /// When a root was asked for, by its hex.
  private final Map<String, List<Long>> asked = new ConcurrentHashMap<>();

  private volatile Conduct conduct;

  /// What becomes of a request; an exception ends it without an answer.
  @FunctionalInterface
  public interface Conduct {
    byte[] answer(byte[] query) throws IOException;
  }

  private AuthorityPeer(HttpServer server, URI authority) {
    this.server = server;
    this.authority = authority;
    this.conduct = query -> ask(authority, query);
  }

  public static AuthorityPeer before(int port) {
    try {
      var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
      var peer = new AuthorityPeer(http, URI.create("http://127.0.0.1:" + port + "/"));
      http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      http.createContext("/", peer::handle);
      http.start();
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  public void behave(Conduct next) {
    conduct = next;
  }

  public void beHonest() {
    conduct = query -> ask(authority, query);
  }

  public void beAway() {
    conduct =
        query -> {
          throw new IOException("away");
        };
  }

  /// The real authority's answer to the same question with another nonce.
  public byte[] answerOtherNonce(byte[] query) throws IOException {
    TimeStampRequest request = new TimeStampRequest(query);
    return ask(
        authority,
        query(request.getMessageImprintDigest(), request.getNonce().add(BigInteger.ONE)));
  }

  /// The real authority's answer for another root, under the nonce that was sent.
  public byte[] answerOtherRoot(byte[] query) throws IOException {
    TimeStampRequest request = new TimeStampRequest(query);
    byte[] other = request.getMessageImprintDigest();
    other[31] ^= 1;
    return ask(authority, query(other, request.getNonce()));
  }

  /// A refusal by RFC 3161, as the real authority gives it to what is no request.
  public byte[] answerRejected(byte[] query) throws IOException {
    byte[] answer = ask(authority, new byte[] {1, 2, 3});
    try {
      if (new org.bouncycastle.tsp.TimeStampResponse(answer).getStatus() != PKIStatus.REJECTION) {
        throw new AssertionError("the authority did not reject nonsense");
      }
    } catch (TSPException e) {
      throw new IOException(e);
    }
    return answer;
  }

  public byte[] answerOf(int otherAuthorityPort, byte[] query) throws IOException {
    return ask(URI.create("http://127.0.0.1:" + otherAuthorityPort + "/"), query);
  }

  public static byte[] query(byte[] imprint, BigInteger nonce) throws IOException {
    var generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    return generator.generate(TSPAlgorithms.SHA256, imprint, nonce).getEncoded();
  }

  public static byte[] ask(URI authority, byte[] query) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(authority)
            .header("Content-Type", "application/timestamp-query")
            .POST(HttpRequest.BodyPublishers.ofByteArray(query))
            .build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// Nanosecond times at which an imprint was asked for, oldest first.
  public List<Long> askedAt(String imprintHex) {
    return List.copyOf(asked.getOrDefault(imprintHex, List.of()));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] query = exchange.getRequestBody().readAllBytes();
      String root = HexFormat.of().formatHex(new TimeStampRequest(query).getMessageImprintDigest());
      asked
          .computeIfAbsent(root, r -> Collections.synchronizedList(new ArrayList<>()))
          .add(System.nanoTime());
      byte[] answer = conduct.answer(query);
      exchange.getResponseHeaders().set("Content-Type", "application/timestamp-reply");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
