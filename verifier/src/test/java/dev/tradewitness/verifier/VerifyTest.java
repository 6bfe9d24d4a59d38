package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.evidence.made.Json;
import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.evidence.made.World;
import dev.tradewitness.verifier.check.Check;
import dev.tradewitness.verifier.check.Verification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {

  @TempDir Path folder;

  private final World world = new World(41, new StampAuthority("Test", Flaw.NONE));
  private final MadeBundle bundle = world.bundle(world.stream("org.example:desk", true, 2), 0, 1);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String good = "";
  private String trust = "";
  private String bad = "";

  @BeforeEach
  void writeFiles() throws IOException {
    good = write("good.zip", bundle.zip());
    trust = write("trust.json", world.policy("LOCAL").toString().getBytes(Json.UTF_8));
    bundle.put("report.html", "\u001b[2J\u202e".getBytes(Json.UTF_8));
    byte[] manifest = Json.canonical(bundle.manifest());
    bundle.put(MadeBundle.event("org.example:desk", 0), "{}".getBytes(Json.UTF_8));
    bad = write("bad.zip", bundle.zip(manifest));
  }

  private String write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  private int run(String... words) {
    out.reset();
    err.reset();
    return new Verify(
            new PrintStream(out, true, Json.UTF_8), new PrintStream(err, true, Json.UTF_8))
        .run(words);
  }

  @Test
  void aBundleOfKnownMakersEndsWithZero() {
    assertThat(run("--trust", trust, good)).isZero();
    assertThat(out.toString(Json.UTF_8))
        .contains(
            "PASS         manifest", "NOT_CHECKED  log-consistency", "Result: PASS", "LOCAL only")
        .doesNotContain("FAIL");
    assertThat(err.size()).isZero();
  }

  @Test
  void aBundleOfUnknownMakersEndsWithFourAndSaysWhatIsNotKnown() {
    assertThat(run(good)).isEqualTo(4);
    assertThat(out.toString(Json.UTF_8))
        .contains("Result: WHOLE", "signers unknown", "time-stamp authority unknown")
        .doesNotContain("FAIL", "Result: PASS");
    assertThat(err.size()).isZero();
  }

  @Test
  void aBundleThatFailsEndsWithOneAndShowsTheValueThatFailed() {
    assertThat(run(bad)).isEqualTo(1);
    assertThat(out.toString(Json.UTF_8))
        .contains(
            "FAIL         manifest", "Result: FAIL", "44136fa355b3678a1146ad16f7e8649e94fb4f");
  }

  @Test
  void whatCannotBeReadEndsWithTwo() throws IOException {
    String nonsense = write("nonsense.zip", new byte[] {1, 2, 3});
    assertThat(run(nonsense)).isEqualTo(2);
    assertThat(out.toString(Json.UTF_8)).contains("FAIL         archive", "UNREADABLE");
    assertThat(run(folder.resolve("missing.zip").toString())).isEqualTo(2);
    assertThat(out.toString(Json.UTF_8)).contains("no such file");
    assertThat(run(folder.toString())).isEqualTo(2);
  }

  @Test
  void theWorstOfSeveralFilesDecides() throws IOException {
    String copy = write("copy.zip", Files.readAllBytes(Path.of(good)));
    assertThat(run("--trust", trust, good, copy)).isZero();
    assertThat(out.toString(Json.UTF_8)).contains("2 files compared", "PASS         split-view");
    assertThat(run(good, good)).isEqualTo(4);
    assertThat(run(good, bad)).isEqualTo(1);
    assertThat(run(good, bad, write("nonsense.zip", new byte[3]))).isEqualTo(2);
  }

  @Test
  void theAnswerForProgramsSaysTheSame() {
    assertThat(run("--json", good, bad)).isEqualTo(1);
    JsonObject json = Json.read(out.toString(Json.UTF_8).strip());
    assertThat(json.string("result")).isEqualTo("FAIL");
    assertThat(json.toString())
        .contains(
            "\"events\":2,\"batches\":1,\"anchors\":\"UNKNOWN\"",
            "\"result\":\"WHOLE\",\"sha256\":",
            "\"comparison\":{\"name\":\"split-view\",\"result\":\"NOT_CHECKED\"",
            "{\"name\":\"event-hash\",\"result\":\"FAIL\",\"failure_count\":1");
  }

  @Test
  void aCommandLineThatSaysNothingEndsWithTwoAndTheUsage() throws IOException {
    for (List<String> words :
        List.of(
            List.<String>of(),
            List.of("--keys"),
            List.of("--nonsense", good),
            List.of(
                "--trust",
                write("keys-only.json", world.keys().toString().getBytes(Json.UTF_8)),
                good),
            List.of("--keys", folder.resolve("missing").toString(), good),
            List.of("--keys", write("empty.json", new byte[0]), good),
            List.of("--ca", write("empty.pem", new byte[0]), good))) {
      assertThat(run(words.toArray(String[]::new))).as("%s", words).isEqualTo(2);
      assertThat(err.toString(Json.UTF_8)).contains("usage: verify");
      assertThat(out.size()).isZero();
    }
  }

  @Test
  void keysAndCertificatesAreTakenFromFiles() throws IOException {
    String keys = write("keys.json", world.keys().toString().getBytes(Json.UTF_8));
    String ca = write("ca.pem", world.authority.caPem().getBytes(Json.UTF_8));
    assertThat(run("--keys", keys, "--ca", ca, good)).isZero();
    assertThat(out.toString(Json.UTF_8)).contains("Result: PASS");
    String other =
        write("other.pem", new StampAuthority("Other", Flaw.NONE).caPem().getBytes(Json.UTF_8));
    assertThat(run("--keys", keys, "--ca", other, good)).isEqualTo(4);
  }

  @Test
  void aReportForPeopleIsWrittenWhereItIsAskedFor() throws IOException {
    Path page = folder.resolve("report.html");
    assertThat(run("--html", page.toString(), good, bad)).isEqualTo(1);
    assertThat(page)
        .content()
        .contains("Verification of evidence", "WHOLE. Every check holds", "FAIL. A check");
    assertThat(run("--html", folder.resolve("missing/report.html").toString(), good)).isEqualTo(2);
    assertThat(err.toString(Json.UTF_8)).contains("--html");
  }

  @Test
  void textOfTheBundleCannotMoveTheCursor() throws IOException {
    bundle.put("evil\u001b[1A", new byte[0]);
    bundle.edit(
        MadeBundle.proof("org.example:desk", 0),
        json ->
            json.with(
                "event_id", dev.tradewitness.common.canonical.JsonValue.of("\u001b[1A\u202e\n")));
    run(write("evil.zip", bundle.zip()));
    assertThat(out.toString(Json.UTF_8)).doesNotContain("\u001b", "\u202e").contains("FAIL");
    bundle.drop("evil\u001b[1A");
    run(write("evil.zip", bundle.zip()));
    assertThat(out.toString(Json.UTF_8)).doesNotContain("\u001b", "\u202e").contains("\\u{1b}");
  }

  @Test
  void theListOfChecksIsTheOneOfTheFormatsDescription() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("tradewitness.home"), "docs/evidence-bundle.md"));
    List<String> documented =
        Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE)
            .matcher(page.substring(page.indexOf("| check |")))
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(Verification.PROMISE).extracting(Check::name).isEqualTo(documented);
    assertThat(run("--help")).isZero();
    assertThat(out.toString(Json.UTF_8)).contains(documented);
  }
}
