package dev.tradewitness.capture.source.fix;

import java.time.Duration;
import quickfix.ConfigError;
import quickfix.SessionFactory;
import quickfix.SessionSettings;
import quickfix.ThreadedSocketAcceptor;
import quickfix.mina.EventHandlingStrategy;
import quickfix.mina.ThreadPerSessionEventHandlingStrategy;

/// An acceptor of which a session whose queue is full waits alone. QuickFIX/J has that too, but
/// takes it with none of its acceptors that are given their session factory: those stop the I/O
/// thread, and with it the connections that share it.
final class FixAcceptor extends ThreadedSocketAcceptor {

  /// Longer than a commit takes.
  private static final Duration STORING_MAX = Duration.ofSeconds(5);

  private final ThreadPerSessionEventHandlingStrategy dispatching;
  private final DispatcherThreads threads = new DispatcherThreads();
  private final Runnable ending;

  /// @param waitingMin messages of a session, down to which its connection is not read
  /// @param waitingMax messages from which it is not
  /// @param ending called when the sessions are logged out: from then on no message may be begun
  FixAcceptor(
      SessionFactory sessions,
      SessionSettings settings,
      int waitingMin,
      int waitingMax,
      Runnable ending)
      throws ConfigError {
    super(sessions, settings);
    this.ending = ending;
    dispatching = new ThreadPerSessionEventHandlingStrategy(this, waitingMin, waitingMax);
  }

  @Override
  protected EventHandlingStrategy getEventHandlingStrategy() {
    return dispatching;
  }

  @Override
  public void start() throws ConfigError {
    dispatching.setExecutor(threads);
    super.start();
  }

  /// The one place that [#stop] leaves between the last message that is taken and the sessions'
  /// end: what is dispatched still needs them, and the files of their numbers.
  @Override
  protected void stopSessionTimer() {
    super.stopSessionTimer();
    ending.run();
    dispatching.stopDispatcherThreads();
    threads.awaitEnd(STORING_MAX);
  }
}
