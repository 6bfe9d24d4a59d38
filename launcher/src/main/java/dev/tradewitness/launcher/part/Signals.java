package dev.tradewitness.launcher.part;

import java.io.IOException;

/// Sends the signals that the JDK cannot.
final class Signals {
  private Signals() {}

  static void send(String signal, long pid) {
    try {
      // The shell's own kill: a separate program of that name is not everywhere.
      var process =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.waitFor();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
