package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.decision.Reason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// One policy that judges beside the one in force, on a thread of its own.
final class ShadowRun {

  private static final int QUEUE_MAX = 1_024;
  private static final long POLL_MILLIS = 100;

  /// @param active what judged the decision
  private record Observed(Decision decision, Candidate candidate, PolicyEngine active) {}

  private final PolicyEngine shadow;
  private final String startedBy;
  private final Instant started;
  private final InstantSource clock;
  private final ShadowMeters meters;
  private final ArrayBlockingQueue<Observed> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final LongAdder dropped = new LongAdder();

  // All below: only under this object's monitor.
  private final ArrayDeque<ShadowDifference> differences = new ArrayDeque<>();
  private @Nullable Instant stopped;
  private long compared;
  private long statusChanged;
  private long reasonsChanged;
  private long activeNanos;
  private long shadowNanos;

  ShadowRun(PolicyEngine shadow, String startedBy, InstantSource clock, ShadowMeters meters) {
    this.shadow = shadow;
    this.startedBy = startedBy;
    this.started = clock.instant();
    this.clock = clock;
    this.meters = meters;
  }

  void start() {
    Thread.ofPlatform().name("shadow-policy").daemon().start(this::run);
  }

  PolicyEngine shadow() {
    return shadow;
  }

  /// Never waits.
  void offer(Decision decision, Candidate candidate, PolicyEngine active) {
    // Only the policy that judged can be compared: another one may be in force by now.
    if (!active.ref().equals(decision.policy())
        || !queue.offer(new Observed(decision, candidate, active))) {
      drop();
    }
  }

  private void drop() {
    dropped.increment();
    meters.dropped();
  }

  private void run() {
    try {
      while (!isStopped()) {
        Observed next = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          compare(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void compare(Observed observed) {
    long start = System.nanoTime();
    PolicyOutcome active = observed.active().judge(observed.candidate());
    long between = System.nanoTime();
    PolicyOutcome other = shadow.judge(observed.candidate());
    long end = System.nanoTime();
    List<Reason> before = observed.decision().reasons();
    // The policy's reasons are the last ones.
    int others = before.size() - active.reasons().size();
    if (others < 0) {
      drop();
      return;
    }
    var after = new ArrayList<>(before.subList(0, others));
    after.addAll(other.reasons());
    DecisionStatus status = after.isEmpty() ? DecisionStatus.AUTHORIZED : DecisionStatus.BLOCKED;
    var difference = new ShadowDifference(observed.decision(), status, after);
    synchronized (this) {
      compared++;
      activeNanos += between - start;
      shadowNanos += end - between;
      if (difference.isOfStatus() || !rules(after).equals(rules(before))) {
        note(difference);
      }
    }
    meters.compared(difference.isOfStatus());
  }

  /// Which rules speak; their messages are for people.
  private static List<String> rules(List<Reason> reasons) {
    return reasons.stream().map(reason -> reason.code() + ' ' + reason.ruleId()).toList();
  }

  private synchronized void note(ShadowDifference difference) {
    if (difference.isOfStatus()) {
      statusChanged++;
    } else {
      reasonsChanged++;
    }
    if (differences.size() == ShadowReport.DIFFERENCES_MAX) {
      differences.removeFirst();
    }
    differences.addLast(difference);
  }

  private synchronized boolean isStopped() {
    return stopped != null;
  }

  /// What still waits is not compared.
  synchronized void stop() {
    if (stopped == null) {
      stopped = clock.instant();
      int left = queue.size();
      queue.clear();
      dropped.add(left);
    }
  }

  synchronized ShadowReport report() {
    return new ShadowReport(
        shadow.ref(),
        startedBy,
        started,
        stopped,
        compared,
        statusChanged,
        reasonsChanged,
        dropped.sum(),
        activeNanos,
        shadowNanos,
        List.copyOf(differences));
  }
}
