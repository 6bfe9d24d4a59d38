package dev.tradewitness.anchor.anchoring.rfc3161;

import dev.tradewitness.anchor.anchoring.Trust;
import dev.tradewitness.anchor.anchoring.rfc3161.Rfc3161Properties.Target;
import dev.tradewitness.common.crypto.Hash;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequestGenerator;

/// One RFC 3161 authority by HTTP. Whatever it answers, and if it never does, the result is one of
/// three outcomes after a bounded time.
public final class TimeStampAuthority {

  private final Target target;
  private final String caPem;
  private final TokenCheck check;
  private final Duration timeout;
  private final int responseBytesMax;
  private final InstantSource clock;
  private final HttpClient http;

  TimeStampAuthority(Target target, String caPem, Rfc3161Properties settings, InstantSource clock) {
    this.target = target;
    this.caPem = caPem;
    this.check = new TokenCheck(caPem, settings.clockTolerance());
    this.timeout = settings.timeout();
    this.responseBytesMax = settings.responseBytesMax();
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  public String name() {
    return target.name();
  }

  public URI url() {
    return target.url();
  }

  public Trust trust() {
    return target.trust();
  }

  public Duration timeout() {
    return timeout;
  }

  /// Asks for a time-stamp over a batch hash and checks the answer in full.
  ///
  /// @param nonce stored by the caller before this call
  /// @param closedAt when the batch was closed: no honest time-stamp is older
  public StampOutcome stamp(Hash imprint, BigInteger nonce, Instant closedAt) {
    byte[] response;
    try {
      response = post(request(imprint, nonce));
    } catch (IOException e) {
      return new StampOutcome.Unreachable(describe(e));
    }
    try {
      Instant genTime = check.check(response, imprint, nonce, closedAt, clock.instant());
      return new StampOutcome.Stamped(response, genTime, caPem);
    } catch (TokenRefusedException e) {
      String reason = e.getMessage();
      return new StampOutcome.Refused(reason == null ? "unreadable" : reason);
    }
  }

  private static String describe(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static byte[] request(Hash imprint, BigInteger nonce) throws IOException {
    var generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    return generator.generate(TSPAlgorithms.SHA256, imprint.bytes(), nonce).getEncoded();
  }

  private byte[] post(byte[] query) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(target.url())
            .timeout(timeout)
            .header("Content-Type", "application/timestamp-query")
            .header("Accept", "application/timestamp-reply")
            .POST(HttpRequest.BodyPublishers.ofByteArray(query))
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), responseBytesMax));
    try {
      // The request's own timeout ends with the headers; this one covers the body too.
      HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("HTTP status " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within " + timeout, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(cause == null ? e.toString() : cause.toString(), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
