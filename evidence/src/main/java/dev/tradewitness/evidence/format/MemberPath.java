package dev.tradewitness.evidence.format;

import dev.tradewitness.common.event.PolicyId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a member is, by its path: [#parse] reads what [#text] writes, and nothing else.
public sealed interface MemberPath {

  String MANIFEST = "manifest.json";
  String KEYS = "keys.json";

  /// A page that the maker of the bundle wrote. Nothing checks it.
  String REPORT = "report.html";

  record Manifest() implements MemberPath {}

  record Event(Place place) implements MemberPath {}

  record Proof(Place place) implements MemberPath {}

  /// @param batchId letters, digits, dots, underscores and dashes
  record Batch(String batchId) implements MemberPath {}

  /// @param at the stream and the size of its log
  record Checkpoint(Place at) implements MemberPath {}

  /// That a log only grew from one size to another.
  record Consistency(String policyId, long first, long second) implements MemberPath {}

  /// The answer to the anchor at an index of a batch record's list.
  record TimeStamp(String batchId, int index) implements MemberPath {}

  record Keys() implements MemberPath {}

  record Report() implements MemberPath {}

  Pattern OF_STREAM =
      Pattern.compile("(events|proofs|checkpoints)/([A-Za-z0-9._~-]+)/([0-9]{20})\\.(json|txt)");
  Pattern CONSISTENCY =
      Pattern.compile("consistency/([A-Za-z0-9._~-]+)/([0-9]{20})-([0-9]{20})\\.json");
  Pattern BATCH = Pattern.compile("batches/([A-Za-z0-9._-]{1,128})\\.json");
  Pattern TIME_STAMP = Pattern.compile("anchors/([A-Za-z0-9._-]{1,128})/(0|[1-9][0-9]?)\\.tsr");

  /// Empty for a path that the format does not know.
  static Optional<MemberPath> parse(String path) {
    return switch (path) {
      case MANIFEST -> Optional.of(new Manifest());
      case KEYS -> Optional.of(new Keys());
      case REPORT -> Optional.of(new Report());
      default -> numbered(path);
    };
  }

  private static Optional<MemberPath> numbered(String path) {
    Matcher stream = OF_STREAM.matcher(path);
    if (stream.matches()) {
      return ofStream(stream);
    }
    Matcher consistency = CONSISTENCY.matcher(path);
    if (consistency.matches()) {
      return policyId(consistency.group(1))
          .flatMap(policyId ->
              number(consistency.group(2))
                  .flatMap(first ->
                      number(consistency.group(3))
                          .map(second -> new Consistency(policyId, first, second))));
    }
    Matcher batch = BATCH.matcher(path);
    if (batch.matches()) {
      return Optional.of(new Batch(batch.group(1)));
    }
    Matcher stamp = TIME_STAMP.matcher(path);
    return stamp.matches()
        ? Optional.of(new TimeStamp(stamp.group(1), Integer.parseInt(stamp.group(2))))
        : Optional.empty();
  }

  private static Optional<MemberPath> ofStream(Matcher stream) {
    Optional<Place> place =
        policyId(stream.group(2))
            .flatMap(policyId -> number(stream.group(3)).map(n -> new Place(policyId, n)));
    return place.flatMap(at ->
        switch (stream.group(1) + "." + stream.group(4)) {
          case "events.json" -> Optional.of(new Event(at));
          case "proofs.json" -> Optional.of(new Proof(at));
          case "checkpoints.txt" -> Optional.of(new Checkpoint(at));
          default -> Optional.empty();
        });
  }

  private static Optional<String> policyId(String stream) {
    String policyId = stream.replace('~', ':');
    return PolicyId.isValid(policyId) ? Optional.of(policyId) : Optional.empty();
  }

  private static Optional<Long> number(String digits) {
    // 2^53 has 16 digits; what does not fit in a JSON number cannot be in a bundle.
    return digits.startsWith("0000") ? Optional.of(Long.parseLong(digits)) : Optional.empty();
  }

  /// The path itself.
  default String text() {
    return switch (this) {
      case Manifest _ -> MANIFEST;
      case Keys _ -> KEYS;
      case Report _ -> REPORT;
      case Event(Place place) -> "events/%s.json".formatted(inStream(place));
      case Proof(Place place) -> "proofs/%s.json".formatted(inStream(place));
      case Batch(String batchId) -> "batches/%s.json".formatted(batchId);
      case Checkpoint(Place at) -> "checkpoints/%s.txt".formatted(inStream(at));
      case Consistency(String policyId, long first, long second) ->
          "consistency/%s/%020d-%020d.json".formatted(folder(policyId), first, second);
      case TimeStamp(String batchId, int index) -> "anchors/%s/%d.tsr".formatted(batchId, index);
    };
  }

  private static String inStream(Place place) {
    return "%s/%020d".formatted(folder(place.policyId()), place.sequence());
  }

  private static String folder(String policyId) {
    return policyId.replace(':', '~');
  }
}
