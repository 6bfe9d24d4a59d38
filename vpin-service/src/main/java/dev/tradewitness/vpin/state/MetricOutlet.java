package dev.tradewitness.vpin.state;

import java.util.List;

/// Takes metrics as soon as they are committed. Called by the thread that commits; must not wait.
public interface MetricOutlet {

  /// This process owns the partition from now on; metrics may be waiting in the table.
  void opened(int partition);

  /// It no longer does.
  void closed(int partition);

  /// These are in the table now, in the order of their numbers within each partition.
  void committed(List<Metric> metrics);

  /// The process ends: what was committed is still to be sent, though its partitions are closed
  /// from now on.
  void ending();
}
