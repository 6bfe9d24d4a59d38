package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The number of the configured set of parameters, so that a row carries its set in four bytes.
///
/// The number is made at the start, in a transaction of its own: a poll that is rolled back must
/// not take the row along while this process goes on using its number.
final class ParameterSets {

  private final VpinParameters configured;
  private final int id;

  ParameterSets(JdbcClient jdbc, VpinParameters configured) {
    this.configured = configured;
    this.id = findOrInsert(jdbc, configured);
  }

  /// The number of `set`, which is the configured one: no other set is ever written.
  int id(VpinParameters set) {
    if (!set.equals(configured)) {
      throw new IllegalStateException(
          "expected the configured parameters %s, got %s".formatted(configured, set));
    }
    return id;
  }

  private static int findOrInsert(JdbcClient jdbc, VpinParameters set) {
    // The update changes nothing; it makes the statement return the row that is there.
    return jdbc.sql(
            """
            INSERT INTO parameters
              (bucket_size, num_buckets, emit_interval, unit, classifier, history_windows)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (bucket_size, num_buckets, emit_interval, unit, classifier, history_windows)
            DO UPDATE SET bucket_size = EXCLUDED.bucket_size
            RETURNING parameters_id
            """)
        .params(
            set.bucketSize(),
            set.numBuckets(),
            set.emitInterval(),
            set.unit().word(),
            set.classifier().word(),
            set.historyWindows())
        .query(Integer.class)
        .single();
  }

  /// The set in a row that is joined with its `parameters`.
  static VpinParameters read(ResultSet row) throws SQLException {
    return new VpinParameters(
        row.getDouble("bucket_size"),
        row.getInt("num_buckets"),
        row.getInt("emit_interval"),
        VolumeUnit.of(row.getString("unit")),
        ClassifierKind.of(row.getString("classifier")),
        row.getInt("history_windows"));
  }
}
