package dev.tradewitness.launcher.part;

import java.nio.file.Path;

/// The Java that this program runs on, for the programs it starts.
public final class Java {
  private Java() {}

  public static String program() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
