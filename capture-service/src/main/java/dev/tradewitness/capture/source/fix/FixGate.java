package dev.tradewitness.capture.source.fix;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.filterchain.IoFilterChainBuilder;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IdleStatus;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.codec.ProtocolDecoderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quickfix.MessageUtils;
import quickfix.Session;
import quickfix.mina.SessionConnector;

/// Bounds what a connection may do before and besides QuickFIX/J, which has no bound of its own for
/// connections, for the time until a logon and for the length of a message, and checks no checksum
/// without a data dictionary. What is turned away is counted by a word, and not quoted in the log.
final class FixGate implements IoFilterChainBuilder {

  private static final Logger log = LoggerFactory.getLogger(FixGate.class);

  /// Before a logon anyone may be at the other end. A logon has some hundred bytes.
  static final long LOGON_BYTES_MAX = 16L * 1024;

  private static final AttributeKey REFUSED = new AttributeKey(FixGate.class, "refused");
  private static final AttributeKey BYTES = new AttributeKey(FixGate.class, "bytes");
  private static final AttributeKey LENGTHS = new AttributeKey(FixGate.class, "lengths");

  private final FixProperties properties;
  private final Consumer<String> refused;
  private final AheadQueues ahead;
  private final AtomicInteger connections = new AtomicInteger();

  /// @param refused is told each reason for which a connection or a message is turned away
  FixGate(FixProperties properties, Consumer<String> refused) {
    this.properties = properties;
    this.refused = refused;
    this.ahead = new AheadQueues(properties.stallMax());
  }

  /// The queues of the sessions, which tell it when one stands still.
  AheadQueues ahead() {
    return ahead;
  }

  int connections() {
    return connections.get();
  }

  /// Called when QuickFIX/J has put its codec in.
  @Override
  public void buildFilterChain(IoFilterChain chain) {
    chain.addFirst("bounds", new Bounds());
    chain.addLast("messages", new Messages());
  }

  /// Closes the connection; its session, if it has one, is told by the end of the stream.
  private void close(IoSession connection, String reason) {
    if (connection.setAttributeIfAbsent(REFUSED, reason) == null) {
      refused.accept(reason);
      log.atWarn()
          .addKeyValue("peer", connection.getRemoteAddress())
          .addKeyValue("reason", reason)
          .log("a FIX connection is closed");
      connection.closeNow();
    }
  }

  private static boolean isLoggedOn(IoSession connection) {
    return connection.getAttribute(SessionConnector.QF_SESSION) instanceof Session session
        && session.isLoggedOn();
  }

  /// In front of the codec.
  private final class Bounds extends IoFilterAdapter {

    @Override
    public void sessionOpened(NextFilter next, IoSession connection) {
      if (connections.incrementAndGet() > properties.connectionsMax()) {
        close(connection, "connections");
        return;
      }
      connection.setAttribute(LENGTHS, new BodyLengths());
      // Nothing is written before the answer to a logon.
      int seconds = Math.toIntExact(Math.max(1, properties.logonTimeMax().toSeconds()));
      connection.getConfig().setIdleTime(IdleStatus.WRITER_IDLE, seconds);
      next.sessionOpened(connection);
    }

    @Override
    public void sessionIdle(NextFilter next, IoSession connection, IdleStatus status) {
      if (!isLoggedOn(connection)) {
        close(connection, "no_logon");
      }
      next.sessionIdle(connection, status);
    }

    @Override
    public void sessionClosed(NextFilter next, IoSession connection) {
      connections.decrementAndGet();
      next.sessionClosed(connection);
    }

    @Override
    public void messageReceived(NextFilter next, IoSession connection, Object bytes) {
      if (connection.containsAttribute(REFUSED)) {
        return;
      }
      if (!lengths(connection).arePossible((IoBuffer) bytes)) {
        close(connection, "garbled");
        return;
      }
      long before = (Long) connection.getAttribute(BYTES, 0L);
      connection.setAttribute(BYTES, before + ((IoBuffer) bytes).remaining());
      next.messageReceived(connection, bytes);
      // Whole messages have set it back; what is left is of one that is not.
      if ((Long) connection.getAttribute(BYTES, 0L) > bytesMax(connection)) {
        close(connection, "too_long");
      }
    }

    private long bytesMax(IoSession connection) {
      long most = properties.messageSizeMax().toBytes();
      return connection.getAttribute(SessionConnector.QF_SESSION) == null
          ? Math.min(most, LOGON_BYTES_MAX)
          : most;
    }

    private static BodyLengths lengths(IoSession connection) {
      return (BodyLengths) connection.getAttribute(LENGTHS);
    }
  }

  /// Behind the codec.
  private final class Messages extends IoFilterAdapter {

    @Override
    public void messageReceived(NextFilter next, IoSession connection, Object message) {
      connection.setAttribute(BYTES, 0L);
      String text = (String) message;
      if (connection.containsAttribute(REFUSED)) {
        return;
      }
      boolean logon = MessageUtils.isLogon(text);
      if (!logon && connection.getAttribute(SessionConnector.QF_SESSION) == null) {
        close(connection, "no_logon");
      } else if (!hasItsChecksum(text) || !logon && !hasItsHeader(text)) {
        garbled(connection, text, logon);
      } else if (isStalled(connection)) {
        close(connection, "stalled");
      } else {
        next.messageReceived(connection, message);
      }
    }

    /// FIX leaves a garbled message out without counting its number, so that the gap is noticed.
    /// QuickFIX/J does not notice it in a resend that it has asked for: it waits for the rest.
    private void garbled(IoSession connection, String message, boolean logon) {
      if (logon || message.contains("\u000143=Y\u0001")) {
        close(connection, "garbled");
      } else {
        refused.accept("garbled");
        log.atWarn()
            .addKeyValue("peer", connection.getRemoteAddress())
            .log("a garbled FIX message is left out; its number is asked for again");
      }
    }

    private boolean isStalled(IoSession connection) {
      return connection.getAttribute(SessionConnector.QF_SESSION) instanceof Session session
          && ahead.of(session.getSessionID()).isStalled();
    }

    @Override
    public void exceptionCaught(NextFilter next, IoSession connection, Throwable cause) {
      if (cause instanceof ProtocolDecoderException) {
        close(connection, "garbled");
      } else {
        next.exceptionCaught(connection, cause);
      }
    }
  }

  /// The codec has found `10=nnn` and SOH at the end; one character is one byte.
  static boolean hasItsChecksum(String message) {
    int trailer = message.length() - "10=nnn|".length();
    int sum = 0;
    for (int i = 0; i < trailer; i++) {
      sum += message.charAt(i);
    }
    return trailer > 0 && message.startsWith("10=%03d\u0001".formatted(sum & 0xFF), trailer);
  }

  /// Without one of these QuickFIX/J would count some messages' numbers and hand nothing over.
  private static boolean hasItsHeader(String message) {
    return message.contains("\u000149=")
        && message.contains("\u000156=")
        && message.contains("\u000152=");
  }
}
