package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// An event on its way to its place. It gets exactly one outcome: the first counts.
public final class StreamEntry {

  /// About what an entry takes in memory beside its document.
  public static final int OVERHEAD_BYTES = 1024;

  private final TradingEvent event;
  private final Reception reception;
  private final SigningMode signing;
  private final @Nullable EventSignature signature;
  private final boolean keptElsewhere;
  private final boolean fromSpool;
  private final @Nullable SourceMark mark;
  private final @Nullable SourceTenure tenure;
  private final CompletableFuture<StreamOutcome> outcome = new CompletableFuture<>();

  /// @param keptElsewhere whether a durable copy exists (in Kafka) from which the event comes
  ///   again: then it is handed back where others are spooled
  public StreamEntry(
      TradingEvent event,
      Reception reception,
      SigningMode signing,
      @Nullable EventSignature signature,
      boolean keptElsewhere) {
    this(event, reception, signing, signature, keptElsewhere, false, null, null);
  }

  /// An event that its source numbers, and keeps until it is stored: it comes again from there.
  ///
  /// @param mark null when the source does not number it
  /// @param tenure stored only while it lasts; null when any number of instances read the source
  public static StreamEntry fromSource(
      TradingEvent event,
      Reception reception,
      SigningMode signing,
      @Nullable EventSignature signature,
      @Nullable SourceMark mark,
      @Nullable SourceTenure tenure) {
    return new StreamEntry(event, reception, signing, signature, true, false, mark, tenure);
  }

  private StreamEntry(
      TradingEvent event,
      Reception reception,
      SigningMode signing,
      @Nullable EventSignature signature,
      boolean keptElsewhere,
      boolean fromSpool,
      @Nullable SourceMark mark,
      @Nullable SourceTenure tenure) {
    this.event = event;
    this.reception = reception;
    this.signing = signing;
    this.signature = signature;
    this.keptElsewhere = keptElsewhere;
    this.fromSpool = fromSpool;
    this.mark = mark;
    this.tenure = tenure;
  }

  /// An event that is in the spool's files and comes again from there when it is handed back.
  /// Nobody waits for its outcome: it keeps its place in a group that takes long.
  public static StreamEntry fromSpool(
      TradingEvent event,
      Reception reception,
      SigningMode signing,
      @Nullable EventSignature signature) {
    return new StreamEntry(event, reception, signing, signature, true, true, null, null);
  }

  public CompletableFuture<StreamOutcome> outcome() {
    return outcome;
  }

  /// Gives the event its outcome unless it has one.
  public void complete(StreamOutcome with) {
    outcome.complete(with);
  }

  public boolean isDone() {
    return outcome.isDone();
  }

  boolean keptElsewhere() {
    return keptElsewhere;
  }

  boolean isFromSpool() {
    return fromSpool;
  }

  @Nullable SourceMark mark() {
    return mark;
  }

  @Nullable SourceTenure tenure() {
    return tenure;
  }

  /// About what it takes in memory.
  public int bytes() {
    return event.document().bytes().length + OVERHEAD_BYTES;
  }

  public TradingEvent event() {
    return event;
  }

  public Reception reception() {
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
