package dev.tradewitness.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A program that runs a target: `hang` does not come back from what is not a seed, `print` prints
/// its inputs.
final class SomeTarget {

  private SomeTarget() {}

  static void main(String[] arguments) {
    ShortRun.of(
        SomeTarget.class,
        "text",
        arguments[0].equals("hang") ? SomeTarget::hang : SomeTarget::print);
  }

  private static void hang(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    while (!text.equals("one") && !text.equals("another")) {
      Thread.onSpinWait();
    }
  }

  private static void print(byte[] input) {
    System.out.println(Base64.getEncoder().encodeToString(input));
  }
}
