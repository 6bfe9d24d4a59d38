package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ControlRecord.Entry;
import dev.tradewitness.authorize.admin.ControlRecord.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Records what the tables say and no record explains: the values of a first start and of earlier
/// versions, and what was written into the database by hand. So the records always add up to what
/// is in force.
final class FoundValues {

  private static final String BY_HAND = "database";
  private static final String REASON = "found in the database";

  private final ControlTables tables;
  private final ControlLedger ledger;
  private final Function<Instant, UUID> ids;
  private final Instant now;
  private final ArrayList<Entry> found = new ArrayList<>();

  FoundValues(
      ControlTables tables, ControlLedger ledger, Function<Instant, UUID> ids, Instant now) {
    this.tables = tables;
    this.ledger = ledger;
    this.ids = ids;
    this.now = now;
  }

  /// Call inside a transaction, as the owner of the lanes.
  void record() {
    Map<ControlTarget, ControlTables.Value> values = tables.values();
    var recorded = new HashMap<ControlTarget, ControlRecord>();
    ledger.newestValues().forEach(one -> recorded.put(one.target(), one));
    values.forEach((target, value) -> {
      ControlRecord newest = recorded.get(target);
      String before = newest == null ? null : newest.after();
      if (!value.value().equals(before)) {
        add(target, before, value.value(), value.by(), value.reason());
      }
    });
    recorded.forEach((target, newest) -> {
      if (newest.after() != null && !values.containsKey(target)) {
        add(target, newest.after(), null, BY_HAND, "");
      }
    });
    if (!found.isEmpty()) {
      ledger.append(found);
    }
  }

  private void add(
      ControlTarget target,
      @Nullable String before,
      @Nullable String after,
      String by,
      String reason) {
    found.add(
        new Entry(
            ids.apply(now),
            Step.FOUND,
            target,
            before,
            after,
            null,
            reason.isBlank() ? REASON : reason,
            Objects.requireNonNullElse(by, BY_HAND),
            BY_HAND,
            null,
            now,
            null));
  }
}
