package dev.tradewitness.verifier.check;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.TreeHead;
import dev.tradewitness.verifier.evidence.Batch;
import dev.tradewitness.verifier.evidence.Evidence;
import dev.tradewitness.verifier.evidence.LogCheckpoint;
import dev.tradewitness.verifier.evidence.Proof;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Several bundles of one log tell one history. Each alone may hold in every check: an operator who
/// shows one history to one auditor and another to the next is seen only where the two meet. Not
/// for sharing between threads.
public final class SplitView {

  public static final String NAME = "split-view";

  private final Map<String, Log> logs = new HashMap<>();
  private final Findings findings = new Findings();

  /// A bundle whose own checks hold.
  public record Bundle(String file, Evidence evidence) {}

  private record Said<T>(T value, String file) {}

  /// What all bundles so far say of one log.
  private static final class Log {
    private final String origin;
    private final Map<Long, Said<Hash>> roots = new HashMap<>();
    private final Map<Long, Said<Hash>> events = new HashMap<>();
    private final TreeMap<Long, Said<Batch>> batches = new TreeMap<>();
    private final Set<String> files = new HashSet<>();

    private Log(String origin) {
      this.origin = origin;
    }
  }

  private SplitView() {}

  /// FAIL where two bundles contradict one another; NOT_CHECKED when no two are of one log.
  public static Outcome of(List<Bundle> bundles) {
    var view = new SplitView();
    bundles.forEach(view::add);
    long compared = view.logs.values().stream().filter(log -> log.files.size() > 1).count();
    return compared == 0
        ? view.findings.orNotChecked("no two bundles that hold are of one log")
        : view.findings.orPass("%d logs are told alike by several bundles".formatted(compared));
  }

  private void add(Bundle bundle) {
    Evidence evidence = bundle.evidence();
    String file = bundle.file();
    for (LogCheckpoint checkpoint : evidence.checkpoints()) {
      TreeHead head = checkpoint.checkpoint().head();
      String what = "the root of %d leaves".formatted(head.size());
      log(bundle, checkpoint.policyId())
          .ifPresent(
              log -> compare(log, log.roots, head.size(), new Said<>(head.root(), file), what));
    }
    for (Proof proof : evidence.proofs().values()) {
      String what = "the hash of event %d".formatted(proof.sequence());
      log(bundle, proof.policyId())
          .ifPresent(log ->
              compare(
                  log, log.events, proof.sequence(), new Said<>(proof.eventHash(), file), what));
    }
    for (Batch batch : evidence.batches()) {
      log(bundle, batch.policyId()).ifPresent(log -> compareBatch(log, new Said<>(batch, file)));
    }
  }

  private Optional<Log> log(Bundle bundle, String policyId) {
    Optional<Log> log =
        bundle.evidence().logOrigin(policyId).map(it -> logs.computeIfAbsent(it, Log::new));
    log.ifPresent(it -> it.files.add(bundle.file()));
    return log;
  }

  private void compare(
      Log log, Map<Long, Said<Hash>> known, long at, Said<Hash> said, String what) {
    Said<Hash> before = known.putIfAbsent(at, said);
    if (before != null && !before.value().equals(said.value())) {
      contradict(log, what, before, said);
    }
  }

  private void contradict(Log log, String what, Said<Hash> one, Said<Hash> other) {
    findings.add(
        log.origin,
        "%s is %s in %s and %s in %s",
        what,
        one.value(),
        one.file(),
        other.value(),
        other.file());
  }

  private void compareBatch(Log log, Said<Batch> said) {
    TreeMap<Long, Said<Batch>> known = log.batches;
    Batch batch = said.value();
    for (Said<Batch> other : known.headMap(batch.last(), true).descendingMap().values()) {
      Batch before = other.value();
      if (before.last() + 1 < batch.first()) {
        break; // those further down end earlier still
      }
      if (before.last() >= batch.first() && !before.batchHash().equals(batch.batchHash())) {
        contradict(
            log,
            "a batch of events %d to %d".formatted(batch.first(), batch.last()),
            new Said<>(before.batchHash(), other.file()),
            new Said<>(batch.batchHash(), said.file()));
      }
      requireChain(log, other, said);
    }
    Said<Batch> next = known.get(batch.last() + 1);
    if (next != null) {
      requireChain(log, said, next);
    }
    known.putIfAbsent(batch.first(), said);
  }

  private void requireChain(Log log, Said<Batch> before, Said<Batch> next) {
    if (before.value().last() + 1 == next.value().first()
        && !next.value().previousBatchHash().equals(before.value().batchHash())) {
      findings.add(
          log.origin,
          "%s in %s names %s as the batch before it, which is %s in %s",
          next.value(),
          next.file(),
          next.value().previousBatchHash(),
          before.value().batchHash(),
          before.file());
    }
  }
}
