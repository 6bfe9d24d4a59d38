package dev.tradewitness.testservers;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// How long tests wait when they do not say it: a minute in place of Awaitility's ten seconds. A
/// time limit ends a test that hangs; it never measures a machine that is busy.
public final class Patience implements LauncherSessionListener {
  static final Duration DEFAULT = Duration.ofMinutes(1);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(DEFAULT);
  }
}
