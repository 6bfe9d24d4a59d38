package dev.tradewitness.verifier.check;

import dev.tradewitness.verifier.evidence.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers what one check finds. Not for sharing between threads.
final class Findings {

  private final List<Finding> all = new ArrayList<>();

  /// A finding about a place in the bundle, with its values.
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  void add(String where, String message, @Nullable Object... values) {
    all.add(new Finding(where, message.formatted(values)));
  }

  void addAll(Collection<Finding> findings) {
    all.addAll(findings);
  }

  /// Adds a finding unless the two are equal.
  void requireEqual(String where, String what, Object stated, Object expected) {
    if (!stated.equals(expected)) {
      add(where, "%s is %s, expected %s", what, stated, expected);
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<Finding> list() {
    return List.copyOf(all);
  }

  /// A failure when something was found, else a pass.
  Outcome orPass(String note) {
    return all.isEmpty() ? new Outcome.Pass(note) : new Outcome.Fail(all);
  }

  /// A failure when something was found, else the reason why nothing was looked at.
  Outcome orNotChecked(String reason) {
    return all.isEmpty() ? new Outcome.NotChecked(reason) : new Outcome.Fail(all);
  }
}
