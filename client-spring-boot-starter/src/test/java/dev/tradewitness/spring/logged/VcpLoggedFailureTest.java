package dev.tradewitness.spring.logged;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class VcpLoggedFailureTest {

  @TempDir Path folder;

  private final Logger logger = (Logger) LoggerFactory.getLogger(CallLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  public record Quote(String owner) {
    public String getPrice() {
      if (owner.isEmpty()) {
        return "185.50";
      }
      throw new IllegalStateException("of " + owner);
    }
  }

  static class Market {
    @VcpLogged(value = "QUO", payload = "{price: #quote.price}")
    void take(Quote quote) {}
  }

  @Test
  void theLogNamesTheFailureAndQuotesNoValue() {
    logger.setLevel(Level.INFO);
    take();
    assertThat(lines.list)
        .singleElement()
        .satisfies(line -> {
          assertThat(line.getThrowableProxy()).isNull();
          assertThat(line.getKeyValuePairs())
              .extracting(Object::toString)
              .contains(
                  "failure=\"org.springframework.expression.spel.SpelEvaluationException\"",
                  "code=\"EXCEPTION_DURING_PROPERTY_READ\"")
              .noneMatch(pair -> pair.contains("alice"));
        });
  }

  @Test
  void theWholeFailureIsThereForWhoAsksForIt() {
    logger.setLevel(Level.DEBUG);
    take();
    assertThat(lines.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.DEBUG);
    assertThat(Objects.requireNonNull(lines.list.getLast().getThrowableProxy()).getClassName())
        .endsWith("SpelEvaluationException");
  }

  private void take() {
    Starter.in(folder)
        .withBean(Market.class)
        .run(context -> context.getBean(Market.class).take(new Quote("alice")));
  }
}
