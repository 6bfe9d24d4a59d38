package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.AotMode;
import dev.tradewitness.launcher.part.KafkaPart;
import dev.tradewitness.launcher.part.KafkaSoftware;
import dev.tradewitness.launcher.part.Part;
import dev.tradewitness.launcher.part.PartPlace;
import dev.tradewitness.launcher.part.PostgresPart;
import dev.tradewitness.launcher.part.TimeStampAuthorityPart;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Makes each part of a stack from its settings. To make a part is to make its keys, too.
final class StackParts {
  private static final List<String> KAFKA_JVM_OPTIONS =
      List.of("-XX:+UseCompactObjectHeaders", "-Xlog:aot*=error");

  private final StackSettings settings;
  private final KeyFolder keys;
  private final AotMode aot;

  StackParts(StackSettings settings, KeyFolder keys, AotMode aot) {
    this.settings = settings;
    this.keys = keys;
    this.aot = aot;
  }

  Part make(String name) {
    return switch (name) {
      case PostgresPart.NAME -> postgres();
      case KafkaPart.NAME -> kafka();
      case TimeStampAuthorityPart.NAME ->
          new TimeStampAuthorityPart(
              place(name), settings.port(name), LauncherCommand.of(settings.home()));
      default -> new Services(settings, keys, aot).part(name);
    };
  }

  private PostgresPart postgres() {
    return new PostgresPart(
        place(PostgresPart.NAME),
        settings.port(PostgresPart.NAME),
        keys.password(PostgresPart.SUPERUSER),
        target("launcher").resolve("postgres"));
  }

  private KafkaPart kafka() {
    var jvmOptions =
        Stream.of(
                settings.heaps().jvmOptions(KafkaPart.NAME),
                settings.collectors().jvmOptions(KafkaPart.NAME),
                KAFKA_JVM_OPTIONS,
                CompilerDirectives.of(settings.home()))
            .flatMap(List::stream)
            .toList();
    return new KafkaPart(
        place(KafkaPart.NAME),
        new KafkaSoftware(target("kafka-broker").resolve("lib")),
        settings.port(KafkaPart.NAME),
        StackPorts.KAFKA_CONTROLLER + settings.portBase(),
        new KafkaPart.Launch(jvmOptions, aot));
  }

  private PartPlace place(String name) {
    return PartPlace.under(settings.data(), name);
  }

  private Path target(String module) {
    return settings.home().resolve(module).resolve("target");
  }
}
