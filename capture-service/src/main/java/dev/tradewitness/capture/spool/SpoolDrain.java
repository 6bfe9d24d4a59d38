package dev.tradewitness.capture.spool;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.stream.CommitQueue;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.SigningMode;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.capture.stream.StreamOutcome;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Brings records from the folder back to the queue, in their order, and lets go of each once its
/// fate is settled: in the table, or written down as refused. For one thread.
final class SpoolDrain {

  private final SpoolFolder folder;
  private final Refusals refusals;
  private final CommitQueue queue;
  private final EventDecoder decoder;
  private final EventSigner signer;

  /// Oldest first.
  private final ArrayDeque<Submitted> submitted = new ArrayDeque<>();

  private long submittedBytes;
  private final AtomicLong drained = new AtomicLong();
  private long letGo;

  SpoolDrain(
      SpoolFolder folder,
      Refusals refusals,
      CommitQueue queue,
      EventDecoder decoder,
      EventSigner signer) {
    this.folder = folder;
    this.refusals = refusals;
    this.queue = queue;
    this.decoder = decoder;
    this.signer = signer;
  }

  /// A record on its way to the table.
  ///
  /// @param entry null when this version cannot read the record
  private record Submitted(
      SpoolFolder.Taken record,
      @Nullable SpooledEvent event,
      @Nullable StreamEntry entry,
      String unreadable) {

    boolean isDone() {
      return entry == null || entry.isDone();
    }

    int bytes() {
      return entry == null ? record.body().remaining() : entry.bytes();
    }
  }

  /// How many records came to the table.
  long drained() {
    return drained.get();
  }

  /// How many records were let go: in the table, or refused.
  long letGo() {
    return letGo;
  }

  /// Whether every record has been submitted since the last failure.
  boolean isSubmittedToEnd() throws IOException {
    return folder.isTakenToEnd();
  }

  /// Submits the next records, as far as the window allows.
  ///
  /// @param failuresSeen of the queue, before the oldest submitted record was looked at
  /// @return about their bytes
  long submit(int eventsMax, long failuresSeen) throws IOException {
    var entries = new ArrayList<StreamEntry>();
    long bytes = 0;
    int room = Math.min(SpoolBounds.ROUND_EVENTS_MAX, eventsMax - submitted.size());
    try {
      for (int i = 0; i < room && submittedBytes < SpoolBounds.DRAIN_BYTES_MAX; i++) {
        SpoolFolder.Taken record = folder.next();
        if (record == null) {
          break;
        }
        Submitted one = read(record);
        submitted.addLast(one);
        submittedBytes += one.bytes();
        bytes += one.bytes();
        if (one.entry() != null) {
          entries.add(one.entry());
        }
      }
    } finally {
      queue.requeue(entries, failuresSeen);
    }
    return bytes;
  }

  private Submitted read(SpoolFolder.Taken record) {
    try {
      SpooledEvent spooled = SpooledEvent.from(record.body().duplicate());
      TradingEvent event = spooled.event(decoder);
      SigningMode mode = signer.mode(event.policyId());
      var entry = StreamEntry.fromSpool(event, spooled.reception(), mode, signer.sign(event, mode));
      return new Submitted(record, spooled, entry, "");
    } catch (RuntimeException e) {
      // Whatever went wrong goes wrong again each time.
      return new Submitted(record, null, null, e.toString());
    }
  }

  /// Lets go of the oldest records whose fate is settled.
  ///
  /// @return false when one of them has to be submitted again, and all behind it
  /// @throws IOException when the disk does not take what is settled; the records are let go
  boolean settle() throws IOException {
    boolean goesOn = true;
    boolean some = false;
    while (goesOn && !submitted.isEmpty() && submitted.getFirst().isDone()) {
      goesOn = settleOldest();
      some |= goesOn;
    }
    if (some) {
      folder.store();
    }
    return goesOn;
  }

  private boolean settleOldest() {
    Submitted oldest = submitted.getFirst();
    boolean settled = false;
    try {
      settled = settle(oldest);
    } finally {
      if (!settled) {
        rewind();
      }
    }
    if (settled) {
      submitted.removeFirst();
      submittedBytes -= oldest.bytes();
      letGo++;
      folder.settle(oldest.record());
    }
    return settled;
  }

  /// All that was submitted is to be submitted again: the queue handed it back, or is about to.
  void rewind() {
    Submitted oldest = submitted.peekFirst();
    if (oldest != null) {
      folder.rewind(oldest.record());
      submitted.clear();
      submittedBytes = 0;
    }
  }

  private boolean settle(Submitted one) {
    SpooledEvent event = one.event();
    StreamEntry entry = one.entry();
    if (event == null || entry == null) {
      keepUnless(refusals.writeUnreadable(one.record().body(), one.unreadable()), one);
      return true;
    }
    switch (entry.outcome().join()) {
      case StreamOutcome.Committed ignored -> drained.incrementAndGet();
      case StreamOutcome.AlreadyStored ignored -> drained.incrementAndGet();
      case StreamOutcome.IdReused ignored -> keepUnless(refusals.write(event, "ID_REUSED"), one);
      case StreamOutcome.NotTaken ignored -> keepUnless(refusals.write(event, "NOT_TAKEN"), one);
      case StreamOutcome.NotStored ignored -> {
        return false;
      }
      case StreamOutcome.Spooled ignored ->
          throw new IllegalStateException("a spooled event is not spooled again");
    }
    return true;
  }

  /// A refusal that the disk does not take holds up nothing: the record's segment keeps it.
  private void keepUnless(boolean written, Submitted one) {
    if (!written) {
      folder.keepAside(one.record());
    }
  }

  /// Whether nothing that was submitted is without its fate.
  boolean isIdle() {
    return submitted.isEmpty();
  }
}
