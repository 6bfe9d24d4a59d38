package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.evidence.made.Json;
import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.evidence.made.World;
import dev.tradewitness.verifier.report.BundleReport;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Flips one bit at a time, anywhere: a sample, whose seed a failure prints. `-Dflips=N` takes a
/// larger one; every byte of every member is some 20,000.
class FlippedBitTest {

  private static final String DESK = "org.example:desk";
  private static final int SAMPLE = Integer.getInteger("flips", 250);

  private final long seed = Long.getLong("seed", new SecureRandom().nextLong());
  private final Random random = new Random(seed);
  private final World world = new World(21, new StampAuthority("Test", Flaw.NONE));
  private final MadeBundle bundle = world.bundle(world.stream(DESK, true, 3, 2), 0, 4);

  /// One bit of one member.
  private record Flip(String path, int at, int bit) {
    byte[] of(byte[] bytes) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << bit);
      return flipped;
    }
  }

  private List<Flip> flips(List<String> paths) {
    var all = new ArrayList<Flip>();
    for (String path : paths) {
      for (int at = 0; at < bundle.get(path).length; at++) {
        all.add(new Flip(path, at, random.nextInt(8)));
      }
    }
    Collections.shuffle(all, random);
    return all.subList(0, Math.min(SAMPLE, all.size()));
  }

  @Test
  void aFlippedBitOfAnyMemberIsNotWhatTheManifestLists() {
    byte[] manifest = Json.canonical(bundle.manifest());
    for (Flip flip : flips(bundle.paths())) {
      byte[] original = bundle.get(flip.path());
      bundle.put(flip.path(), flip.of(original));
      BundleReport report = Answers.of(bundle.zip(manifest));
      assertThat(Answers.failed(report)).as(() -> said(flip, report)).contains("manifest");
      assertThat(Answers.broke(report)).as(() -> said(flip, report)).isFalse();
      bundle.put(flip.path(), original);
    }
  }

  @Test
  void aFlippedBitOfTheManifestIsRefused() {
    byte[] manifest = Json.canonical(bundle.manifest());
    bundle.put("manifest.json", manifest);
    List<Flip> flips = flips(List.of("manifest.json"));
    bundle.drop("manifest.json");
    for (Flip flip : flips) {
      BundleReport report = Answers.of(bundle.zip(flip.of(manifest)));
      assertThat(Answers.failed(report))
          .as(() -> said(flip, report))
          .containsAnyOf("format", "manifest", "sequence", "checkpoint-signature");
      assertThat(Answers.broke(report)).as(() -> said(flip, report)).isFalse();
    }
  }

  /// The forger's flip: manifest and the record's copy of a time-stamp are made to fit. What still
  /// passes must say the same in everything that anybody signed.
  @Test
  void aFlippedBitThatTheManifestCoversUpIsRefusedByTheCheckThatItConcerns() {
    List<String> signed =
        bundle.paths().stream().filter(path -> !path.equals("report.html")).toList();
    int passed = 0;
    for (Flip flip : flips(signed)) {
      byte[] original = bundle.get(flip.path());
      byte[] flipped = flip.of(original);
      BundleReport report = Answers.of(with(flip.path(), flipped).zip());
      assertThat(Answers.broke(report)).as(() -> said(flip, report)).isFalse();
      Set<String> failed = Answers.failed(report);
      if (failed.isEmpty()) {
        passed++;
        assertThat(Unsigned.same(flip.path(), original, flipped))
            .as(() -> "passes, but says something else: " + said(flip, report))
            .isTrue();
      } else {
        assertThat(failed)
            .as(() -> said(flip, report))
            .containsAnyOf(concerned(flip.path()).toArray(String[]::new));
      }
      with(flip.path(), original);
    }
    assertThat(passed).as("seed %d: flips that change nothing signed", seed).isPositive();
  }

  private MadeBundle with(String path, byte[] bytes) {
    bundle.put(path, bytes);
    if (path.startsWith("anchors/")) {
      String batch = MadeBundle.batch(path.split("/")[1]);
      bundle.edit(
          batch,
          json -> {
            var anchor = (JsonObject) Objects.requireNonNull(json.array("anchors")).get(0);
            String base64 = Base64.getEncoder().encodeToString(bytes);
            return json.with(
                "anchors", JsonArray.of(List.of(anchor.with("proof", JsonValue.of(base64)))));
          });
    }
    return bundle;
  }

  private static Set<String> concerned(String path) {
    return switch (path.substring(0, path.indexOf(path.contains("/") ? '/' : '.'))) {
      case "events" -> Set.of("format", "event-hash", "event-identity");
      case "proofs" ->
          Set.of(
              "format",
              "event-hash",
              "event-identity",
              "event-signature",
              "batch-record",
              "batch-inclusion",
              "log-inclusion");
      case "batches" ->
          Set.of("format", "batch-record", "timestamp-imprint", "timestamp-signature", "anchoring");
      case "checkpoints" -> Set.of("format", "checkpoint-signature");
      case "consistency" -> Set.of("format", "log-consistency");
      case "anchors" ->
          Set.of("format", "timestamp-imprint", "timestamp-signature", "timestamp-order");
      case "keys" ->
          Set.of(
              "format",
              "event-signature",
              "batch-record",
              "checkpoint-signature",
              "timestamp-signature",
              "anchoring");
      default -> throw new IllegalArgumentException(path);
    };
  }

  @Test
  void aFlippedBitOfTheArchiveItselfIsRefusedOrChangesNoMember() {
    byte[] zip = bundle.zip();
    for (int i = 0; i < 2 * SAMPLE; i++) {
      var flip = new Flip("bundle.zip", random.nextInt(zip.length), random.nextInt(8));
      BundleReport report = Answers.of(flip.of(zip));
      assertThat(Answers.broke(report)).as(() -> said(flip, report)).isFalse();
      if (Answers.failed(report).isEmpty()) {
        assertThat(members(flip.of(zip))).as(() -> said(flip, report)).isEqualTo(members(zip));
      }
    }
  }

  private static List<String> members(byte[] zip) {
    try {
      return dev.tradewitness.verifier.archive.Archive.read(
              zip, dev.tradewitness.evidence.format.BundleLimits.BUNDLE)
          .entrySet()
          .stream()
          .map(member -> member.getKey() + " " + Json.hex(member.getValue()))
          .toList();
    } catch (dev.tradewitness.verifier.archive.ArchiveRefusedException e) {
      return List.of();
    }
  }

  private String said(Flip flip, BundleReport report) {
    return "seed %d, %s%n%s".formatted(seed, flip, Answers.text(report));
  }
}
