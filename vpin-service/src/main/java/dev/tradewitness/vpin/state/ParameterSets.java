package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Numbers for sets of parameters, so that a metric carries its set in four bytes. A set never
/// changes, so what was read once is kept; there are as many as settings were ever changed.
final class ParameterSets {

  private final JdbcClient jdbc;
  private final Map<VpinParameters, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, VpinParameters> sets = new ConcurrentHashMap<>();

  ParameterSets(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  int id(VpinParameters set) {
    return ids.computeIfAbsent(set, this::findOrInsert);
  }

  VpinParameters set(int id) {
    return sets.computeIfAbsent(id, this::load);
  }

  private int findOrInsert(VpinParameters set) {
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

  private VpinParameters load(int id) {
    return jdbc.sql("SELECT * FROM parameters WHERE parameters_id = ?")
        .param(id)
        .query((row, number) -> parameters(row))
        .single();
  }

  private static VpinParameters parameters(ResultSet row) throws SQLException {
    return new VpinParameters(
        row.getDouble("bucket_size"),
        row.getInt("num_buckets"),
        row.getInt("emit_interval"),
        VolumeUnit.of(row.getString("unit")),
        ClassifierKind.of(row.getString("classifier")),
        row.getInt("history_windows"));
  }
}
