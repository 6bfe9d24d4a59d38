package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.capture.CaptureUnavailableException;
import dev.tradewitness.anchor.capture.CapturedEvent;
import dev.tradewitness.anchor.capture.CapturedStream;
import dev.tradewitness.anchor.log.Arrivals;
import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.LogState;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.anchor.schedule.Round;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.Partitions;
import dev.tradewitness.common.wire.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/// Brings logs that stand still forward again, with what capture's range API gives and hashes that
/// were recomputed from the documents. Looks only after streams whose partition this instance
/// holds; if two instances should do the same, the log's lock and sequence keep it harmless.
final class LogRepair {

  /// Pages of one log in one round, so that one long gap does not keep others waiting.
  private static final int PAGES_MAX = 200;

  /// Leaves below the head that capture had when it was first seen behind, which are compared all
  /// the same: it may have been restored further back and have grown since.
  private static final long OVERLAP = 1000;

  private final StreamLog logs;
  private final TreeReader trees;
  private final CaptureClient capture;
  private final Ownership ownership;
  private final FeedReport report;
  private final TransactionOperations transactions;

  private final AheadComparison ahead;

  /// Streams without a log of their own yet that capture was asked about. Used only by the
  /// repairing task.
  private final Set<PolicyId> asked = new HashSet<>();

  /// Where the last round ended early; null when it came to its end. Used only by the repairing
  /// task.
  private @Nullable PolicyId lastAsked;

  /// What the last comparison saw, by stream. Used only by the comparing task.
  private final Map<PolicyId, Seen> seen = new HashMap<>();

  private record Seen(long size, long captured) {}

  LogRepair(
      StreamLog logs,
      TreeReader trees,
      CaptureClient capture,
      Ownership ownership,
      FeedReport report,
      TransactionOperations transactions) {
    this.logs = logs;
    this.trees = trees;
    this.capture = capture;
    this.ownership = ownership;
    this.report = report;
    this.transactions = transactions;
    this.ahead = new AheadComparison(logs, trees, capture, report, transactions);
  }

  /// Looks at every log that is not open; one that cannot be repaired does not stop the others.
  ///
  /// @throws CaptureUnavailableException when capture does not answer; the next round tries again
  void repairAll() {
    List<LogHead> ours = stopped();
    if (admitNew(ours)) {
      ours = stopped();
    }
    Round.each(
        behind(lastAsked, ours),
        head -> {
          lastAsked = head.policyId();
          repair(head);
        });
    lastAsked = null;
  }

  /// The same logs, beginning behind one, so that one that capture gives no answer for keeps no
  /// other waiting round by round.
  private static List<LogHead> behind(@Nullable PolicyId last, List<LogHead> logs) {
    var from = new ArrayList<>(logs);
    int at = from.stream().map(LogHead::policyId).toList().indexOf(last);
    Collections.rotate(from, -(at + 1));
    return from;
  }

  private List<LogHead> stopped() {
    return logs.notOpen().stream().filter(head -> isOurs(head.policyId())).toList();
  }

  /// Asks once and at once about streams that nobody has asked about; the comparison of heads asks
  /// again and again.
  private boolean admitNew(List<LogHead> stopped) {
    Set<PolicyId> unknown =
        stopped.stream()
            .filter(head -> head.standing().state() == LogState.UNKNOWN)
            .map(LogHead::policyId)
            .collect(Collectors.toSet());
    asked.retainAll(unknown);
    if (asked.containsAll(unknown)) {
      return false;
    }
    List<CapturedStream> streams = capture.streams();
    asked.addAll(unknown);
    streams.stream().filter(stream -> unknown.contains(stream.policyId())).forEach(this::admit);
    return true;
  }

  private void admit(CapturedStream stream) {
    mark(
        stream.policyId(),
        stream.head() > 0 ? LogState.GAP : LogState.OPEN,
        "sequences 0 to %d are not in".formatted(stream.head() - 1),
        stream.head() - 1);
  }

  private void repair(LogHead head) {
    switch (head.standing().state()) {
      case UNCONFIRMED, GAP, MALFORMED -> fill(head);
      case CONFLICT -> resolve(head);
      case AHEAD -> ahead.compare(head);
      // The comparison of heads decides about these.
      case UNKNOWN, OPEN -> {}
    }
  }

  private void fill(LogHead stopped) {
    PolicyId policyId = stopped.policyId();
    LogHead head = stopped;
    for (int page = 0; page < PAGES_MAX; page++) {
      List<CapturedEvent> events = capture.events(policyId, head.size(), wanted(head));
      if (events.isEmpty()) {
        openIfComplete(head);
        return;
      }
      LogHead before = head;
      head = append(policyId, events);
      if (before.standing().state() == LogState.UNCONFIRMED) {
        report.confirmed(before.size(), head.size());
      } else {
        report.repaired(policyId, before.size(), head.size());
      }
      if (head.standing().state() == LogState.OPEN || head.size() == before.size()) {
        return;
      }
    }
  }

  /// At least one, whatever a message made the log await.
  private static long wanted(LogHead head) {
    long beyond = head.standing().awaitedTo() - head.size();
    return head.standing().state() == LogState.GAP
        ? Math.clamp(beyond, 0, Long.MAX_VALUE - 1) + 1
        : Long.MAX_VALUE;
  }

  private LogHead append(PolicyId policyId, List<CapturedEvent> events) {
    var arrivals =
        Arrivals.fromCapture(
            events.stream().map(LogRepair::leaf).toList(),
            events.stream().map(CapturedEvent::conformanceTier).toList());
    LogHead head =
        transactions.execute(status -> logs.appendFromCapture(policyId, arrivals).head());
    if (head == null) {
      throw new IllegalStateException("a repair was stored without a result");
    }
    return head;
  }

  static Leaf leaf(CapturedEvent event) {
    return Leaf.of(event.sequence(), event.eventId(), event.eventHash(), event.receivedAtMicros());
  }

  /// A stopped log is complete when capture has nothing more and nothing more is awaited, or when
  /// capture's head is the log's size: what is awaited beyond it only a message claims.
  private void openIfComplete(LogHead head) {
    if (isComplete(head) || isAllThatCaptureHas(head)) {
      transactions.executeWithoutResult(status ->
          logs.lock(head.policyId())
              .filter(now -> isComplete(now) || isUnchanged(now, head))
              .ifPresent(now -> logs.mark(now.policyId(), LogState.OPEN, "", -1)));
    }
  }

  private static boolean isComplete(LogHead head) {
    return head.standing().awaitedTo() < head.size();
  }

  private boolean isAllThatCaptureHas(LogHead head) {
    return capture.streams().stream()
            .filter(stream -> stream.policyId().equals(head.policyId()))
            .mapToLong(CapturedStream::head)
            .findFirst()
            .orElse(0)
        == head.size();
  }

  private static boolean isUnchanged(LogHead now, LogHead before) {
    return now.size() == before.size() && now.standing().equals(before.standing());
  }

  /// Asks capture what the contradicted sequences hold. If it is what the log holds, the messages
  /// were wrong and the log goes on; if not, only a person can tell what happened, and the log
  /// stays stopped.
  private void resolve(LogHead head) {
    List<Long> kept = logs.contradictedSequences(head.logNo()).orElse(null);
    if (kept == null) {
      return;
    }
    List<Long> sequences = kept.isEmpty() ? List.of(head.standing().conflictSequence()) : kept;
    if (!sequences.stream().allMatch(at -> isConfirmed(head, at))) {
      return;
    }
    var resolved = transactions.execute(status -> logs.resolve(head.policyId(), head.standing()));
    if (resolved != null && resolved.isPresent()) {
      report.resolved(head.policyId(), sequences.getFirst());
    }
  }

  private boolean isConfirmed(LogHead head, long sequence) {
    List<CapturedEvent> events = capture.events(head.policyId(), sequence, 1);
    return !events.isEmpty()
        && (sequence >= head.size()
            || stored(head, sequence).eventHash().equals(events.getFirst().eventHash()));
  }

  private Leaf stored(LogHead head, long sequence) {
    return trees.leaves(head.logNo(), sequence, sequence + 1).getFirst();
  }

  /// Compares every log's size with what capture says, so that a lost tail, which no later message
  /// would show, is noticed. A log that grew since the last time is only behind, not short.
  ///
  /// @throws CaptureUnavailableException when capture does not answer; the next round tries again
  void compareHeads() {
    // Sizes first: what is read later than capture's answer could rightly be more.
    Map<PolicyId, LogHead> heads =
        logs.all().stream().collect(Collectors.toMap(LogHead::policyId, head -> head));
    var streams = new ArrayList<>(capture.streams());
    var lost = new HashMap<>(heads);
    streams.forEach(stream -> lost.remove(stream.policyId()));
    lost.values().stream()
        .filter(head -> head.size() > 0)
        .forEach(head -> streams.add(new CapturedStream(head.policyId(), 0)));
    Round.each(
        streams,
        stream -> {
          if (isOurs(stream.policyId())) {
            compare(stream, heads.get(stream.policyId()));
          }
        });
  }

  private void compare(CapturedStream stream, @Nullable LogHead head) {
    PolicyId policyId = stream.policyId();
    long size = head == null ? 0 : head.size();
    LogState state = head == null ? LogState.OPEN : head.standing().state();
    Seen before = seen.put(policyId, new Seen(size, stream.head()));
    if (head != null && head.isAheadOf(stream.head())) {
      stopAhead(head, stream.head());
    } else if (state == LogState.UNKNOWN) {
      admit(stream);
    } else if (state == LogState.OPEN
        && before != null
        && before.size() == size
        && before.captured() > size) {
      report.lostTail(policyId, size, stream.head());
      mark(
          policyId,
          LogState.GAP,
          "sequences %d to %d are not in".formatted(size, stream.head() - 1),
          stream.head() - 1);
    }
  }

  /// Also while the log is in conflict: its conflict once resolved, the rest is still to be
  /// compared.
  private void stopAhead(LogHead head, long captured) {
    long common = head.standing().commonSize();
    if (common >= 0 && common <= captured) {
      return;
    }
    if (common < 0) {
      report.ahead(head.policyId(), head.size(), captured);
    }
    transactions.executeWithoutResult(
        status -> logs.ahead(head.policyId(), captured, Math.max(0, captured - OVERLAP)));
  }

  private void mark(PolicyId policyId, LogState state, String detail, long awaitedTo) {
    transactions.executeWithoutResult(status -> logs.mark(policyId, state, detail, awaitedTo));
  }

  private boolean isOurs(PolicyId policyId) {
    return ownership.held().contains(Partitions.of(policyId.value(), Topics.PARTITIONS));
  }
}
