package dev.tradewitness.capture.sources;

import dev.tradewitness.capture.decode.foreign.OrderMapping;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.decode.mirror.MirrorRules;
import dev.tradewitness.capture.decode.mirror.PathMapping;
import dev.tradewitness.capture.decode.mirror.SecretNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads how mirrored requests become events, and what of them is never stored.
final class MirrorParser {

  private static final int NAMES_MAX = 200;
  private static final int NAME_CHARS_MAX = 128;
  private static final int MAPPINGS_MAX = 100;
  private static final int METHODS_MAX = 10;
  private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,31}");
  private static final Map<String, Boolean> FLAG = Map.of("true", true, "false", false);

  private MirrorParser() {}

  /// What the file leaves out is as in [MirrorSource#DEFAULT].
  static MirrorRules read(YamlMembers mirror, SourcePolicy policy) {
    List<String> headers = mirror.texts("headers", NAMES_MAX, MirrorParser::headerFault);
    List<String> never = mirror.texts("never_headers", NAMES_MAX, MirrorParser::nameFault);
    List<String> redact = mirror.texts("redact", NAMES_MAX, MirrorParser::nameFault);
    List<PathMapping> mappings =
        mirror.has("mappings")
            ? mirror.list("mappings", MAPPINGS_MAX, MirrorParser::mapping)
            : MirrorSource.MAPPINGS;
    Set<String> refused = never == null ? Set.of() : MirrorSource.lower(never);
    return new MirrorRules(
        policy,
        mappings,
        MirrorSource.lower(headers == null ? MirrorSource.HEADERS : headers).stream()
            .filter(name -> !refused.contains(name))
            .collect(Collectors.toUnmodifiableSet()),
        new SecretNames(Set.copyOf(redact == null ? MirrorSource.REDACT : redact)));
  }

  private static @Nullable String nameFault(String name) {
    return name.length() <= NAME_CHARS_MAX ? null : "is longer than 128 characters";
  }

  private static @Nullable String headerFault(String name) {
    return SecretNames.isCredentialHeader(name)
        ? "is a credential by its name, and these are never stored"
        : nameFault(name);
  }

  private static @Nullable PathMapping mapping(YamlMembers mapping) {
    String path = mapping.required("path");
    if (path != null && !path.startsWith("/")) {
      mapping.refuse("path", "must begin with /");
    }
    Boolean exact = mapping.oneOf("exact", FLAG);
    List<String> methods =
        mapping.texts(
            "methods",
            METHODS_MAX,
            name -> METHOD.matcher(name).matches() ? null : "is no method in capitals");
    if (methods != null && methods.isEmpty()) {
      mapping.refuse("methods", "must have an entry");
    }
    OrderMapping order = PointersParser.read(mapping);
    return path == null || order == null
        ? null
        : new PathMapping(
            path,
            exact != null && exact,
            methods == null ? Set.of("POST") : Set.copyOf(methods),
            order);
  }
}
