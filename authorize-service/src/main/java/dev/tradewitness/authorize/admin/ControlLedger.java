package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ControlRecord.Step;
import dev.tradewitness.authorize.decision.ControlsRef;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;

/// Numbers and chains the records of changes.
final class ControlLedger {

  static final Set<Step> VALUES = EnumSet.of(Step.FOUND, Step.IN_FORCE);

  private final EntityManager entities;
  private final ControlRecords records;

  ControlLedger(EntityManager entities, ControlRecords records) {
    this.entities = entities;
    this.records = records;
  }

  /// Adds records behind the newest. Call inside the transaction of the change, by the instance
  /// that owns the lanes.
  List<ControlRecord> append(List<ControlRecord.Entry> entries) {
    Optional<ControlRecord> newest = records.findFirstByOrderByNumberDesc();
    long number = newest.map(ControlRecord::number).orElse(0L);
    String previous = newest.map(ControlRecord::digest).orElse(ControlRecord.NOTHING_BEFORE);
    var added = new ArrayList<ControlRecord>(entries.size());
    for (ControlRecord.Entry entry : entries) {
      var next = new ControlRecord(++number, previous, entry);
      entities.persist(next);
      added.add(next);
      previous = next.digest();
    }
    entities.flush();
    return added;
  }

  ControlRecord append(ControlRecord.Entry entry) {
    return append(List.of(entry)).getFirst();
  }

  /// What decisions name; null while nothing was ever recorded.
  @Nullable ControlsRef inForce() {
    return records.findFirstByStepInOrderByNumberDesc(VALUES).map(ControlRecord::ref).orElse(null);
  }

  /// @param number of a record that is there
  ControlRecord record(long number) {
    return records.findByNumber(number).orElseThrow();
  }

  /// The number of the newest record; 0 for none.
  long newest() {
    return records.findFirstByOrderByNumberDesc().map(ControlRecord::number).orElse(0L);
  }

  /// What every target has by its newest record, and that record's number. A target that has
  /// nothing any more is there, too.
  Map<ControlTarget, Held> values() {
    var values = new HashMap<ControlTarget, Held>();
    for (ControlRecords.NewestValue one : records.newestValues()) {
      values.put(
          new ControlTarget(
              one.getKind(), one.getScope(), one.getSubject(), one.getSymbol(), one.getControl()),
          new Held(one.getAfter(), one.getNumber()));
    }
    return values;
  }

  /// @param value null when the target has none
  /// @param number of the record that says so
  record Held(@Nullable String value, long number) {}

  /// The policies that were in force, newest first, the one of now included; without those that
  /// people rolled back.
  List<String> policies(int max) {
    var policies = new ArrayList<String>();
    String rolledBack = null;
    for (ControlRecord record :
        records.findByKindAndStepInOrderByNumberDesc(
            ControlTarget.Kind.POLICY, VALUES, Limit.of(max))) {
      String policy = record.after();
      if (policy != null && !policy.equals(rolledBack)) {
        policies.add(policy);
      }
      rolledBack = record.effect() == ChangeEffect.ROLLS_BACK ? record.before() : null;
    }
    return policies;
  }

  /// The steps of one change, first to last.
  List<ControlRecord> steps(UUID changeId) {
    return records.findByChangeIdOrderByNumber(changeId);
  }

  List<ControlRecord> waiting(Instant now, int max) {
    return records.waiting(now, Limit.of(max));
  }

  /// Newest first, those with a lower number than that.
  List<ControlRecord> before(long number, int max) {
    return records.findByNumberLessThanOrderByNumberDesc(number, Limit.of(max));
  }

  /// Oldest first, those with a higher number than that.
  List<ControlRecord> after(long number, int max) {
    return records.findByNumberGreaterThanOrderByNumber(number, Limit.of(max));
  }
}
