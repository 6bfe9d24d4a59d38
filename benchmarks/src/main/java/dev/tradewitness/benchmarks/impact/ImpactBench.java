package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.benchmarks.impact.CaptureReader.Mark;
import dev.tradewitness.benchmarks.orderserver.OrderProcess;
import dev.tradewitness.benchmarks.probe.SyncProbe;
import dev.tradewitness.benchmarks.report.Artifact;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.canonical.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Orders with and without each capture point, in blocks by turns. Holds only what it has shown: an
/// impact that cannot be told from the machine's noise is not below the bound.
public final class ImpactBench {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);
  private static final Duration STORED_PATIENCE = Duration.ofSeconds(30);

  private final Target target;
  private final ImpactSettings settings;
  private final PrintStream out;

  public ImpactBench(Target target, ImpactSettings settings, PrintStream out) {
    this.target = target;
    this.settings = settings;
    this.out = out;
  }

  /// @return whether every impact was shown to be below its bound, and every order stored
  public boolean run() throws IOException, InterruptedException, SQLException {
    var at = Instant.now();
    target.print(out);
    var nginx = NginxProcess.program(settings.nginx());
    var conditions = conditions(nginx);
    print(conditions);
    var fdatasync = SyncProbe.run(Files.createDirectories(target.folder()), PROBE_LIMIT);
    var schedule = Schedule.of(conditions, settings.blocks() + 1, settings.seed());
    try (var reader = new CaptureReader(URI.create("http://127.0.0.1:" + target.port()));
        var rig = new Rig(target, settings, conditions, nginx)) {
      var marks = marks(reader, conditions, rig);
      var blocks = measure(new Blocks(rig, settings), conditions, schedule);
      var stored = stored(reader, marks, rig);
      var report =
          new ImpactReport(
              at,
              target.machine(),
              settings,
              conditions,
              schedule,
              blocks,
              Difference.all(conditions, blocks, settings.seed()),
              stored,
              rig.notTaken(),
              fdatasync);
      report.lines().forEach(out::println);
      out.println(
          "written     "
              + Artifact.write(settings.results(), ImpactReport.NAME, at, report.json()));
      return report.reasons().isEmpty();
    }
  }

  private List<Condition> conditions(Optional<Path> nginx) {
    var wanted = settings.points().conditions();
    if (nginx.isPresent() || !wanted.contains(Condition.MIRROR)) {
      return wanted;
    }
    if (settings.points() == Points.MIRROR) {
      throw new IllegalArgumentException("no nginx here: name its program with --nginx");
    }
    out.println("skipped     nginx and mirror: no nginx here; name its program with --nginx");
    return Points.CLIENT.conditions();
  }

  private void print(List<Condition> conditions) {
    out.printf(
        "run         seed %d, %s orders/s, %d blocks of %s each after a lead-in of %s, step %s; takes about %d min%n",
        settings.seed(),
        settings.rate(),
        settings.blocks(),
        settings.blockTime(),
        settings.leadIn(),
        settings.step(),
        1 + settings.time().toMinutes());
    out.printf("server      %s%n", String.join(" ", OrderProcess.JVM_FLAGS));
    conditions.forEach(one -> out.printf("condition   %-8s %s%n", one.word(), one.meaning()));
  }

  private List<Block> measure(
      Blocks run, List<Condition> conditions, List<List<Condition>> schedule)
      throws IOException, InterruptedException {
    for (var condition : conditions) {
      run.warmUp(condition);
    }
    var blocks = new ArrayList<Block>();
    for (int round = 0; round < schedule.size(); round++) {
      for (var condition : schedule.get(round)) {
        blocks.add(run.run(condition, round));
      }
      out.println(
          RoundLine.of(round, blocks.subList(blocks.size() - conditions.size(), blocks.size())));
    }
    return blocks;
  }

  /// Where the stream of each way of capturing stands before the first order.
  private static Map<Condition, Mark> marks(
      CaptureReader reader, List<Condition> conditions, Rig rig)
      throws IOException, InterruptedException {
    var marks = new EnumMap<Condition, Mark>(Condition.class);
    if (conditions.contains(Condition.CLIENT)) {
      var writer = new EventWriter(Rig.POLICY, "SILVER", "BEST_EFFORT", InstantSource.system());
      var event = writer.write("AUD", JsonObject.builder().put("bench", "impact").build());
      var text = new byte[event.bytes()];
      event.text().get(text);
      marks.put(Condition.CLIENT, reader.mark("/vcp/log", text));
    }
    if (conditions.contains(Condition.MIRROR)) {
      var order =
          ImpactOrders.order(rig.warmUpOrders(Condition.MIRROR).prefix(), 0)
              .getBytes(StandardCharsets.US_ASCII);
      marks.put(
          Condition.MIRROR,
          reader.mark(
              "/capture",
              order,
              "X-Original-Method",
              "POST",
              "X-Original-URI",
              rig.server().path()));
    }
    return marks;
  }

  private static List<Stored> stored(CaptureReader reader, Map<Condition, Mark> marks, Rig rig)
      throws IOException, InterruptedException {
    var stored = new ArrayList<Stored>();
    for (var entry : marks.entrySet()) {
      var orders = rig.orders(entry.getKey());
      var wanted = orders.accepted();
      var found = reader.stored(entry.getValue(), orders.prefix(), wanted, STORED_PATIENCE);
      found.and(wanted);
      stored.add(
          new Stored(
              entry.getKey(),
              entry.getValue().policyId(),
              wanted.cardinality(),
              found.cardinality()));
    }
    return stored;
  }
}
