package dev.tradewitness.benchmarks.impact;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.benchmarks.watch.MeasuredStack;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.launcher.part.Folders;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.launcher.stack.StackPorts;
import dev.tradewitness.launcher.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./tradewitness bench impact` with blocks so short that they tell nothing about latency: what is
/// tested is that every condition runs, every order is stored and nothing is left behind.
class ImpactIT {

  private static final Path HOME =
      Path.of(System.getProperty("tradewitness.home", "..")).toAbsolutePath().normalize();
  private static final Path DATA = HOME.resolve("benchmarks").resolve("target").resolve("impact");
  private static final List<String> PARTS = List.of("postgres", "kafka", "capture");

  private static @Nullable Stack stack;

  @TempDir private Path results;

  @BeforeAll
  static void up() throws Exception {
    Folders.deleteTree(DATA);
    Files.createDirectories(DATA);
    var settings =
        new StackSettings(HOME, DATA, ReservedPorts.shift(StackPorts.all()), PARTS, false);
    var opened = Stack.open(settings, System.out::println);
    stack = opened;
    // The parts are processes of their own: an aborted run must not leave them behind.
    Runtime.getRuntime().addShutdownHook(new Thread(opened::stopParts));
    opened.up();
  }

  @AfterAll
  static void down() {
    if (stack != null) {
      stack.stopParts();
      stack.close();
    }
  }

  @Test
  void everyConditionRunsEveryOrderIsStoredAndNothingIsLeftBehind() throws Exception {
    boolean nginx = NginxProcess.program(Optional.empty()).isPresent();
    var artifact = run(Points.BOTH, Step.FILE);
    var conditions = (nginx ? Points.BOTH : Points.CLIENT).conditions();

    assertThat(words(artifact, "conditions", "condition"))
        .containsExactlyElementsOf(conditions.stream().map(Condition::word).toList());
    for (var condition : objects(artifact, "conditions")) {
      assertThat(number(condition, "completed")).as(condition.toString()).isBetween(100L, 200L);
      assertThat(requireNonNull(condition.object("errors_by_code")).size()).isZero();
    }
    assertThat(objects(artifact, "blocks")).hasSize(7 * conditions.size());
    assertStored(artifact, nginx ? List.of("client", "mirror") : List.of("client"));
    assertNothingLeft();
  }

  @Test
  void ordersMayBeRowsOfPostgresWhichAreDroppedInTheEnd() throws Exception {
    assertStored(run(Points.CLIENT, Step.POSTGRES), List.of("client"));
    assertNothingLeft();
    var measured = MeasuredStack.in(HOME, DATA);
    try (var connection =
            DriverManager.getConnection(
                measured.jdbcUrl(), "postgres", measured.superuserPassword());
        var schemas = connection.getMetaData().getSchemas(null, "bench_impact")) {
      assertThat(schemas.next()).isFalse();
    }
  }

  /// Whether it holds is chance: the verdict is not looked at.
  private JsonObject run(Points points, Step step) throws Exception {
    var settings =
        new ImpactSettings(
            100,
            6,
            Duration.ofMillis(250),
            Duration.ofMillis(250),
            4,
            Duration.ofSeconds(1),
            step,
            points,
            1,
            Optional.empty(),
            HOME,
            results);
    var target = Target.of(MeasuredStack.in(HOME, DATA), Optional.empty());
    new ImpactBench(target, settings, System.out).run();
    try (var files = Files.list(results)) {
      var file = files.findFirst().orElseThrow();
      assertThat(file.getFileName().toString()).matches("IMPACT-.*\\.json");
      return Json.parseObject(Files.readAllBytes(file), JsonLimits.EVENT);
    }
  }

  private static void assertStored(JsonObject artifact, List<String> conditions) {
    assertThat(words(artifact, "stored", "condition")).containsExactlyElementsOf(conditions);
    for (var stored : objects(artifact, "stored")) {
      assertThat(number(stored, "accepted")).isGreaterThan(200);
      assertThat(number(stored, "lost")).as(stored.toString()).isZero();
    }
    assertThat(number(artifact, "not_taken")).isZero();
  }

  private static void assertNothingLeft() throws IOException {
    try (var files = Files.list(DATA)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("bench-impact"));
    }
    assertThat(
            ProcessHandle.current()
                .children()
                .map(child -> child.info().commandLine().orElse(""))
                .filter(line -> line.contains("OrderServer") || line.contains("nginx")))
        .isEmpty();
  }

  private static List<String> words(JsonObject object, String array, String member) {
    return objects(object, array).stream().map(one -> requireNonNull(one.string(member))).toList();
  }

  private static List<JsonObject> objects(JsonObject object, String array) {
    return requireNonNull(object.array(array)).elements().stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static long number(JsonObject object, String name) {
    return Long.parseLong(requireNonNull(object.text(name)));
  }
}
