package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ControlLedger.Held;
import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What every target has by the records.
///
/// Owned by [ControlAdmin]: call only under its monitor.
final class HeldValues {

  private final Map<ControlTarget, Held> values;

  HeldValues(Map<ControlTarget, Held> values) {
    this.values = values;
  }

  @Nullable Held of(ControlTarget target) {
    return values.get(target);
  }

  /// Takes a record over.
  ///
  /// @return false when it is no newer than what is here
  boolean take(ControlRecord record) {
    Held held = values.get(record.target());
    if (held != null && held.number() >= record.number()) {
      return false;
    }
    values.put(record.target(), new Held(record.after(), record.number()));
    return true;
  }

  /// The values of targets that have one.
  Map<ControlTarget, String> own() {
    var own = new HashMap<ControlTarget, String>();
    values.forEach((target, held) -> {
      if (held.value() != null) {
        own.put(target, held.value());
      }
    });
    return own;
  }

  /// The newest record of what counts for the target: its own, or that of the default where it may
  /// count instead. Null where there is none.
  @Nullable Long basis(ControlTarget target) {
    if (target.kind() == Kind.PERMISSION) {
      return newestOfList(target.subject());
    }
    ControlTarget otherwise = target.otherwise();
    return newer(number(target), otherwise == null ? null : number(otherwise));
  }

  /// What a symbol of a list means depends on the account's other symbols.
  private @Nullable Long newestOfList(String account) {
    Long newest = null;
    for (var entry : values.entrySet()) {
      if (entry.getKey().kind() == Kind.PERMISSION && entry.getKey().subject().equals(account)) {
        newest = newer(newest, entry.getValue().number());
      }
    }
    return newest;
  }

  private @Nullable Long number(ControlTarget target) {
    Held held = values.get(target);
    return held == null ? null : held.number();
  }

  private static @Nullable Long newer(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.max(one, other);
  }
}
