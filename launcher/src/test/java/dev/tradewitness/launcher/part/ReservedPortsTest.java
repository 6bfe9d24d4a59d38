package dev.tradewitness.launcher.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReservedPortsTest {

  /// Another program that reserves many and ends when its input does.
  static final class Program {
    static final int PORTS = 500;

    private Program() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] words) throws IOException {
      for (int i = 0; i < PORTS; i++) {
        System.out.println(ReservedPorts.one());
      }
      System.out.println("all");
      System.in.read();
    }
  }

  @Test
  void aPortIsGivenOnceAlsoAcrossProgramsUntilTheOneThatHasItEnds() throws Exception {
    var other = program();
    var theirs = new ArrayList<Integer>();
    try (var lines = other.inputReader()) {
      for (String line = lines.readLine(); !"all".equals(line); line = lines.readLine()) {
        theirs.add(Integer.valueOf(line));
      }
      var own = IntStream.range(0, 500).mapToObj(i -> ReservedPorts.one()).toList();

      assertThat(theirs).hasSize(Program.PORTS).doesNotHaveDuplicates();
      assertThat(own).doesNotHaveDuplicates().doesNotContainAnyElementsOf(theirs);
      assertThat(own).allMatch(port -> port >= 20_000 && port < 30_000);
    } finally {
      other.destroyForcibly().waitFor();
    }

    // Among 500 more of the 10,000 some must be of those that are free again.
    var later = IntStream.range(0, 500).mapToObj(i -> ReservedPorts.one()).toList();
    assertThat(new HashSet<>(later)).containsAnyElementsOf(theirs);
  }

  @Test
  void aShiftKeepsEveryShiftedPortForItself() {
    var ports = List.of(8_081, 15_432, 19_092);
    var shifted = new ArrayList<Integer>();
    for (int i = 0; i < 50; i++) {
      int shift = ReservedPorts.shift(ports);
      ports.forEach(port -> shifted.add(port + shift));
    }
    assertThat(shifted).doesNotHaveDuplicates().allMatch(port -> port > 20_000 && port < 32_768);
  }

  private static Process program() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName())
        .redirectError(new File("/dev/null"))
        .start();
  }
}
