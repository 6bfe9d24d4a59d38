package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// An event on its way to its place. The committer completes [#outcome] exactly once.
public final class StreamEntry {

  // What an entry costs in memory beside its document.
  private static final int OVERHEAD_BYTES = 1024;

  private final TradingEvent event;
  private final Reception reception;
  private final SigningMode signing;
  private final @Nullable EventSignature signature;
  private final CompletableFuture<StreamOutcome> outcome = new CompletableFuture<>();

  public StreamEntry(
      TradingEvent event,
      Reception reception,
      SigningMode signing,
      @Nullable EventSignature signature) {
    this.event = event;
    this.reception = reception;
    this.signing = signing;
    this.signature = signature;
  }

  public CompletableFuture<StreamOutcome> outcome() {
    return outcome;
  }

  public int bytes() {
    return event.document().bytes().length + OVERHEAD_BYTES;
  }

  TradingEvent event() {
    return event;
  }

  Reception reception() {
    return reception;
  }

  SigningMode signing() {
    return signing;
  }

  @Nullable EventSignature signature() {
    return signature;
  }

  StoredEvent storedAt(long sequence) {
    return new StoredEvent(
        new StreamPosition(event.policyId(), sequence),
        event.id(),
        event.tier(),
        event.document(),
        signature,
        reception.withTraceId(event.fields().traceId()),
        event.warnings());
  }
}
