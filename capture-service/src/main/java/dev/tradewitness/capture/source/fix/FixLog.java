package dev.tradewitness.capture.source.fix;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quickfix.Log;
import quickfix.LogFactory;
import quickfix.SessionID;

/// What QuickFIX/J says, without the messages: they are stored, and a logon holds passwords. Its
/// events quote messages, too, so they are there for debugging only.
final class FixLog implements Log {

  private static final Logger log = LoggerFactory.getLogger("quickfix");

  private final String session;

  private FixLog(String session) {
    this.session = session;
  }

  static final class Factory implements LogFactory {
    @Override
    public Log create(SessionID id) {
      return new FixLog(id.toString());
    }
  }

  @Override
  public void clear() {}

  @Override
  public void onIncoming(String message) {}

  @Override
  public void onOutgoing(String message) {}

  @Override
  public void onEvent(String text) {
    log.atDebug().addKeyValue("session", session).log(text);
  }

  static String withoutMessage(String text) {
    int begin = text.indexOf("8=FIX");
    int separator = text.indexOf('\u0001');
    int end = begin < 0 ? separator : separator < 0 ? begin : Math.min(begin, separator);
    return end < 0 ? text : text.substring(0, end) + "…";
  }

  @Override
  public void onErrorEvent(String text) {
    log.atWarn().addKeyValue("session", session).log(withoutMessage(text));
  }
}
