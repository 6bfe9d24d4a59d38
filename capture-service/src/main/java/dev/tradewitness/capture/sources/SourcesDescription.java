package dev.tradewitness.capture.sources;

import dev.tradewitness.capture.decode.foreign.OrderMapping;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.sources.SourcesFile.Mapping;
import dev.tradewitness.capture.stream.SigningMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a sources file says, a line for each source.
final class SourcesDescription {

  private SourcesDescription() {}

  static List<String> of(SourcesFile file) {
    var lines = new ArrayList<String>();
    file.taps()
        .values()
        .forEach(tap ->
            lines.add(
                "kafka   %s as %s, %s"
                    .formatted(
                        tap.topic(), mapping(tap.mapping()), under(tap.policy(), tap.signing()))));
    file.fix()
        .forEach(session ->
            lines.add(
                "fix     %s, %s"
                    .formatted(session.name(), under(session.policy(), session.signing()))));
    file.redis()
        .forEach(stream ->
            lines.add(
                "redis   %s as %s, %s"
                    .formatted(
                        stream.name(),
                        mapping(stream.mapping()),
                        under(stream.policy(), stream.signing()))));
    file.ldjson()
        .values()
        .forEach(source ->
            lines.add(
                "ldjson  %s, %s"
                    .formatted(source.src(), under(source.policy(), source.signing()))));
    lines.add(mirror(file.mirror()));
    return lines;
  }

  private static String mirror(MirrorSource mirror) {
    var rules = mirror.rules();
    String paths =
        rules.mappings().stream()
            .map(m ->
                "%s %s%s as %s"
                    .formatted(
                        m.methods().stream().sorted().collect(Collectors.joining("|")),
                        m.path(),
                        m.exact() ? " only" : "",
                        m.order().event()))
            .collect(Collectors.joining(", "));
    return "mirror  %s, %s, headers stored %d, names redacted %d"
        .formatted(
            paths.isEmpty() ? "no mapping" : paths,
            under(rules.policy(), mirror.signing()),
            rules.headers().size(),
            rules.secrets().names().size());
  }

  private static String mapping(Mapping mapping) {
    return switch (mapping) {
      case Mapping.Known known -> known.name().toLowerCase(Locale.ROOT);
      case Mapping.Whole(String type) -> type + " whole";
      case Mapping.Pointers(List<OrderMapping> orders, Mapping.Whole otherwise) -> {
        String events =
            orders.stream().map(order -> order.event().name()).collect(Collectors.joining(", "));
        yield events
            + " by pointers"
            + (otherwise == null ? "" : ", else " + otherwise.eventType() + " whole");
      }
    };
  }

  private static String under(SourcePolicy policy, @Nullable SigningMode signing) {
    return "stream %s, %s, %s%s"
        .formatted(
            policy.policyId(),
            policy.tier(),
            policy.clock(),
            signing == null ? "" : ", signing " + signing.wireName());
  }
}
