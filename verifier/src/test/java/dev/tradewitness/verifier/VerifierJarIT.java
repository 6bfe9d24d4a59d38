package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tradewitness.evidence.made.Json;
import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.evidence.made.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The jar as it is handed out, alone in a folder.
class VerifierJarIT {

  private static final String DESK = "org.example:desk";

  @TempDir Path folder;

  private final World world = new World(51, new StampAuthority("Test", Flaw.NONE));
  private final World.Stream desk = world.stream(DESK, true, 3);

  private record Ended(int status, String output, Duration took) {}

  private Ended run(String... command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), Json.UTF_8);
    return new Ended(process.waitFor(), output, Duration.ofNanos(System.nanoTime() - start));
  }

  private Ended verify(String... words) throws IOException, InterruptedException {
    Path jar = Path.of(System.getProperty("tradewitness.home"), "verifier/target/verifier.jar");
    if (!Files.exists(folder.resolve("verifier.jar"))) {
      Files.copy(jar, folder.resolve("verifier.jar"));
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return run(
        Stream.concat(Stream.of(java, "-jar", "verifier.jar"), Stream.of(words))
            .toArray(String[]::new));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  @Test
  void theJarNeedsNothingBesideItself() throws Exception {
    write("one.zip", world.bundle(desk, 1, 1).zip());
    write("trust.json", world.policy("LOCAL").toString().getBytes(Json.UTF_8));
    Ended ended = verify("--trust", "trust.json", "one.zip");
    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("PASS         timestamp-signature", "Result: PASS");
    // Shown, not asserted: how long a cold run takes is the machine's business.
    System.out.println("verifier, cold, one event: " + ended.took().toMillis() + " ms");
  }

  @Test
  void aBundleThatFailsAndOneThatCannotBeReadEndWithTheirOwnStatus() throws Exception {
    MadeBundle bundle = world.bundle(desk, 0, 2).drop(MadeBundle.event(DESK, 1));
    write("bad.zip", bundle.zip());
    write("nonsense.zip", new byte[] {0, 1});
    Ended bad = verify("bad.zip");
    assertThat(bad.status()).isEqualTo(1);
    assertThat(bad.output()).contains("FAIL         sequence").doesNotContain("\tat ");
    Ended nonsense = verify("nonsense.zip");
    assertThat(nonsense.status()).isEqualTo(2);
    assertThat(nonsense.output()).contains("FAIL         archive").doesNotContain("\tat ");
  }

  @Test
  void theJarHoldsNoFrameworkNoServiceAndNoStaleSignature() throws Exception {
    try (var jar =
        new JarFile(
            Path.of(System.getProperty("tradewitness.home"), "verifier/target/verifier.jar")
                .toFile())) {
      List<String> names = jar.stream().map(Object::toString).toList();
      assertThat(names)
          .noneMatch(name -> name.startsWith("org/springframework"))
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)"))
          .allMatch(name ->
              !name.startsWith("dev/tradewitness/")
                  || name.matches("dev/tradewitness/((verifier|evidence|common)/.*)?"));
    }
  }

  /// What docs/verify.md tells people to do by hand.
  @Test
  void opensslAcceptsTheTimeStampAgainstTheAuthoritysCertificateAndRefusesAnother()
      throws Exception {
    needOpenssl(hasOpenssl());
    MadeBundle bundle = world.bundle(desk, 0, 2);
    String batchId = World.batchId(desk, 0);
    write("0.tsr", bundle.get(MadeBundle.timeStamp(batchId, 0)));
    write("ca.pem", world.authority.caPem().getBytes(Json.UTF_8));
    write("other.pem", new StampAuthority("Other", Flaw.NONE).caPem().getBytes(Json.UTF_8));
    String stamped =
        Objects.requireNonNull(bundle.json(MadeBundle.batch(batchId)).string("batch_hash"));
    Ended right =
        run("openssl", "ts", "-verify", "-in", "0.tsr", "-digest", stamped, "-CAfile", "ca.pem");
    assertThat(right.status()).as(right.output()).isZero();
    assertThat(right.output()).contains("Verification: OK");
    Ended wrong =
        run("openssl", "ts", "-verify", "-in", "0.tsr", "-digest", stamped, "-CAfile", "other.pem");
    assertThat(wrong.status()).isNotZero();
  }

  /// Where `TRADEWITNESS_DRILL_TOOLS=required`, as in continuous integration, it must be there.
  private static void needOpenssl(boolean isThere) {
    if ("required".equals(System.getenv("TRADEWITNESS_DRILL_TOOLS"))) {
      assertThat(isThere).as("openssl on this machine").isTrue();
    }
    assumeTrue(isThere, "openssl is not installed");
  }

  @Test
  void theStepsByHandOfTheDocumentLeadToTheSameAnswer() throws Exception {
    for (String tool : List.of("unzip", "jq", "xxd", "sha256sum", "openssl", "bash")) {
      boolean isThere = run("sh", "-c", "command -v " + tool).status() == 0;
      if (!isThere) {
        System.out.println("########## NOT SHOWN: this machine is without " + tool + " ##########");
      }
      assumeTrue(isThere, "not shown: this machine is without " + tool);
    }
    String page =
        Files.readString(Path.of(System.getProperty("tradewitness.home"), "docs/verify.md"));
    int start = page.indexOf("```sh\n") + "```sh\n".length();
    Files.writeString(
        folder.resolve("steps.sh"), page.substring(start, page.indexOf("```", start)));
    MadeBundle bundle = world.bundle(desk, 0, 1);
    write("evidence.zip", bundle.zip());
    Ended right = run("bash", "-euo", "pipefail", "steps.sh");
    assertThat(right.status()).as(right.output()).isZero();
    assertThat(right.output())
        .contains("Signature Verified Successfully", "Verification: OK", "Time stamp: Nov 21");
    run("rm", "-r", "evidence");
    String text = new String(bundle.get(MadeBundle.event(DESK, 0)), Json.UTF_8);
    bundle.put(MadeBundle.event(DESK, 0), text.replace("BUY", "SEL").getBytes(Json.UTF_8));
    write("evidence.zip", bundle.zip());
    assertThat(run("bash", "-euo", "pipefail", "steps.sh").status()).isNotZero();
  }

  private boolean hasOpenssl() throws InterruptedException {
    try {
      return run("openssl", "version").status() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
