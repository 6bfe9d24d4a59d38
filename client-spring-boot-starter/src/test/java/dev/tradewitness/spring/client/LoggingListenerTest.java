package dev.tradewitness.spring.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tradewitness.client.delivery.ClientState;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingListenerTest {

  @Test
  void eachStateIsSaidOnceInATime() {
    var logger = (Logger) LoggerFactory.getLogger(LoggingListener.class);
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    logger.addAppender(lines);
    try {
      var listener = new LoggingListener();
      for (int i = 0; i < 10; i++) {
        listener.stateChanged(ClientState.CONNECTED, ClientState.DISCONNECTED);
        listener.stateChanged(ClientState.DISCONNECTED, ClientState.CONNECTED);
      }
    } finally {
      logger.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(line -> line.getKeyValuePairs().get(1).toString())
        .containsExactly("to=\"DISCONNECTED\"", "to=\"CONNECTED\"");
  }
}
