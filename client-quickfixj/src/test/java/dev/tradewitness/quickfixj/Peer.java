package dev.tradewitness.quickfixj;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import quickfix.ApplicationAdapter;
import quickfix.FieldNotFound;
import quickfix.IncorrectDataFormat;
import quickfix.IncorrectTagValue;
import quickfix.Message;
import quickfix.SessionID;
import quickfix.UnsupportedMessageType;

/// A counterparty that keeps what it receives, as it came over the wire.
class Peer extends ApplicationAdapter {

  private final List<String> received = new CopyOnWriteArrayList<>();

  List<String> received() {
    return received;
  }

  @Override
  public void fromApp(Message message, SessionID session)
      throws FieldNotFound, IncorrectDataFormat, IncorrectTagValue, UnsupportedMessageType {
    received.add(message.toRawString());
  }
}
