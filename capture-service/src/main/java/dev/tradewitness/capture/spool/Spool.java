package dev.tradewitness.capture.spool;

import java.io.IOException;
import java.time.Duration;

/// Where events wait while the database does not take them.
public sealed interface Spool permits FolderSpool, NoSpool {

  void start();

  /// Keeps what waits to be kept; what is kept stays for the next start.
  void stop(Duration patience) throws InterruptedException, IOException;

  /// Whether the disk took the last event that it should keep, and there is room for another.
  boolean takesEvents();

  /// Whether arrivals go to the disk. For a moment also when nothing is left on it: the next
  /// attempt at the database has not been made yet.
  boolean takesArrivals();

  /// Events on the disk that are not known to be in the database.
  long events();

  /// False when some of what was spooled could not be read back, or was refused and could not be
  /// written down: an operator must look at the folder.
  boolean isSound();

  /// Whether events wait for the database and none has come to it for some seconds, or the spool's
  /// thread has done nothing for as long.
  boolean isStalled();

  /// False once the spooling thread has ended.
  boolean isAlive();
}
