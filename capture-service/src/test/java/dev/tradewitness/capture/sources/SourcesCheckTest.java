package dev.tradewitness.capture.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesCheckTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  @Test
  void saysWhatIsValidAndEachFaultOfWhatIsNot(@TempDir Path folder) throws IOException {
    Path valid = folder.resolve("valid.yaml");
    Files.writeString(
        valid, Examples.uncommented(new String(Sources.builtIn(), StandardCharsets.UTF_8)));
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, "version: 1\nkafka:\n- topic: orders\n- mapping: orders\n");

    assertThat(check(valid)).isZero();
    assertThat(check(broken)).isEqualTo(1);
    assertThat(check(folder.resolve("none.yaml"))).isEqualTo(2);
    assertThat(SourcesCheck.run(new String[0], out)).isEqualTo(2);

    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("valid.yaml: valid, digest ")
        .contains(
            "  kafka   orders as orders, stream local.tradewitness:orders, SILVER, BEST_EFFORT\n")
        .contains(
            "  kafka   oms.drop-copy as OMS_DROP_COPY whole, stream com.example:oms, GOLD, NTP_SYNCED\n")
        .contains(
            "  kafka   oms.messages as EXE, ORD by pointers, else OMS_MESSAGE whole, stream local.")
        .contains("  fix     FIX.4.4:OMS, stream local.tradewitness:fix-OMS, SILVER, BEST_EFFORT\n")
        .contains(
            "  ldjson  queue-service, stream com.example:queues, GOLD, BEST_EFFORT, signing checkpoint\n")
        .contains(
            "  mirror  POST /api/orders as ORD, POST /v2/orders as ORD, POST /v2/cancel only as CXL,")
        .contains(", headers stored 11, names redacted 16\n")
        .contains("broken.yaml: line 3: kafka[0] has no mapping")
        .contains("broken.yaml: line 4: kafka[1] has no topic")
        .contains("none.yaml: cannot be read");
  }

  private int check(Path file) {
    return SourcesCheck.run(new String[] {file.toString()}, out);
  }
}
