package dev.tradewitness.system.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A file system of a fixed size in memory, as a disk that can be filled. Only root can have one.
public final class SmallDisk implements AutoCloseable {

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /// Mounts one over an empty folder. Where the machine does not allow it, the test is skipped and
  /// says so.
  public static SmallDisk over(Path folder, int mebibytes) throws InterruptedException {
    Tools.needAllowed(isMounted(folder, mebibytes), "a file system of its own to a test");
    return new SmallDisk(folder);
  }

  private static boolean isMounted(Path folder, int mebibytes) throws InterruptedException {
    try {
      String options = "size=%dm,mode=0755".formatted(mebibytes);
      run("mount", "-t", "tmpfs", "-o", options, "drill", folder.toString());
      return true;
    } catch (IOException e) {
      RunningStack.say(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("failed: " + String.join(" ", command));
    }
  }

  /// Takes all the room that is left.
  ///
  /// @return how much that was, in bytes
  public long fill() throws IOException {
    byte[] block = new byte[1 << 16];
    long written = 0;
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      while (true) {
        ballast.write(block);
        written += block.length;
      }
    } catch (IOException e) { // no space left
      return written;
    }
  }

  /// Gives the room back.
  public void empty() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  @Override
  public void close() throws IOException {
    try {
      run("umount", "--lazy", folder.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
