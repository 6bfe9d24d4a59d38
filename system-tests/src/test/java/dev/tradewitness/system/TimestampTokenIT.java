package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.system.load.Events;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.Evidence;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.Program;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import dev.tradewitness.system.stack.Table;
import dev.tradewitness.system.stack.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The stored time-stamp token convinces OpenSSL, which knows nothing of this product.
@Order(1)
@ExtendWith(SharedStack.class)
class TimestampTokenIT {

  private static final int EVENTS = 5;

  @TempDir Path folder;

  @Test
  void opensslAcceptsTheStoredTokenOfTheBatchHashAndNoOther(RunningStack stack) throws IOException {
    Tools.need(Program.isThere("openssl", "version"), "openssl");
    String event = logged(stack);
    JsonObject batch = Evidence.awaitAnchored(stack.http("anchor"), event);
    String stamped = CapturedStream.text(batch, "batch_hash");
    JsonObject anchor = CapturedStream.objects(batch, "anchors").getFirst();
    assertThat(anchor.string("type")).isEqualTo("RFC3161");
    assertThat(anchor.string("trust")).isEqualTo("LOCAL");
    byte[] token = Base64.getDecoder().decode(CapturedStream.text(anchor, "proof"));
    Path response = folder.resolve("response.tsr");
    Files.write(response, token);
    assertThat(Evidence.ofEvent(stack, event).members(".tsr").values())
        .as("the bundle's token")
        .first()
        .isEqualTo(token);

    Path ca = stack.data().resolve("tsa/ca.pem");
    var accepted = verify(response, stamped, ca);
    assertThat(accepted.exit()).as(accepted.output()).isZero();
    assertThat(accepted.output()).contains("Verification: OK");

    String other = (stamped.startsWith("0") ? "1" : "0") + stamped.substring(1);
    var refused = verify(response, other, ca);
    assertThat(refused.exit()).as(refused.output()).isNotZero();

    var refusedByOtherAuthority = verify(response, stamped, otherAuthority());
    assertThat(refusedByOtherAuthority.exit()).isNotZero();
    new Table("openssl ts -verify")
        .row("batch hash " + stamped.substring(0, 16) + "…, CA " + ca.getFileName(), "accepted")
        .row("another hash", "refused")
        .row("another authority's certificate", "refused")
        .print();
  }

  private static String logged(RunningStack stack) throws IOException {
    Http capture = stack.http("capture");
    var random = new SplittableRandom(7);
    String policyId = "drill:timestamp-" + Long.toString(System.nanoTime(), 36);
    String last = "";
    for (int i = 0; i < EVENTS; i++) {
      Events.Event event = Events.next(random, policyId);
      capture.post("/vcp/log", event.bytes(), "application/json").expect(201);
      last = event.id();
    }
    Http anchor = stack.http("anchor");
    Awaitility.await("all leaves are in")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          Http.Answer closed =
              anchor.post("/vcp/anchor?policy_id=" + policyId, new byte[0], Map.of());
          return closed.status() == 200 && !"0".equals(closed.json().text("event_count"));
        });
    return last;
  }

  private static Program.Outcome verify(Path response, String root, Path ca) {
    return Program.run(
        response.getParent(),
        Duration.ofSeconds(30),
        "openssl",
        "ts",
        "-verify",
        "-digest",
        root,
        "-in",
        response.toString(),
        "-CAfile",
        ca.toString());
  }

  private Path otherAuthority() {
    Path certificate = folder.resolve("other.pem");
    Program.run(
            folder,
            Duration.ofSeconds(30),
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ed25519",
            "-nodes",
            "-subj",
            "/CN=another authority",
            "-keyout",
            folder.resolve("other.key").toString(),
            "-out",
            certificate.toString())
        .expectSuccess();
    return certificate;
  }
}
