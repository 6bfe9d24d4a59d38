package dev.tradewitness.anchor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tradewitness.kit.signing.Ed25519Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The other end of the range API, over lists: what capture-service answers, by contract.
public final class CapturePeer implements AutoCloseable {

  private static final Pattern RANGE =
      Pattern.compile("/vcp/streams/([^/]+)/events\\?from=(\\d+)&limit=(\\d+)");

  private static final Pattern STREAMS =
      Pattern.compile("/vcp/streams\\?limit=(\\d+)(?:&after=(.+))?");

  /// What it signs events with.
  static final Ed25519Signer SIGNER = new Ed25519Signer(new byte[32]);

  private static final byte[] UNKNOWN =
      "{\"status\":404,\"code\":\"STREAM_NOT_FOUND\"}".getBytes(StandardCharsets.UTF_8);

  private final HttpServer http;
  private final Map<String, List<TestEvent>> streams = new ConcurrentHashMap<>();

  private volatile String heard = "";

  /// While true every answer is 503.
  private volatile boolean away;

  /// While true a range goes on to the head, whatever was asked for.
  private volatile boolean generous;

  /// Sequences whose document is shown changed, with the hash of the true one.
  private final Map<String, Boolean> forged = new ConcurrentHashMap<>();

  private final Map<String, String> tiers = new ConcurrentHashMap<>();

  private CapturePeer(HttpServer http) {
    this.http = http;
  }

  public static CapturePeer start() {
    try {
      var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
      var peer = new CapturePeer(http);
      http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      http.createContext("/", peer::answer);
      http.start();
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  public void setAway(boolean away) {
    this.away = away;
  }

  public void setGenerous(boolean generous) {
    this.generous = generous;
  }

  public void forge(String policyId, long sequence) {
    forged.put(policyId + "/" + sequence, true);
  }

  public void heal() {
    forged.clear();
  }

  /// Stores the next events of a stream.
  public List<TestEvent> add(String policyId, int count) {
    return add(policyId, count, "event");
  }

  /// Stores the next events of a stream with a content of their own.
  public List<TestEvent> add(String policyId, int count, String note) {
    List<TestEvent> stream = streams.computeIfAbsent(policyId, p -> new CopyOnWriteArrayList<>());
    int from = stream.size();
    List<TestEvent> events =
        IntStream.range(from, from + count)
            .mapToObj(i -> TestEvent.of(policyId, i, note + " " + i))
            .toList();
    stream.addAll(events);
    return events;
  }

  /// Stores an event that was made elsewhere, as the next of its stream.
  public void store(TestEvent event) {
    streams.computeIfAbsent(event.policyId(), p -> new CopyOnWriteArrayList<>()).add(event);
  }

  /// What a stream's events say their tier is; GOLD when nothing is said here.
  public void setTier(String policyId, String tier) {
    tiers.put(policyId, tier);
  }

  public List<TestEvent> stream(String policyId) {
    return streams.getOrDefault(policyId, List.of());
  }

  public void forgetAfter(String policyId, int size) {
    streams.put(policyId, new CopyOnWriteArrayList<>(stream(policyId).subList(0, size)));
  }

  /// The newest batch record of the one stream that it has heard of.
  public void hear(String record) {
    heard = record;
  }

  /// As a capture that has just begun.
  void loseAll() {
    streams.clear();
  }

  public void lose(String policyId) {
    streams.remove(policyId);
  }

  /// Puts another document in the place of one, with a hash that fits it: a store that was changed.
  public void rewrite(String policyId, long sequence) {
    stream(policyId)
        .set(Math.toIntExact(sequence), TestEvent.of(policyId, sequence, "never sent " + sequence));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (away) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      Matcher range = RANGE.matcher(exchange.getRequestURI().toString());
      boolean isUnknown = range.matches() && !streams.containsKey(range.group(1));
      byte[] body =
          isUnknown
              ? UNKNOWN
              : body(exchange.getRequestURI().toString()).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(isUnknown ? 404 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String body(String uri) {
    Matcher range = RANGE.matcher(uri);
    if (range.matches()) {
      return range(
          range.group(1), Integer.parseInt(range.group(2)), Long.parseLong(range.group(3)));
    }
    if (uri.equals("/vcp/batches/newest")) {
      return "{\"batches\":[" + heard + "]}";
    }
    if (uri.startsWith("/vcp/batches/newest?after=")) {
      return "{\"batches\":[]}";
    }
    if (uri.equals("/vcp/keys")) {
      return "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\",\"kid\":\"%s\",\"use\":\"sig\",\"purpose\":\"event\",\"not_before\":\"2026-01-01T00:00:00.000000Z\",\"not_after\":null}]}"
          .formatted(SIGNER.publicKey().jwkX(), SIGNER.publicKey().keyId());
    }
    Matcher page = STREAMS.matcher(uri);
    if (!page.matches()) {
      throw new IllegalArgumentException(uri);
    }
    String after = page.group(2) == null ? "" : page.group(2);
    return streams.entrySet().stream()
        .filter(stream -> stream.getKey().compareTo(after) > 0)
        .sorted(Map.Entry.comparingByKey())
        .limit(Long.parseLong(page.group(1)))
        .map(stream ->
            "{\"policy_id\":\"%s\",\"head\":%d,\"relayed\":0,\"conformance_tier\":\"GOLD\",\"signing\":\"every-event\"}"
                .formatted(stream.getKey(), stream.getValue().size()))
        .collect(Collectors.joining(",", "{\"streams\":[", "]}"));
  }

  private String range(String policyId, int from, long limit) {
    List<TestEvent> stream = stream(policyId);
    int to = generous ? stream.size() : (int) Math.min(stream.size(), from + limit);
    String events =
        from >= to
            ? ""
            : stream.subList(from, to).stream().map(this::json).collect(Collectors.joining(","));
    return "{\"policy_id\":\"%s\",\"from\":%d,\"head\":%d,\"next\":%d,\"events\":[%s]}"
        .formatted(policyId, from, stream.size(), Math.max(from, to), events);
  }

  private String json(TestEvent event) {
    String hash = HexFormat.of().formatHex(event.hash());
    boolean isForged = forged.containsKey(event.policyId() + "/" + event.sequence());
    String document = isForged ? event.document().replace("BTC", "ETH") : event.document();
    return """
    {"sequence":%d,"event_id":"%s","event_hash":"%s","hash_profile":"VCP-IMPL-1.1",\
    "conformance_tier":"%s","received_at":"%s","document":"%s","security":{\
    "version":"1.1","event_hash":"%s","hash_algo":"SHA256","hash_profile":"VCP-IMPL-1.1",\
    "signature":"%s","sign_algo":"ED25519","signing_key_id":"%s"}}\
    """
        .formatted(
            event.sequence(),
            event.eventId(),
            hash,
            tiers.getOrDefault(event.policyId(), "GOLD"),
            java.time.Instant.EPOCH.plus(
                event.receivedAtMicros(), java.time.temporal.ChronoUnit.MICROS),
            Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8)),
            hash,
            Base64.getEncoder().encodeToString(SIGNER.sign(event.hash())),
            SIGNER.publicKey().keyId());
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
