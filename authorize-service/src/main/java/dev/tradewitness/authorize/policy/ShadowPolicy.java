package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.Decision;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Lets one policy judge beside the one in force: each decision of a new order is offered to it
/// behind the commit, on a bounded queue. A decision never waits for it; what the queue cannot take
/// is dropped and counted. Lives in this process: a restart ends it.
public final class ShadowPolicy {

  private final InstantSource clock;
  private final ShadowMeters meters;

  /// Written only under this object's monitor; null while none runs.
  private volatile @Nullable ShadowRun running;

  /// The run of now or, when none runs, the one before. Only under this object's monitor.
  private @Nullable ShadowRun newest;

  public ShadowPolicy(InstantSource clock, MeterRegistry meters) {
    this.clock = clock;
    this.meters = new ShadowMeters(meters);
  }

  /// Never waits, never throws.
  ///
  /// @param now what is in force
  public void offer(Decision decision, Candidate candidate, RulesInForce now) {
    ShadowRun run = running;
    if (run != null) {
      run.offer(decision, candidate.under(now.controls()), now.policy());
    }
  }

  /// Starts the policy as the one shadow. The same once more changes nothing.
  ///
  /// @return false when another one runs
  public synchronized boolean start(PolicyEngine policy, String by) {
    ShadowRun run = running;
    if (run != null) {
      return run.shadow().ref().equals(policy.ref());
    }
    var started = new ShadowRun(policy, by, clock, meters);
    started.start();
    newest = started;
    running = started;
    return true;
  }

  /// @return false when the version is not the one that runs or ran last
  public synchronized boolean stop(String version) {
    ShadowRun run = newest;
    if (run == null || !run.shadow().ref().version().equals(version)) {
      return false;
    }
    running = null;
    run.stop();
    return true;
  }

  /// What was seen of the version that runs, or ran last; null for any other.
  public synchronized @Nullable ShadowReport report(String version) {
    ShadowRun run = newest;
    return run != null && run.shadow().ref().version().equals(version) ? run.report() : null;
  }

  /// Ends what runs, for a service that stops.
  public synchronized void close() {
    ShadowRun run = running;
    if (run != null) {
      running = null;
      run.stop();
    }
  }
}
