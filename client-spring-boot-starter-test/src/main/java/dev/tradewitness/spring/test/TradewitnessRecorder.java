package dev.tradewitness.spring.test;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.spring.client.ClientProperties;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

/// Stands where the servers would: takes what the client sends, and answers as they do. Until a
/// test says otherwise, capture takes every event and authorize answers nothing, so no order is
/// permitted. For any number of threads.
public final class TradewitnessRecorder {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BeanFactory beans;
  private final RecordedLog log = new RecordedLog();
  private volatile boolean isCaptureAway;

  /// Null while authorize does not answer, empty when it permits orders.
  private volatile @Nullable String blockedBy;

  TradewitnessRecorder(BeanFactory beans) {
    this.beans = beans;
  }

  /// Every event that was logged before this call, in the order of sending.
  ///
  /// @throws IllegalStateException when not all are sent within ten seconds; those on the client's
  ///   disk, after [#loseCapture], do not count
  public List<RecordedEvent> events() {
    if (!beans.getBean(Tradewitness.class).flush(PATIENCE)) {
      throw new IllegalStateException("the client has not sent its events within " + PATIENCE);
    }
    return log.events();
  }

  /// Those of one type, such as `ORD`.
  public List<RecordedEvent> events(String type) {
    return events().stream().filter(event -> event.type().equals(type)).toList();
  }

  /// Forgets the events so far, and how to answer: for a context that several tests share.
  ///
  /// @throws IllegalStateException when the client does not send what it has within ten seconds
  public void reset() {
    findCapture();
    loseAuthorize();
    var _ = events();
    awaitEmptyDisk();
    log.clear();
  }

  /// What [#loseCapture] left on the client's disk would come in the midst of the next test.
  private void awaitEmptyDisk() {
    Tradewitness client = beans.getBean(Tradewitness.class);
    long began = System.nanoTime();
    while (client.counters().onDisk() > 0) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new IllegalStateException("events are still on the client's disk after " + PATIENCE);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// From now on no request reaches capture; the client keeps events on its disk.
  public void loseCapture() {
    isCaptureAway = true;
  }

  public void findCapture() {
    isCaptureAway = false;
  }

  /// From now on every order is authorized.
  public void permitOrders() {
    blockedBy = "";
  }

  /// From now on every order is blocked.
  ///
  /// @param code the reason, such as `QTY_LIMIT_EXCEEDED`
  public void blockOrders(String code) {
    blockedBy = code;
  }

  /// From now on authorize does not answer, as at the beginning.
  public void loseAuthorize() {
    blockedBy = null;
  }

  byte[] answer(URI address, byte[] request) throws IOException {
    if (address.getPath().endsWith("/vcp/log/batch") && !isCaptureAway) {
      return log.take(request);
    }
    String code = blockedBy;
    if (address.getPath().endsWith("/v1/authorize") && code != null) {
      return RecordedDecision.answer(
          request, code, beans.getBean(ClientProperties.class).authorize().keys());
    }
    throw new IOException("the recorder does not answer " + address.getPath());
  }
}
