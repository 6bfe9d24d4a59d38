package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The numbers of the sets of parameters, so that a row carries its set in four bytes.
///
/// The number of the configured set is made at the start, in a transaction of its own: a poll that
/// is rolled back must not take the row along while this process goes on using its number.
final class ParameterSets {

  private static final int ATTEMPTS = 10;

  private final JdbcClient jdbc;
  private final Feed feed;
  private final VpinParameters configured;
  private final int id;
  private final int generation;

  /// Sets of pairs that were read, beside the configured one.
  private final Map<VpinParameters, Integer> others = new ConcurrentHashMap<>();

  ParameterSets(JdbcClient jdbc, Feed feed, VpinParameters configured) {
    this.jdbc = jdbc;
    this.feed = feed;
    this.configured = configured;
    this.id = findOrInsert();
    this.generation = configure();
  }

  /// The number of a set that is the configured one or that of a stored pair: no other set is ever
  /// written.
  int id(VpinParameters set) {
    if (set.equals(configured)) {
      return id;
    }
    Integer other = others.get(set);
    if (other == null) {
      throw new IllegalStateException(
          "expected the parameters %s or those of a stored pair, got %s"
              .formatted(configured, set));
    }
    return other;
  }

  /// Counts the changes of the configured parameters, over all processes; this process's are of
  /// this generation.
  int generation() {
    return generation;
  }

  private int findOrInsert() {
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
            configured.bucketSize(),
            configured.numBuckets(),
            configured.emitInterval(),
            configured.unit().word(),
            configured.classifier().word(),
            configured.historyWindows())
        .query(Integer.class)
        .single();
  }

  private record Generation(int number, int parametersId) {}

  /// Another process may write the same generation at the same time: then this one's is the next.
  private int configure() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Generation latest = latest();
      if (latest.parametersId() == id) {
        return latest.number();
      }
      jdbc.sql(
              """
              INSERT INTO configured_parameters (feed_id, generation, parameters_id)
              VALUES (?, ?, ?) ON CONFLICT DO NOTHING
              """)
          .params(feed.id(), latest.number() + 1, id)
          .update();
    }
    throw new IllegalStateException("other processes keep configuring other parameters");
  }

  private Generation latest() {
    return jdbc.sql(
            """
            SELECT generation, parameters_id FROM configured_parameters
            WHERE feed_id = ? ORDER BY generation DESC LIMIT 1
            """)
        .param(feed.id())
        .query(
            (row, number) -> new Generation(row.getInt("generation"), row.getInt("parameters_id")))
        .optional()
        .orElse(new Generation(0, 0));
  }

  /// The set of a stored pair, in a row that is joined with its `parameters`.
  VpinParameters ofPair(ResultSet row) throws SQLException {
    VpinParameters set = read(row);
    if (!set.equals(configured)) {
      others.put(set, row.getInt("parameters_id"));
    }
    return set;
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
