package dev.tradewitness.benchmarks.soak;

import dev.tradewitness.benchmarks.report.Decline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether four quarters of a soak are flat, and whether the service answered what was asked. The
/// last quarter is held against the second; in the first, code is still compiled and bounded state
/// still fills.
public final class SoakVerdict {
  static final double P99_FACTOR_MAX = 2;

  static final double HEAP_GROWTH_MAX = 0.05;

  /// A growth below it never fails: in a small heap, 5 % is less than the connections' buffers.
  static final long HEAP_BYTES_HARMLESS = 4L << 20;

  static final double ERROR_SHARE_MAX = 0.01;

  /// A blocked order is cheaper than one that is authorized and lives on.
  static final double BLOCKED_SHARE_MAX = 0.01;

  private static final String WITH_IDS = "authorize";
  private static final double MIB = 1 << 20;

  private SoakVerdict() {}

  /// What is no decline.
  ///
  /// @param idBytesMin the least that one remembered id takes
  /// @param idBytesMax the most
  /// @param p99MillisHarmless a p99 below it never fails, whatever it was before
  public record Allowance(int idBytesMin, int idBytesMax, double p99MillisHarmless) {
    /// Authorize-service's index takes 12 bytes for the entry of an id and at most 24 with its
    /// share of filters and free slots; p99 has its goal.
    public static final Allowance DEFAULT = new Allowance(12, 24, 10);

    /// The most growth that ids explain: from an index at its most compact to one at its largest. 0
    /// when the window is full and as many ids are forgotten as are added.
    long growth(long idsBefore, long idsAfter) {
      return idsAfter <= idsBefore
          ? 0
          : Math.max(0, idBytesMax * idsAfter - idBytesMin * idsBefore);
    }
  }

  /// What all orders of a soak came to.
  ///
  /// @param orders sent, without repeats
  /// @param blocked of them
  /// @param notReplayed repeats that were answered as if they were new
  public record Totals(long orders, long blocked, long notReplayed) {}

  /// Every reason to fail, in words; none for a soak that held.
  ///
  /// @param quarters four
  public static List<String> of(List<Quarter> quarters, Totals totals, Allowance allowance) {
    if (quarters.size() != 4) {
      throw new IllegalArgumentException("a soak has 4 quarters, not " + quarters.size());
    }
    var reasons = new ArrayList<String>();
    addPace(quarters.get(1), quarters.get(3), allowance, reasons);
    addHeaps(quarters.get(1), quarters.get(3), allowance, reasons);
    addErrors(quarters, reasons);
    addTotals(totals, reasons);
    return reasons;
  }

  private static void addPace(
      Quarter second, Quarter last, Allowance allowance, List<String> reasons) {
    if (last.rate() < Decline.LAST_TO_SECOND_MIN * second.rate()) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "the rate fell from %.0f/s to %.0f/s (below %.2f of it)",
              second.rate(),
              last.rate(),
              Decline.LAST_TO_SECOND_MIN));
    }
    if (last.p99Millis() > P99_FACTOR_MAX * second.p99Millis()
        && last.p99Millis() > allowance.p99MillisHarmless()) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "p99 rose from %.2f ms to %.2f ms (more than doubled)",
              second.p99Millis(),
              last.p99Millis()));
    }
  }

  private static void addHeaps(
      Quarter second, Quarter last, Allowance allowance, List<String> reasons) {
    last.liveBytes()
        .forEach((service, after) -> {
          long before = second.liveBytes().getOrDefault(service, after);
          long ids =
              service.equals(WITH_IDS)
                  ? allowance.growth(second.rememberedIds(), last.rememberedIds())
                      + Math.max(0, last.filterBytes() - second.filterBytes())
                  : 0;
          long growth = after - before - ids;
          if (growth > Math.max(HEAP_BYTES_HARMLESS, HEAP_GROWTH_MAX * before)) {
            reasons.add(
                String.format(
                    Locale.ROOT,
                    "the live heap of %s grew from %.1f MiB to %.1f MiB (ids explain %.1f MiB)",
                    service,
                    before / MIB,
                    after / MIB,
                    ids / MIB));
          }
        });
  }

  private static void addErrors(List<Quarter> quarters, List<String> reasons) {
    for (int number = 2; number <= quarters.size(); number++) {
      double share = quarters.get(number - 1).errorShare();
      if (share > ERROR_SHARE_MAX) {
        reasons.add(
            String.format(
                Locale.ROOT, "%.1f %% of the requests of quarter %d failed", 100 * share, number));
      }
    }
  }

  private static void addTotals(Totals totals, List<String> reasons) {
    if (totals.blocked() > BLOCKED_SHARE_MAX * totals.orders()) {
      reasons.add(
          "%d of %d orders were blocked (above %.0f %%)"
              .formatted(totals.blocked(), totals.orders(), 100 * BLOCKED_SHARE_MAX));
    }
    if (totals.notReplayed() > 0) {
      reasons.add("%d repeats were answered as if they were new".formatted(totals.notReplayed()));
    }
  }
}
