package dev.tradewitness.capture.source.fix;

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

  private final ThreadPerSessionEventHandlingStrategy dispatching;

  /// @param waitingMin messages of a session, down to which its connection is not read
  /// @param waitingMax messages from which it is not
  FixAcceptor(SessionFactory sessions, SessionSettings settings, int waitingMin, int waitingMax)
      throws ConfigError {
    super(sessions, settings);
    dispatching = new ThreadPerSessionEventHandlingStrategy(this, waitingMin, waitingMax);
  }

  @Override
  protected EventHandlingStrategy getEventHandlingStrategy() {
    return dispatching;
  }

  @Override
  public void start() throws ConfigError {
    dispatching.setExecutor(longLivedExecutor);
    super.start();
  }

  /// The one place that [#stop] leaves between the last message that is taken and the sessions'
  /// end: what is dispatched still needs them.
  @Override
  protected void stopSessionTimer() {
    super.stopSessionTimer();
    dispatching.stopDispatcherThreads();
  }
}
