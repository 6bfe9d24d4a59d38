package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.AotMode;
import dev.tradewitness.launcher.part.PartPlace;
import dev.tradewitness.launcher.part.ServicePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What each service is told when it starts.
final class Services {
  static final String DATABASE = "tradewitness";
  static final String CAPTURE_SEED = "capture-signing.seed";
  static final String ANCHOR_SEED = "anchor-signing.seed";

  /// What this stack allows and authorize-service alone does not; said at each start.
  static final String LAX_AUTHORIZE =
      "authorize allows unknown clients and symbols, and sells without a reference price"
          + " (unknown-client=allow, unknown-symbol=allow, reference.required-for-sells=false);"
          + " its own defaults block them";

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          // What the JDK leaves out of a cache is noise in a service's log.
          "-Xlog:aot*=error");

  private final StackSettings settings;
  private final KeyFolder keys;
  private final AotMode aot;

  Services(StackSettings settings, KeyFolder keys, AotMode aot) {
    this.settings = settings;
    this.keys = keys;
    this.aot = aot;
  }

  ServicePart part(String name) {
    var arguments = new ArrayList<String>();
    arguments.add("--server.address=127.0.0.1");
    arguments.add("--server.port=" + settings.port(name));
    arguments.addAll(
        switch (name) {
          case StackPorts.CAPTURE -> capture();
          case StackPorts.ANCHOR -> anchor();
          case StackPorts.AUTHORIZE -> authorize();
          default -> List.of();
        });
    return new ServicePart(
        PartPlace.under(settings.data(), name),
        settings.port(name),
        new ServicePart.Launch(
            settings.jar(name), jvmOptions(name), arguments, environment(name), aot));
  }

  List<String> jvmOptions(String name) {
    return Stream.of(
            settings.heaps().jvmOptions(name),
            settings.collectors().jvmOptions(name),
            JVM_OPTIONS,
            CompilerDirectives.of(settings.home()))
        .flatMap(List::stream)
        .toList();
  }

  private List<String> capture() {
    var arguments = new ArrayList<String>();
    arguments.add("--tradewitness.capture.signing.seed-file=" + keys.key(CAPTURE_SEED));
    arguments.add(
        "--tradewitness.capture.ldjson.port=" + (StackPorts.CAPTURE_LDJSON + settings.portBase()));
    arguments.add(
        "--tradewitness.capture.ldjson.metrics-port="
            + (StackPorts.CAPTURE_LDJSON_METRICS + settings.portBase()));
    arguments.add(
        "--tradewitness.capture.spool.folder="
            + settings.data().resolve(StackPorts.CAPTURE).resolve("spool"));
    arguments.add(
        "--tradewitness.capture.fix.port=" + (StackPorts.CAPTURE_FIX + settings.portBase()));
    arguments.add(
        "--tradewitness.capture.fix.store-folder="
            + settings.data().resolve(StackPorts.CAPTURE).resolve("fix"));
    arguments.add("--tradewitness.capture.sources=" + SourcesTemplate.file(settings));
    return arguments;
  }

  private List<String> anchor() {
    var target = "--tradewitness.anchor.rfc3161.targets[0].";
    return List.of(
        "--tradewitness.anchor.signing.seed-file=" + keys.key(ANCHOR_SEED),
        "--tradewitness.anchor.capture-url=http://127.0.0.1:" + settings.port(StackPorts.CAPTURE),
        target + "name=local",
        target + "url=http://127.0.0.1:" + settings.port("tsa") + "/",
        target + "trust=LOCAL",
        target + "ca-file=" + settings.data().resolve("tsa").resolve("ca.pem"));
  }

  private List<String> authorize() {
    return List.of(
        "--tradewitness.authorize.token.secret-file=" + keys.key("authorize-token.secret"),
        // A stack for trying out has no limits, instruments or prices of its own yet.
        "--tradewitness.authorize.unknown-client=allow",
        "--tradewitness.authorize.unknown-symbol=allow",
        "--tradewitness.authorize.reference.required-for-sells=false");
  }

  private Map<String, String> environment(String name) {
    var kafka = "127.0.0.1:" + settings.port("kafka");
    return Map.of(
        "SPRING_DATASOURCE_URL",
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(settings.port("postgres"), DATABASE),
        "SPRING_DATASOURCE_USERNAME",
        name,
        "SPRING_DATASOURCE_PASSWORD",
        keys.password(name),
        "KAFKA_BOOTSTRAP_SERVERS",
        kafka,
        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
        kafka);
  }
}
