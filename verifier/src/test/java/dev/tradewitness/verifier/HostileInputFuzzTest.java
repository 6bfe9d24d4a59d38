package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.evidence.made.Json;
import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.evidence.made.World;
import dev.tradewitness.verifier.report.BundleReport;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever comes in, a named failure goes out: no exception, no check that breaks. A failure
/// prints its seed; `-Dseed=` repeats it, `-Drounds=` goes on for longer.
class HostileInputFuzzTest {

  private static final int ROUNDS = Integer.getInteger("rounds", 250);

  private final long seed = Long.getLong("seed", new SecureRandom().nextLong());
  private final Random random = new Random(seed);
  private final World world = new World(31, new StampAuthority("Test", Flaw.NONE));
  private final MadeBundle bundle =
      world.bundle(world.stream("org.example:desk", true, 2, 1), 0, 2);

  private void assertNamedFailure(byte[] file) {
    BundleReport report = Answers.of(file);
    assertThat(Answers.failed(report)).as("seed %d", seed).isNotEmpty();
    assertThat(Answers.broke(report)).as("seed %d%n%s", seed, Answers.text(report)).isFalse();
  }

  @Test
  void randomBytesAreNoArchive() {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = new byte[random.nextInt(2000)];
      random.nextBytes(bytes);
      assertNamedFailure(bytes);
    }
  }

  @Test
  void truncatedArchivesAreNoArchives() {
    byte[] zip = bundle.zip();
    for (int i = 0; i < ROUNDS; i++) {
      assertNamedFailure(Arrays.copyOf(zip, random.nextInt(zip.length)));
    }
  }

  @Test
  void archivesWithDamagedStretchesNeverBreakTheReader() {
    byte[] zip = bundle.zip();
    for (int i = 0; i < ROUNDS; i++) {
      byte[] damaged = zip.clone();
      int at = random.nextInt(zip.length);
      int length = Math.min(1 + random.nextInt(40), zip.length - at);
      for (int j = at; j < at + length; j++) {
        damaged[j] = (byte) random.nextInt();
      }
      assertThat(Answers.broke(Answers.of(damaged))).as("seed %d", seed).isFalse();
    }
  }

  @Test
  void membersOfRandomBytesAreRefused() {
    List<String> paths = bundle.paths();
    for (int i = 0; i < ROUNDS; i++) {
      String path = paths.get(random.nextInt(paths.size()));
      if (!path.equals("report.html")) {
        byte[] original = bundle.get(path);
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        assertNamedFailure(bundle.put(path, bytes).zip());
        bundle.put(path, original);
      }
    }
  }

  @Test
  void membersInOneAnothersPlaceNeverBreakACheck() {
    List<String> paths = bundle.paths();
    for (int i = 0; i < ROUNDS; i++) {
      String to = paths.get(random.nextInt(paths.size()));
      byte[] original = bundle.get(to);
      byte[] other = bundle.get(paths.get(random.nextInt(paths.size())));
      BundleReport report = Answers.of(bundle.put(to, other).zip());
      assertThat(Answers.broke(report)).as("seed %d%n%s", seed, Answers.text(report)).isFalse();
      bundle.put(to, original);
    }
  }

  @Test
  void timeStampsWithDamagedStretchesNeverBreakACheck() {
    String path = paths("anchors/").getFirst();
    byte[] original = bundle.get(path);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] damaged = original.clone();
      for (int n = random.nextInt(6); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      BundleReport report = Answers.of(bundle.put(path, damaged).zip());
      assertThat(Answers.broke(report)).as("seed %d%n%s", seed, Answers.text(report)).isFalse();
    }
  }

  @Test
  void numbersAtTheEdgesNeverBreakACheck() {
    List<String> edges =
        List.of(
            "0",
            "1",
            "-1",
            "9007199254740991",
            "9007199254740992",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551616",
            "1e300",
            "0.5",
            "null",
            "\"\"",
            "[]",
            "{}");
    for (String path : bundle.paths()) {
      if (path.endsWith(".json")) {
        byte[] original = bundle.get(path);
        String text = new String(original, Json.UTF_8);
        for (String edge : edges) {
          var matcher = java.util.regex.Pattern.compile("(?<=\":)[0-9]+(?=[,}])").matcher(text);
          while (matcher.find()) {
            String changed =
                text.substring(0, matcher.start()) + edge + text.substring(matcher.end());
            BundleReport report = Answers.of(bundle.put(path, changed.getBytes(Json.UTF_8)).zip());
            assertThat(Answers.broke(report)).as(path + " " + edge).isFalse();
          }
        }
        bundle.put(path, original);
      }
    }
  }

  @Test
  void deepJsonIsRefusedBeforeItIsTooDeepForTheStack() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    for (String path : bundle.paths()) {
      if (path.endsWith(".json")) {
        byte[] original = bundle.get(path);
        assertNamedFailure(bundle.put(path, deep.getBytes(Json.UTF_8)).zip());
        bundle.put(path, original);
      }
    }
  }

  private List<String> paths(String prefix) {
    return bundle.paths().stream().filter(path -> path.startsWith(prefix)).toList();
  }
}
