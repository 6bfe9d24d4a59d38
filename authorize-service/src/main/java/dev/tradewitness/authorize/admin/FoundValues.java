package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ControlLedger.Held;
import dev.tradewitness.authorize.admin.ControlRecord.Entry;
import dev.tradewitness.authorize.admin.ControlRecord.Step;
import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds what the tables say and no record explains: the values of a first start and of earlier
/// versions, and what was written into the database by hand. So the records always add up to what
/// is in force.
final class FoundValues {

  private static final String BY_HAND = "database";
  private static final String REASON = "found in the database";

  private final Function<Instant, UUID> ids;
  private final Instant now;
  private final ArrayList<Entry> found = new ArrayList<>();

  private FoundValues(Function<Instant, UUID> ids, Instant now) {
    this.ids = ids;
    this.now = now;
  }

  /// @param values of the tables
  /// @param recorded what the records say
  static List<Entry> of(
      Map<ControlTarget, ControlTables.Value> values,
      Map<ControlTarget, Held> recorded,
      Function<Instant, UUID> ids,
      Instant now) {
    var finding = new FoundValues(ids, now);
    values.forEach((target, value) -> finding.compare(target, recorded.get(target), value));
    recorded.forEach((target, held) -> {
      // Prices are proven by the digest in their record, and some policy always judges.
      if (held.value() != null
          && !values.containsKey(target)
          && target.kind() != Kind.REFERENCE_PRICES
          && target.kind() != Kind.POLICY) {
        finding.add(target, held, null, BY_HAND, REASON);
      }
    });
    return finding.found;
  }

  private void compare(ControlTarget target, @Nullable Held held, ControlTables.Value value) {
    if (held == null) {
      // The table is all that there is to tell who set it.
      String reason = value.reason().isBlank() ? REASON : value.reason();
      add(target, null, value.value(), value.by(), reason);
    } else if (!value.value().equals(held.value())) {
      // Whoever changed the value by hand may have left another one's name beside it.
      add(target, held, value.value(), BY_HAND, REASON);
    }
  }

  private void add(
      ControlTarget target,
      @Nullable Held held,
      @Nullable String after,
      String author,
      String reason) {
    found.add(
        new Entry(
            ids.apply(now),
            Step.FOUND,
            target,
            held == null ? null : held.value(),
            after,
            null,
            held == null ? null : held.number(),
            reason,
            author,
            BY_HAND,
            null,
            now,
            null));
  }
}
